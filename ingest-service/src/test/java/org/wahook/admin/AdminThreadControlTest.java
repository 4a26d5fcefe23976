package org.wahook.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wahook.testbed.meta.SimulatedMeta;

/** Takes, passes and releases threads at Meta. */
class AdminThreadControlTest {

    private static final AtomicInteger NUMBERS = new AtomicInteger(8000);

    private static SimulatedMeta meta;
    private static AdminService admin;

    @BeforeAll
    static void start() {
        meta = SimulatedMeta.start();
        admin = AdminService.start(Map.of("GRAPH_API_BASE_URL", meta.baseUrl()));
    }

    @AfterAll
    static void stop() {
        admin.close();
        meta.close();
    }

    @Test
    void a_thread_that_is_passed_is_the_other_apps_and_what_waits_with_it() {
        String id = conversation("'491511'", "NULL");
        admin.execute(
                "INSERT INTO messages (chatbot_id, conversation_id, direction, status, text)"
                        + " SELECT chatbot_id, id, 'inbound', 'pending', 'hello' FROM whatsapp_conversations WHERE id = ?::bigint",
                id);

        AdminResponse reply = control(
                id, "{\"action\": \"pass\", \"targetRole\": \"customer_service\", \"metadata\": \"wants a person\"}");

        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        assertThat(reply.field("/threadOwner")).isEqualTo("other");
        assertThat(reply.field("/threadOwnerRole")).isEqualTo("customer_service");
        assertThat(meta.threadControls().getLast().toString())
                .isEqualTo("{\"messaging_product\":\"whatsapp\",\"to\":\"+491511\",\"action\":\"pass\","
                        + "\"metadata\":\"wants a person\",\"control_pass\":{\"target_role\":\"customer_service\"}}");
        assertThat(admin.query("SELECT status FROM messages WHERE conversation_id = ?::bigint", id))
                .containsExactly("ignored");
    }

    @Test
    void a_contact_with_a_user_id_is_named_by_it() {
        String id = conversation("'491512'", "'DE.77'");

        assertThat(control(id, "{\"action\": \"release\"}").field("/threadOwner"))
                .isEqualTo("idle");
        assertThat(meta.threadControls().getLast().path("recipient").asString()).isEqualTo("DE.77");
    }

    @Test
    void what_meta_refuses_is_told_in_its_words_and_changes_nothing() {
        String id = conversation("'491513'", "NULL");

        AdminResponse reply = control(id, "{\"action\": \"take\"}");

        assertThat(reply.status()).isEqualTo(409);
        assertThat(reply.field("/type")).endsWith("thread-control-refused");
        assertThat(reply.field("/detail")).contains("2494191");
        assertThat(admin.query("SELECT thread_owner FROM whatsapp_conversations WHERE id = ?::bigint", id))
                .containsExactly("");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"action\": \"steal\"}",
                "{\"action\": \"pass\", \"metadata\": 7}",
                "{\"action\": \"take\", \"x\": 1}"
            })
    void a_bad_request_is_refused(String body) {
        assertThat(control(conversation("'491514'", "NULL"), body).status()).isEqualTo(400);
    }

    @Test
    void an_unknown_conversation_is_404() {
        assertThat(control("999999999", "{\"action\": \"take\"}").status()).isEqualTo(404);
    }

    private static AdminResponse control(String id, String body) {
        return admin.post("/api/v1/conversations/" + id + "/thread", body);
    }

    private static String conversation(String phone, String userId) {
        String number = String.valueOf(NUMBERS.incrementAndGet());
        String account = admin.create("bot-" + number, number).field("/id");
        return admin.query(
                        "INSERT INTO whatsapp_conversations"
                                + " (whatsapp_account_id, chatbot_id, contact_id, contact_phone, contact_user_id)"
                                + " VALUES (?::uuid, ?, " + phone + ", " + phone + ", " + userId + ") RETURNING id",
                        account,
                        "bot-" + number)
                .getFirst();
    }
}
