package org.wahook.worker.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.wahook.platform.json.Json;
import org.wahook.shared.topology.Topology;
import org.wahook.testbed.meta.Customer;
import org.wahook.testbed.meta.MessageBodies;
import org.wahook.testbed.meta.StatusBodies;
import org.wahook.testbed.meta.WebhookBodies;
import org.wahook.worker.testing.Client;
import org.wahook.worker.testing.WorkerDatabase;
import tools.jackson.databind.node.ObjectNode;

class StatusesTest {

    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final Customer ANNA = Customer.withPhone("4915112345678", "Anna");
    private static final AtomicInteger EVENTS = new AtomicInteger();

    private static final WorkerDatabase database = WorkerDatabase.create();
    private static final Router router = new Router(
            database.accounts(), database.jdbi(), new Topology(8, List.of(Duration.ofSeconds(5))), Clock.systemUTC());

    private final Client shop = database.client();
    private final long conversation = database.conversation(shop, "4915112345678");

    @AfterAll
    static void closeDatabase() {
        database.close();
    }

    @ParameterizedTest(name = "{0} then {1}: {2}")
    @CsvSource({
        "draft,sent,sent",
        "sending,sent,sent",
        "sending,delivered,delivered",
        "sending,failed,failed",
        "sent,delivered,delivered",
        "sent,read,read",
        "delivered,sent,delivered",
        "delivered,read,read",
        "read,sent,read",
        "read,delivered,read",
        "sent,played,read",
        "sent,failed,failed",
        "failed,sent,failed",
        "failed,delivered,failed",
        "failed,read,failed",
        "sent,deleted,sent",
        "sent,nonsense,sent",
    })
    void a_status_never_goes_back(String now, String news, String then) {
        long id = reply(now, now.equals("draft") || now.equals("sending") ? null : "wamid.out");
        post(status("wamid.out", news, String.valueOf(id)));

        assertThat(statusOf(id)).isEqualTo(then);
    }

    @Test
    void of_several_statuses_in_one_batch_the_furthest_counts_in_whatever_order_they_come() {
        long id = reply("sent", "wamid.out");
        post(status("wamid.out", "read", ""), status("wamid.out", "delivered", ""), status("wamid.out", "sent", ""));

        assertThat(statusOf(id)).isEqualTo("read");
    }

    @Test
    void a_status_that_comes_before_our_own_bookkeeping_settles_an_uncertain_send() {
        long id = reply("sending", null);
        database.run("UPDATE messages SET settle_at = now() + interval '10 s' WHERE id = ?", id);
        post(status("wamid.told-by-status", "sent", String.valueOf(id)));

        assertThat(database.row("SELECT status, wa_message_id, settle_at, sent_at FROM messages WHERE id = ?", id))
                .containsEntry("status", "sent")
                .containsEntry("wa_message_id", "wamid.told-by-status")
                .containsEntry("settle_at", null)
                .doesNotContainEntry("sent_at", null);
    }

    @Test
    void without_our_callback_data_metas_id_tells_the_row() {
        long id = reply("sent", "wamid.known");
        post(status("wamid.known", "delivered", ""));

        assertThat(statusOf(id)).isEqualTo("delivered");
    }

    @Test
    void others_may_send_with_this_number_too_and_their_callback_data_is_theirs() {
        long id = reply("sent", "wamid.known");
        post(status("wamid.known", "delivered", "order-4711"), status("wamid.foreign", "read", "99999999999999999999"));

        assertThat(statusOf(id)).isEqualTo("delivered");
    }

    @Test
    void a_status_that_comes_for_another_clients_number_changes_nothing() {
        Client attacker = database.client();
        long id = reply("sent", "wamid.known");
        post(attacker, status("wamid.known", "failed", String.valueOf(id)), status("wamid.known", "failed", ""));

        assertThat(statusOf(id)).isEqualTo("sent");
    }

    @Test
    void what_customers_wrote_has_no_delivery_status() {
        long id = database.inbound(conversation, "wamid.in", "Hello");
        post(status("wamid.in", "read", String.valueOf(id)), status("wamid.in", "read", ""));

        assertThat(statusOf(id)).isEqualTo("pending");
    }

    @Test
    void a_failure_keeps_what_meta_says_of_it() {
        long id = reply("sent", "wamid.out");
        post(StatusBodies.failed("wamid.out", ANNA, NOW, String.valueOf(id), 131047, "Re-engagement message"));

        assertThat(database.column("SELECT error ->> 'code' FROM messages WHERE id = ?", id))
                .containsExactly("131047");
    }

    @Test
    void a_failure_becomes_the_last_error_of_the_account_that_sent_it_and_of_no_other_with_its_number() {
        Client twin = database.client("twin-of-" + shop.chatbotId(), shop.phoneNumberId());
        long id = reply("sent", "wamid.out");
        post(
                status("wamid.out", "delivered", String.valueOf(id)),
                StatusBodies.failed("wamid.out", ANNA, NOW, String.valueOf(id), 131026, "No reply to +4915112345678"));

        assertThat(database.row(
                        "SELECT last_error, last_error_at IS NOT NULL AS timed, last_webhook_at IS NOT NULL AS heard"
                                + " FROM whatsapp_account_health WHERE account_id = ?",
                        shop.accountId()))
                .containsEntry("timed", true)
                .containsEntry("heard", true)
                .extractingByKey("last_error")
                .asString()
                .startsWith("code 131026")
                .doesNotContain("4915112345678");
        assertThat(database.row(
                        "SELECT last_error, last_webhook_at IS NOT NULL AS heard FROM whatsapp_account_health"
                                + " WHERE account_id = ?",
                        twin.accountId()))
                .containsEntry("last_error", null)
                .containsEntry("heard", true);
    }

    @Test
    void a_row_of_health_that_somebody_has_locked_holds_up_no_webhook() throws Exception {
        long id = reply("sent", "wamid.out");
        try (Connection other = database.connect();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("SELECT * FROM whatsapp_account_health FOR UPDATE");

            post(StatusBodies.failed("wamid.out", ANNA, NOW, String.valueOf(id), 131026, "No"));
            other.rollback();
        }

        assertThat(statusOf(id)).isEqualTo("failed");
    }

    @Test
    void a_status_ends_the_error_of_an_attempt_before() {
        long id = reply("sending", null);
        database.run("UPDATE messages SET error = '{\"reason\":\"graph_outcome_unknown\"}' WHERE id = ?", id);
        post(status("wamid.out", "sent", String.valueOf(id)));

        assertThat(database.row("SELECT error FROM messages WHERE id = ?", id)).containsEntry("error", null);
    }

    /** Else a replay of its dead letter would send it a second time. */
    @Test
    void a_reply_that_was_given_up_and_went_out_after_all_is_known_to_be_out() {
        long id = reply("failed", null);
        post(status("wamid.out", "delivered", String.valueOf(id)));

        assertThat(database.row("SELECT status, wa_message_id FROM messages WHERE id = ?", id))
                .containsEntry("status", "delivered")
                .containsEntry("wa_message_id", "wamid.out");
    }

    @Test
    void messages_and_statuses_in_one_value_are_both_taken() {
        long id = reply("sent", "wamid.out");
        ObjectNode value = WebhookBodies.value(
                shop.number(),
                List.of(ANNA),
                List.of(MessageBodies.text(ANNA, "wamid.in", NOW, "Hello")),
                List.of(status("wamid.out", "read", String.valueOf(id))));

        assertThat(router.route(List.of(event(Json.bytes(
                        WebhookBodies.webhook(WebhookBodies.entry("w", WebhookBodies.change("messages", value))))))))
                .hasSize(1);
        assertThat(statusOf(id)).isEqualTo("read");
        assertThat(database.statuses(conversation, "inbound")).containsExactly("pending");
    }

    @Test
    void a_thousand_statuses_are_written_at_once() {
        long first = reply("sent", "wamid.0");
        database.run(
                "INSERT INTO messages (chatbot_id, conversation_id, direction, text, status, wa_message_id)"
                        + " SELECT ?, ?, 'outbound', 'x', 'sent', 'wamid.' || n FROM generate_series(1, 999) n",
                shop.chatbotId(),
                conversation);
        post(java.util.stream.IntStream.range(0, 1000)
                .mapToObj(i -> status("wamid." + i, "delivered", ""))
                .toArray(ObjectNode[]::new));

        assertThat(database.statuses(conversation, "outbound")).hasSize(1000).containsOnly("delivered");
        assertThat(statusOf(first)).isEqualTo("delivered");
    }

    @Test
    void the_key_in_our_callback_data_tells_the_row_of_an_uncertain_send() {
        long id = keyed("sending", null);
        post(status("wamid.told", "sent", callback(id)));

        assertThat(database.row("SELECT status, wa_message_id FROM messages WHERE id = ?", id))
                .containsEntry("status", "sent")
                .containsEntry("wa_message_id", "wamid.told");
    }

    @Test
    void a_row_of_another_installation_with_the_same_id_changes_nothing() {
        long id = keyed("sending", null);
        post(
                status("wamid.staging1", "failed", String.valueOf(id)),
                status("wamid.staging2", "failed", id + "." + java.util.UUID.randomUUID()),
                status("wamid.staging3", "failed", "x" + callback(id)));

        assertThat(database.row("SELECT status, wa_message_id FROM messages WHERE id = ?", id))
                .containsEntry("status", "sending")
                .containsEntry("wa_message_id", null);
    }

    @Test
    void callback_data_is_believed_only_where_metas_id_is_unknown_or_the_same() {
        long id = keyed("sent", "wamid.out");
        post(status("wamid.other", "failed", callback(id)));
        assertThat(statusOf(id)).isEqualTo("sent");

        post(status("wamid.out", "delivered", callback(id)));
        assertThat(statusOf(id)).isEqualTo("delivered");
    }

    /** Its request left with the bare id, which nothing else tells. */
    @Test
    void the_bare_id_still_settles_an_uncertain_send_of_the_version_before_and_of_no_other() {
        long before = reply("sending", null);
        long now = keyed("sending", null);
        post(
                status("wamid.before", "sent", String.valueOf(before)),
                status("wamid.now", "sent", String.valueOf(now)),
                status("wamid.foreign", "sent", before + "." + java.util.UUID.randomUUID()));

        assertThat(database.row("SELECT status, wa_message_id FROM messages WHERE id = ?", before))
                .containsEntry("status", "sent")
                .containsEntry("wa_message_id", "wamid.before");
        assertThat(statusOf(now)).isEqualTo("sending");
    }

    @Test
    void the_price_is_kept_from_the_first_status_that_has_it_and_counted_once() {
        long billed = keyed("sent", "wamid.billed");
        long free = keyed("sent", "wamid.free");
        post(priced(
                "wamid.billed",
                "delivered",
                "{\"billable\":true,\"pricing_model\":\"PMP\",\"type\":\"regular\"," + "\"category\":\"service\"}"));
        post(priced("wamid.billed", "sent", "{\"type\":\"free_customer_service\"}"));
        post(priced("wamid.billed", "read", "{\"type\":\"regular\"}"));
        post(priced("wamid.free", "sent", "{\"type\":\"free_customer_service\",\"subtype\":\"new\"}"));
        post(priced("wamid.free", "delivered", "{\"type\":\"free_customer_service\"}"));

        assertThat(statusOf(billed)).isEqualTo("read");
        assertThat(database.column(
                        "SELECT concat(pricing ->> 'type', pricing ->> 'category', pricing ->> 'pricing_model',"
                                + " pricing ->> 'billable') FROM messages WHERE id = ?",
                        billed))
                .containsExactly("regularservicePMPtrue");
        assertThat(database.column("SELECT pricing ->> 'subtype' FROM messages WHERE id = ?", free))
                .containsExactly("new");
        assertThat(database.row(
                        "SELECT sum(billable)::int AS billable, sum(free)::int AS free, min(month)::text AS month"
                                + " FROM reply_charges WHERE account_id = ?",
                        shop.accountId()))
                .containsEntry("billable", 1)
                .containsEntry("free", 1)
                .containsEntry("month", "2026-11-01");
    }

    @Test
    void a_price_in_an_earlier_status_of_the_same_batch_is_not_lost_and_any_of_its_fields_may_be_missing() {
        long id = keyed("sending", null);
        ObjectNode first = StatusBodies.of("wamid.batch", "delivered", ANNA, NOW, callback(id));
        first.remove("pricing");
        first.putObject("conversation").putObject("origin").put("type", "service");
        ObjectNode second = status("wamid.batch", "read", callback(id));
        post(first, second);

        assertThat(database.column("SELECT pricing ->> 'origin' FROM messages WHERE id = ?", id))
                .containsExactly("service");
        assertThat(statusOf(id)).isEqualTo("read");
    }

    @Test
    void a_status_of_a_message_that_others_sent_leaves_a_row_once() {
        byte[] body = WebhookBodies.status(
                shop.number(), status("wamid.foreign-1", "sent", "crm-1"), status("wamid.foreign-2", "read", ""));
        Event event = event(body);
        router.route(List.of(event));
        router.route(List.of(event));

        assertThat(database.column(
                        "SELECT value -> 'statuses' -> 0 ->> 'id' FROM webhook_changes WHERE event_id = ? AND field = 'messages'"
                                + " ORDER BY 1",
                        event.id()))
                .containsExactly("wamid.foreign-1", "wamid.foreign-2");
    }

    private static ObjectNode priced(String wamid, String status, String pricing) {
        ObjectNode body = status(wamid, status, "");
        body.set("pricing", Json.parse(pricing).orElseThrow());
        return body;
    }

    private long keyed(String status, @org.jspecify.annotations.Nullable String wamid) {
        long id = reply(status, wamid);
        database.run("UPDATE messages SET callback_key = gen_random_uuid() WHERE id = ?", id);
        return id;
    }

    private static String callback(long id) {
        return database.column("SELECT id || '.' || callback_key FROM messages WHERE id = ?", id)
                .getFirst();
    }

    private long reply(String status, @org.jspecify.annotations.Nullable String wamid) {
        return database.jdbi()
                .withHandle(handle -> handle.createQuery("INSERT INTO messages"
                                + " (chatbot_id, conversation_id, direction, text, status, wa_message_id, turn_number, part)"
                                + " VALUES (:chatbot, :conversation, 'outbound', 'the reply', :status, :wamid, 1, 1)"
                                + " RETURNING id")
                        .bind("chatbot", shop.chatbotId())
                        .bind("conversation", conversation)
                        .bind("status", status)
                        .bind("wamid", wamid)
                        .mapTo(Long.class)
                        .one());
    }

    private static ObjectNode status(String wamid, String status, String callbackData) {
        return StatusBodies.of(wamid, status, ANNA, NOW, callbackData);
    }

    private void post(ObjectNode... statuses) {
        post(shop, statuses);
    }

    private static void post(Client client, ObjectNode... statuses) {
        router.route(List.of(event(WebhookBodies.status(client.number(), statuses))));
    }

    private static Event event(byte[] body) {
        return new Event("status-" + EVENTS.incrementAndGet(), NOW, body);
    }

    private static String statusOf(long id) {
        return database.column("SELECT status FROM messages WHERE id = ?", id).getFirst();
    }
}
