package org.wahook.worker.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wahook.worker.route.RouterFixture.event;
import static org.wahook.worker.route.RouterFixture.job;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wahook.platform.broker.Publication;
import org.wahook.worker.testing.Client;
import org.wahook.worker.testing.WorkerDatabase;

/** People who change their number, hide it, or get another one's. */
class RouterIdentityTest {

    @AutoClose
    private static final WorkerDatabase database = WorkerDatabase.create();

    private final RouterFixture router = new RouterFixture(database);
    private final Client shop = router.shop();

    @Test
    void letters_in_from_make_a_user_id_and_no_phone_number() {
        router.route(says(
                "\"from\": \"BR.4930999\", \"id\": \"wamid.1\", \"type\": \"text\", \"text\": {\"body\": \"one\"}"));
        router.route(says(
                "\"from\": \"US.4930999\", \"id\": \"wamid.2\", \"type\": \"text\", \"text\": {\"body\": \"two\"}"));

        assertThat(contacts("contact_id, coalesce(contact_phone, '-'), contact_user_id"))
                .containsExactly("BR.4930999|-|BR.4930999", "US.4930999|-|US.4930999");
    }

    @Test
    void a_number_that_a_known_person_takes_over_is_no_longer_that_of_the_person_before() {
        String words = "\"type\": \"text\", \"text\": {\"body\": \"a\"}";
        long first = conversation(
                router.route(says("\"from\": \"491511\", \"from_user_id\": \"DE.11\", \"id\": \"wamid.1\", " + words)));
        long second = conversation(
                router.route(says("\"from\": \"491522\", \"from_user_id\": \"DE.22\", \"id\": \"wamid.2\", " + words)));

        assertThat(conversation(router.route(
                        says("\"from\": \"491511\", \"from_user_id\": \"DE.22\", \"id\": \"wamid.3\", " + words))))
                .isEqualTo(second);
        assertThat(conversation(router.route(says("\"from_user_id\": \"DE.11\", \"id\": \"wamid.4\", " + words))))
                .isEqualTo(first);

        assertThat(contacts("contact_id, coalesce(contact_phone, '-'), contact_user_id"))
                .containsExactlyInAnyOrder("DE.11|-|DE.11", "491511|491511|DE.22");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"system\": {\"type\": \"user_changed_user_id\", \"user_id\": \"DE.22\", \"previous_user_id\": \"DE.11\"}",
                "\"from_user_id\": \"DE.11\", \"system\": {\"type\": \"user_changed_user_id\", \"user_id\": \"DE.22\"}",
                "\"from_user_id\": \"DE.22\", \"system\": {\"type\": \"user_changed_user_id\", \"user_id\": \"DE.22\","
                        + " \"body\": \"User Kim changed from DE.11 to DE.22\"}",
                "\"system\": {\"type\": \"user_changed_user_id\", \"body\": \"User Kim changed from DE.11 to DE.22\"}"
            })
    void a_conversation_goes_on_under_the_new_user_id(String members) {
        long first = conversation(router.route(says(
                "\"from_user_id\": \"DE.11\", \"id\": \"wamid.1\", \"type\": \"text\", \"text\": {\"body\": \"a\"}")));
        for (int i = 0; i < 2; i++) {
            assertThat(router.route(says("\"id\": \"wamid.C\", \"type\": \"system\", " + members)))
                    .as("neither a job nor a dead letter")
                    .isEmpty();
        }
        long second = conversation(router.route(says(
                "\"from_user_id\": \"DE.22\", \"id\": \"wamid.2\", \"type\": \"text\", \"text\": {\"body\": \"b\"}")));

        assertThat(second).isEqualTo(first);
        assertThat(contacts("contact_id, contact_user_id")).containsExactly("DE.22|DE.22");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"from\": \"491511\", \"system\": {\"type\": \"user_changed_number\", \"wa_id\": \"491522\"}",
                "\"system\": {\"type\": \"user_changed_number\", \"wa_id\": \"491522\", \"previous_wa_id\": \"491511\"}",
                "\"system\": {\"type\": \"user_changed_number\", \"wa_id\": \"491522\", \"user_id\": \"DE.22\","
                        + " \"previous_user_id\": \"DE.11\"}"
            })
    void a_conversation_goes_on_under_the_new_number(String members) {
        long first = conversation(
                router.route(
                        says(
                                "\"from\": \"491511\", \"from_user_id\": \"DE.11\", \"id\": \"wamid.1\", \"type\": \"text\", \"text\": {\"body\": \"a\"}")));
        assertThat(router.route(says("\"id\": \"wamid.C\", \"type\": \"system\", " + members)))
                .isEmpty();
        long second = conversation(
                router.route(
                        says(
                                "\"from\": \"491522\", \"from_user_id\": \"DE.22\", \"id\": \"wamid.2\", \"type\": \"text\", \"text\": {\"body\": \"b\"}")));

        assertThat(second).isEqualTo(first);
        assertThat(contacts("contact_id, contact_phone, contact_user_id")).containsExactly("491522|491522|DE.22");
    }

    @Test
    void a_message_a_change_and_a_message_in_one_webhook_are_one_conversation() {
        List<Publication> jobs = router.route(event(body("""
                {"from": "491511", "id": "wamid.1", "type": "text", "text": {"body": "a"}},
                {"from": "491511", "id": "wamid.C", "type": "system",
                 "system": {"type": "user_changed_number", "wa_id": "491522"}},
                {"from": "491522", "id": "wamid.2", "type": "text", "text": {"body": "b"}}""", "[]")));

        assertThat(jobs).hasSize(1);
        assertThat(contacts("contact_id")).containsExactly("491522");
    }

    @Test
    void where_the_new_number_has_a_conversation_already_the_old_one_is_linked_to_it() {
        router.route(
                says("\"from\": \"491511\", \"id\": \"wamid.1\", \"type\": \"text\", \"text\": {\"body\": \"a\"}"));
        router.route(
                says("\"from\": \"491522\", \"id\": \"wamid.2\", \"type\": \"text\", \"text\": {\"body\": \"b\"}"));
        router.route(
                says(
                        "\"from\": \"491511\", \"id\": \"wamid.C\", \"type\": \"system\", \"system\": {\"type\": \"user_changed_number\", \"wa_id\": \"491522\"}"));

        assertThat(contacts("contact_id, linked_conversation_id IS NOT NULL")).containsExactly("491511|t", "491522|f");
    }

    @Test
    void a_change_that_comes_again_leaves_the_next_owner_of_the_old_number_alone() {
        Event change = says(
                "\"from\": \"491511\", \"id\": \"wamid.C\", \"type\": \"system\", \"system\": {\"type\": \"user_changed_number\", \"wa_id\": \"491522\"}");
        router.route(
                says("\"from\": \"491511\", \"id\": \"wamid.1\", \"type\": \"text\", \"text\": {\"body\": \"a\"}"),
                change);
        router.route(says("\"from\": \"491511\", \"from_user_id\": \"DE.99\", \"id\": \"wamid.2\","
                + " \"type\": \"text\", \"text\": {\"body\": \"new here\"}"));

        router.route(change);

        assertThat(contacts("contact_id, linked_conversation_id IS NOT NULL")).containsExactly("491522|f", "491511|f");
    }

    @Test
    void a_known_user_id_is_answered_at_its_new_number() {
        long first = conversation(
                router.route(
                        says(
                                "\"from\": \"491511\", \"from_user_id\": \"DE.11\", \"id\": \"wamid.1\", \"type\": \"text\", \"text\": {\"body\": \"a\"}")));
        long second = conversation(
                router.route(
                        says(
                                "\"from\": \"491522\", \"from_user_id\": \"DE.11\", \"id\": \"wamid.2\", \"type\": \"text\", \"text\": {\"body\": \"b\"}")));

        assertThat(second).isEqualTo(first);
        assertThat(contacts("contact_id, contact_phone")).containsExactly("491522|491522");
    }

    @Test
    void a_number_that_comes_back_with_another_user_id_is_another_person_also_in_one_batch() {
        Event before = says(
                "\"from\": \"491511\", \"from_user_id\": \"DE.11\", \"id\": \"wamid.1\", \"type\": \"text\", \"text\": {\"body\": \"secret\"}");
        Event after = says(
                "\"from\": \"491511\", \"from_user_id\": \"DE.99\", \"id\": \"wamid.2\", \"type\": \"text\", \"text\": {\"body\": \"new here\"}");

        assertThat(router.route(before, after)).hasSize(2);
        assertThat(contacts("contact_id, coalesce(contact_phone, '-'), contact_user_id"))
                .containsExactly("DE.11|-|DE.11", "491511|491511|DE.99");
    }

    @Test
    void the_only_contact_counts_although_its_number_is_written_in_another_way_and_its_username_is_kept() {
        router.route(
                event(
                        body(
                                "{\"from\": \"5531999\", \"id\": \"wamid.1\", \"type\": \"text\", \"text\": {\"body\": \"a\"}}",
                                "[{\"profile\": {\"name\": \"Rui\", \"username\": \"@rui\"}, \"wa_id\": \"55319999\", \"user_id\": \"BR.5\"}]")));

        assertThat(contacts("contact_id, contact_name, contact_username, contact_user_id"))
                .containsExactly("5531999|Rui|rui|BR.5");
    }

    @Test
    void the_businesss_own_number_starts_no_turn() {
        assertThat(
                        router.route(
                                says(
                                        "\"from\": \"15550001111\", \"id\": \"wamid.1\", \"type\": \"text\", \"text\": {\"body\": \"a\"}")))
                .isEmpty();
    }

    private long conversation(List<Publication> jobs) {
        return job(jobs.getFirst()).conversationId();
    }

    private List<String> contacts(String columns) {
        return database.column(
                "SELECT concat_ws('|', " + columns + ") FROM whatsapp_conversations WHERE chatbot_id = ? ORDER BY id",
                shop.chatbotId());
    }

    private Event says(String members) {
        return event(body("{" + members + "}", "[]"));
    }

    private byte[] body(String messages, String contacts) {
        return """
                {"object": "whatsapp_business_account", "entry": [{"id": "w", "changes": [{"field": "messages", "value": {
                 "metadata": {"display_phone_number": "+1 555 000-1111", "phone_number_id": "%s"},
                 "contacts": %s, "messages": [%s]}}]}]}
                """.formatted(shop.phoneNumberId(), contacts, messages).getBytes(StandardCharsets.UTF_8);
    }
}
