package org.wahook.worker.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wahook.worker.route.RouterFixture.ANNA;
import static org.wahook.worker.route.RouterFixture.TOPOLOGY;
import static org.wahook.worker.route.RouterFixture.event;
import static org.wahook.worker.route.RouterFixture.text;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.wahook.platform.broker.MessageHeaders;
import org.wahook.platform.broker.Publication;
import org.wahook.worker.testing.Client;
import org.wahook.worker.testing.WorkerDatabase;

/** What becomes no message and no status of ours: kept, counted, and shown where it concerns an account. */
class RouterKeptTest {

    @AutoClose
    private static final WorkerDatabase database = WorkerDatabase.create();

    private final RouterFixture router = new RouterFixture(database);
    private final Client shop = router.shop();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"errors\": [{\"code\": 131035, \"title\": \"Not delivered\"}]",
                "\"user_actions\": [{\"type\": \"landing_page_view\"}]",
                "\"statuses\": [{\"id\": \"pay-7\", \"type\": \"payment\", \"status\": \"captured\", \"payment\": {\"reference_id\": \"r\"}}]",
                "\"statuses\": [{\"id\": \"wamid.1\", \"status\": \"evaporated\"}]",
                "\"statuses\": [{\"id\": \"wamid.1\", \"status\": \"failed\", \"recipient_id\": \"G\", \"recipient_participant_id\": \"4930\"}]",
                "\"something_of_tomorrow\": {\"a\": 1}",
                "\"messages\": [{\"id\": \"wamid.S\", \"type\": \"system\", \"system\": {\"type\": \"news\"}}]",
                "\"contacts\": []"
            })
    void what_is_no_message_and_no_status_leaves_a_row_and_a_count(String members) {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        Router counting = new Router(
                database.accounts(), database.jdbi(), TOPOLOGY, Clock.systemUTC(), Duration.ofMinutes(30), meters);
        Event event = event(body("messages", members));

        for (int i = 0; i < 2; i++) {
            assertThat(counting.route(List.of(event))).isEmpty();
        }

        assertThat(database.column("SELECT field FROM webhook_changes WHERE phone_number_id = ?", shop.phoneNumberId()))
                .containsExactly("messages");
        assertThat(meters.counter("wahook.webhook.changes", "field", "messages").count())
                .isPositive();
    }

    @Test
    void a_message_beside_errors_is_answered_and_only_the_errors_are_kept() {
        List<Publication> jobs = router.route(
                event(
                        body(
                                "messages",
                                "\"errors\": [{\"code\": 1}], \"messages\": [{\"from\": \"4930\", \"id\": \"wamid.1\", \"type\": \"text\", \"text\": {\"body\": \"a\"}}]")));

        assertThat(jobs).hasSize(1);
        assertThat(database.column(
                        "SELECT value::text FROM webhook_changes WHERE phone_number_id = ?", shop.phoneNumberId()))
                .singleElement()
                .satisfies(value -> assertThat(value).contains("errors").doesNotContain("wamid.1"));
    }

    @Test
    void errors_of_a_number_show_in_its_accounts_health() {
        router.route(
                event(
                        body(
                                "messages",
                                "\"errors\": [{\"code\": 130429, \"title\": \"Rate limit hit\", \"error_data\": {\"details\": \"slower\"}}]")));

        assertThat(database.row(
                        "SELECT last_error, last_error_at FROM whatsapp_account_health WHERE account_id = ?",
                        shop.accountId()))
                .containsEntry("last_error", "code 130429: Rate limit hit (slower)")
                .doesNotContainEntry("last_error_at", null);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PARTNER_APP_UNINSTALLED | {} | false | true",
                "ACCOUNT_OFFBOARDED | {} | true | true",
                "PARTNER_REMOVED | {\"disconnection_info\": {\"reason\": \"CHANGE_NUMBER\"}} | true | true",
                "DISABLED_UPDATE | {\"ban_info\": {\"waba_ban_state\": \"DISABLE\"}} | true | true",
                "DISABLED_UPDATE | {\"ban_info\": {\"waba_ban_state\": \"SCHEDULE_FOR_DISABLE\"}} | false | true",
                "DISABLED_UPDATE | {\"ban_info\": {\"waba_ban_state\": [\"DISABLE\"]}} | true | true",
                "DISABLED_UPDATE | {} | false | true",
                "ACCOUNT_RESTRICTION | {\"restriction_info\": [{\"restriction_type\": \"X\"}]} | false | true",
                "ACCOUNT_RESTRICTION | {\"restriction_info\": [{\"restriction_type\": \"RESTRICTED_CUSTOMER_INITIATED_MESSAGING\", \"expiration\": 4000000000}]} | true | true",
                "ACCOUNT_RESTRICTION | {\"restriction_info\": [{\"restriction_type\": \"RESTRICTED_CUSTOMER_INITIATED_MESSAGING\", \"expiration\": 1}]} | false | true",
                "VERIFIED_ACCOUNT | {} | false | false",
            })
    void an_account_update_stops_or_warns_the_accounts_of_its_waba(
            String event, String more, boolean stopped, boolean warned) {
        String waba = "waba-of-" + shop.chatbotId();
        database.run("UPDATE whatsapp_accounts SET business_account_id = ? WHERE id = ?", waba, shop.accountId());

        accountUpdate(waba, event, more);

        assertThat(stopped()).isEqualTo(stopped);
        assertThat(database.column(
                        "SELECT last_error IS NOT NULL FROM whatsapp_account_health WHERE account_id = ?",
                        shop.accountId()))
                .containsExactly(warned ? "t" : "f");
        accountUpdate(waba, "ACCOUNT_RECONNECTED", "{}");
        assertThat(stopped()).isFalse();
    }

    @Test
    void an_account_without_a_waba_has_the_one_that_meta_named_with_its_number() {
        accountUpdate("w", "ACCOUNT_OFFBOARDED", "{}");
        assertThat(stopped()).as("nobody knows that the number is of w").isFalse();
        router.route(event(body("messages", "\"errors\": []")));

        accountUpdate("w", "ACCOUNT_OFFBOARDED", "{}");

        assertThat(stopped()).isTrue();
        accountUpdate("w", "ACCOUNT_RECONNECTED", "{}");
        assertThat(stopped()).isFalse();
    }

    @Test
    void replies_that_meta_forbids_until_a_time_are_tried_then() {
        router.route(event(body("messages", "\"errors\": []")));

        accountUpdate(
                "w",
                "ACCOUNT_RESTRICTION",
                "{\"restriction_info\": [{\"restriction_type\": \"RESTRICTED_CUSTOMER_INITIATED_MESSAGING\", \"expiration\": 4000000000}]}");

        assertThat(database.column(
                        "SELECT stop_kind || extract(epoch FROM next_try_at)::bigint FROM whatsapp_accounts WHERE id = ?",
                        shop.accountId()))
                .containsExactly("limited4000000000");
        accountUpdate("w", "ACCOUNT_OFFBOARDED", "{}");
        assertThat(database.column("SELECT stop_kind FROM whatsapp_accounts WHERE id = ?", shop.accountId()))
                .as("what nobody tries again")
                .containsExactly("blocked");
    }

    @Test
    void errors_that_name_no_number_are_kept_and_shown_in_the_health_of_their_wabas_accounts() {
        router.route(event(body("messages", "\"errors\": []")));

        assertThat(router.route(event("""
                        {"object": "whatsapp_business_account", "entry": [{"id": "w", "changes": [{"field": "messages",
                         "value": {"messaging_product": "whatsapp", "errors": [{"code": 131016, "title": "Away"}]}}]}]}
                        """.getBytes(StandardCharsets.UTF_8)))).isEmpty();

        assertThat(database.row(
                        "SELECT last_error FROM whatsapp_account_health WHERE account_id = ?", shop.accountId()))
                .containsEntry("last_error", "code 131016: Away");
        assertThat(database.column("SELECT field FROM webhook_changes WHERE waba_id = 'w' AND phone_number_id IS NULL"
                        + " AND value -> 'errors' IS NOT NULL"))
                .contains("messages");
    }

    @Test
    void a_stop_for_another_reason_is_not_lifted_by_a_reconnection() {
        String waba = "waba-of-" + shop.chatbotId();
        database.run(
                "UPDATE whatsapp_accounts SET business_account_id = ?, paused_reason = 'token' WHERE id = ?",
                waba,
                shop.accountId());

        accountUpdate(waba, "ACCOUNT_RECONNECTED", "{}");

        assertThat(stopped()).isTrue();
    }

    @Test
    void a_change_without_a_field_has_its_entrys() {
        router.route(event("""
                {"object": "whatsapp_business_account", "entry": [{"id": "w-%1$s", "field": "account_alerts",
                 "changes": [{"value": {"alert": "x"}}]}]}""".formatted(shop.chatbotId()).getBytes(StandardCharsets.UTF_8)));

        assertThat(database.column("SELECT field FROM webhook_changes WHERE waba_id = ?", "w-" + shop.chatbotId()))
                .containsExactly("account_alerts");
    }

    @Test
    void too_long_and_too_deep_is_told_as_that() {
        String id = "w".repeat(600);
        List<Publication> published = router.route(
                event(body("messages", "\"messages\": [{\"from\": \"4930\", \"id\": \"" + id + "\"}]")),
                event(("[".repeat(500) + "]".repeat(500)).getBytes(StandardCharsets.UTF_8)));

        assertThat(published)
                .extracting(one -> String.valueOf(one.headers().get(MessageHeaders.ERROR)))
                .containsExactlyInAnyOrder(
                        "a message's id is longer than 512 characters",
                        "the body is JSON that is nested deeper than 100 levels");
    }

    @Test
    void names_of_an_address_book_are_for_conversations_that_are_there_and_for_later_ones() {
        router.route(text(shop, ANNA, "wamid.1", "hello"));
        database.run("UPDATE whatsapp_conversations SET contact_name = '' WHERE chatbot_id = ?", shop.chatbotId());
        router.route(event(body("smb_app_state_sync", """
                "state_sync": [
                  {"type": "contact", "action": "add", "contact": {"full_name": "Anna B", "phone_number": "+%s"}},
                  {"type": "contact", "action": "add", "contact": {"first_name": "Cem", "phone_number": "4930777"}},
                  {"type": "contact", "action": "remove", "contact": {"full_name": "Gone", "phone_number": "4930888"}}]
                """.formatted(ANNA.phone()))));
        router.route(event(body("history", """
                "history": [{"threads": [{"id": "4930777", "messages": [
                  {"from": "4930777", "id": "wamid.H", "timestamp": "1700000000", "type": "text", "text": {"body": "old"}}]}]}]
                """)));

        assertThat(database.column(
                        "SELECT contact_name FROM whatsapp_conversations WHERE chatbot_id = ? ORDER BY id",
                        shop.chatbotId()))
                .containsExactly("Anna B", "Cem");
    }

    private boolean stopped() {
        return database.column("SELECT paused_reason IS NOT NULL FROM whatsapp_accounts WHERE id = ?", shop.accountId())
                .equals(List.of("t"));
    }

    private void accountUpdate(String waba, String event, String more) {
        String members = more.equals("{}") ? "" : ", " + more.substring(1, more.length() - 1);
        router.route(event("""
                {"object": "whatsapp_business_account", "entry": [{"id": "portfolio", "changes": [{"field": "account_update",
                 "value": {"event": "%s", "waba_info": {"waba_id": "%s"}%s}}]}]}
                """.formatted(event, waba, members).getBytes(StandardCharsets.UTF_8)));
    }

    private byte[] body(String field, String members) {
        return """
                {"object": "whatsapp_business_account", "entry": [{"id": "w", "changes": [{"field": "%s", "value": {
                 "metadata": {"display_phone_number": "15550001111", "phone_number_id": "%s"}, %s}}]}]}
                """.formatted(field, shop.phoneNumberId(), members).getBytes(StandardCharsets.UTF_8);
    }
}
