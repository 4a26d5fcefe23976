package org.wahook.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wahook.admin.AdminService.INTEGRATION;
import static org.wahook.admin.AdminService.encoded;
import static org.wahook.admin.AdminService.integration;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.wahook.platform.json.Json;
import tools.jackson.databind.node.ObjectNode;

class AdminIntegrationTest {

    @AutoClose
    private static final AdminService admin = AdminService.start(Map.of());

    private static final String INJECTION = "x'; DROP TABLE messages; --";

    @Test
    void the_body_of_the_brief_makes_an_integration_that_the_worker_can_use() {
        AdminResponse reply = admin.create("brief", "1000");

        assertThat(reply.status()).isEqualTo(201);
        assertThat(reply.header("Location")).contains(INTEGRATION + "/" + reply.field("/id"));
        assertThat(reply.header("ETag")).isPresent();
        assertThat(reply.field("/chatbotId")).isEqualTo("brief");
        assertThat(reply.field("/phoneNumberId")).isEqualTo("1000");
        assertThat(reply.field("/businessAccountId")).isEqualTo("waba-1000");
        assertThat(reply.field("/webhookUrl")).isEqualTo("https://bot.example.com/webhook");
        assertThat(reply.field("/status")).isEqualTo("active");
        assertThat(admin.query(
                        "SELECT access_token || ' ' || verify_token FROM whatsapp_accounts WHERE chatbot_id = 'brief'"))
                .containsExactly("access-token-of-1000 verify-token-of-1000");
        assertThat(admin.query("SELECT status FROM chatbots WHERE id = 'brief'"))
                .containsExactly("active");
    }

    @Test
    void without_an_api_key_the_answer_warns_and_with_one_the_chatbot_has_it() {
        assertThat(admin.create("keyless", "1100").json().path("warnings").toString())
                .contains("apiKey");

        AdminResponse reply = admin.post(
                INTEGRATION,
                Json.text(integration("keyed", "1101")
                        .put("apiKey", "the-api-key")
                        .put("chatbotName", "Ünïcode ☎ shop")));

        assertThat(reply.json().path("warnings")).isEmpty();
        assertThat(reply.field("/chatbotName")).isEqualTo("Ünïcode ☎ shop");
        assertThat(admin.query("SELECT api_key FROM chatbots WHERE id = 'keyed'"))
                .containsExactly("the-api-key");
    }

    @Test
    void a_second_integration_of_a_chatbot_leaves_its_name_and_key_alone_unless_told() {
        admin.post(
                INTEGRATION,
                Json.text(integration("steady", "1200").put("apiKey", "first").put("chatbotName", "First")));
        admin.create("steady", "1201");

        assertThat(admin.query("SELECT name || ' ' || api_key FROM chatbots WHERE id = 'steady'"))
                .containsExactly("First first");

        admin.post(INTEGRATION, Json.text(integration("steady", "1202").put("apiKey", "second")));

        assertThat(admin.query("SELECT name || ' ' || api_key FROM chatbots WHERE id = 'steady'"))
                .containsExactly("First second");
    }

    @Test
    void the_same_chatbot_and_number_twice_is_409_that_names_the_existing_one_and_changes_nothing() {
        String existing = admin.create("twice", "1300").field("/id");

        AdminResponse reply = admin.post(
                INTEGRATION,
                Json.text(integration("twice", "1300").put("apiKey", "other").put("accessToken", "other")));

        assertThat(reply.status()).isEqualTo(409);
        assertThat(reply.field("/existing")).isEqualTo(existing);
        assertThat(admin.query("SELECT access_token FROM whatsapp_accounts WHERE phone_number_id = '1300'"))
                .containsExactly("access-token-of-1300");
        assertThat(admin.query("SELECT api_key FROM chatbots WHERE id = 'twice'"))
                .containsExactly("");
    }

    @Test
    void a_creation_repeated_with_its_idempotency_key_answers_the_same_integration() {
        String body = Json.text(integration("idempotent", "1400"));
        AdminResponse first = admin.post(INTEGRATION, body, "Idempotency-Key", "key-1");

        AdminResponse again = admin.post(INTEGRATION, body, "Idempotency-Key", "key-1");
        AdminResponse other = admin.post(INTEGRATION, body, "Idempotency-Key", "key-2");

        assertThat(first.status()).isEqualTo(201);
        assertThat(again.status()).isEqualTo(200);
        assertThat(again.field("/id")).isEqualTo(first.field("/id"));
        assertThat(again.header("Location")).isEqualTo(first.header("Location"));
        assertThat(other.status()).isEqualTo(409);
    }

    @Test
    void of_many_creations_at_once_exactly_one_succeeds() throws Exception {
        List<AdminResponse> replies = ConcurrentRequests.ask(12, _ -> admin.create("race", "1500"));

        assertThat(replies)
                .extracting(AdminResponse::status)
                .containsOnlyOnce(201)
                .containsOnly(201, 409);
    }

    @Test
    void a_number_that_another_active_client_has_is_taken_with_a_warning_that_both_answer() {
        String first = admin.create("shared-a", "1600").field("/id");

        AdminResponse second = admin.create("shared-b", "1600");

        assertThat(second.status()).isEqualTo(201);
        assertThat(second.json().path("warnings").toString()).contains("shared-a");
        assertThat(admin.get(INTEGRATION + "/" + first).json().path("warnings").toString())
                .contains("shared-b");
        assertThat(admin.get(INTEGRATION + "?phoneNumberId=1600").json().path("items"))
                .hasSize(2);

        admin.delete(INTEGRATION + "/" + second.field("/id"));

        assertThat(admin.get(INTEGRATION + "/" + first).json().path("warnings").toString())
                .doesNotContain("shared-b");
    }

    @Test
    void every_missing_field_is_named_at_once() {
        AdminResponse reply = admin.post(INTEGRATION, "{}");

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.header("Content-Type")).contains("application/problem+json");
        assertThat(reply.fieldsAtFault())
                .containsExactlyInAnyOrder(
                        "chatbotId", "phoneNumberId", "accessToken", "verifyToken", "businessAccountId", "webhookUrl");
    }

    @Test
    void unknown_fields_are_named() {
        AdminResponse reply =
                admin.post(INTEGRATION, Json.text(integration("x", "1").put("acessToken", "typo")));

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.fieldsAtFault()).containsExactly("acessToken");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            chatbotId         | 7
            chatbotId         | ""
            chatbotId         | "a\\u0000b"
            phoneNumberId     | "12a"
            phoneNumberId     | 123456
            phoneNumberId     | null
            accessToken       | "with space"
            accessToken       | "line\\nbreak"
            accessToken       | {"a": 1}
            verifyToken       | ""
            verifyToken       | "nul\\u0000"
            verifyToken       | ["a"]
            businessAccountId | "a/b"
            businessAccountId | ".."
            webhookUrl        | "http://example.com/webhook"
            webhookUrl        | "ftp://example.com"
            webhookUrl        | "https://user:pass@example.com/"
            webhookUrl        | "not a url"
            webhookUrl        | "https://"
            webhookUrl        | "http://localhost:99999"
            webhookUrl        | "https://bot.example.com:0/"
            apiKey            | ""
            chatbotName       | "bell\\u0007"
            """)
    void a_bad_value_is_refused_and_its_field_named_without_the_value(String field, String value) {
        ObjectNode body = integration("bad-values", "1700");
        body.set(field, Json.parse(value).orElseThrow());

        AdminResponse reply = admin.post(INTEGRATION, Json.text(body));

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.fieldsAtFault()).containsExactly(field);
        assertThat(reply.text()).doesNotContain("with space").doesNotContain("user:pass");
        assertThat(admin.query("SELECT 1 FROM whatsapp_accounts WHERE chatbot_id = 'bad-values'"))
                .isEmpty();
    }

    @Test
    void half_a_surrogate_pair_is_refused() {
        String body = Json.text(integration("HALF", "1740")).replace("HALF", "\\ud800");

        assertThat(admin.post(INTEGRATION, body).fieldsAtFault()).containsExactly("chatbotId");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://localhost:8080/webhook", "http://127.0.0.1/webhook", "https://a.example/w?x=1"})
    void a_webhook_url_may_be_https_or_on_this_machine(String url) {
        ObjectNode body = integration("urls-" + url.length(), "1750").put("webhookUrl", url);

        assertThat(admin.post(INTEGRATION, Json.text(body)).status()).isEqualTo(201);
    }

    @Test
    void sql_in_every_text_field_is_kept_as_text_or_refused_and_never_run() {
        ObjectNode body = integration(INJECTION, "1800")
                .put("verifyToken", INJECTION)
                .put("accessToken", "x';DROP/**/TABLE/**/messages;--")
                .put("webhookUrl", "https://example.com/';DROP%20TABLE%20messages;--")
                .put("chatbotName", INJECTION)
                .put("apiKey", INJECTION);

        AdminResponse reply = admin.post(INTEGRATION, Json.text(body), "Idempotency-Key", INJECTION);

        assertThat(reply.status()).isEqualTo(201);
        assertThat(reply.field("/chatbotId")).isEqualTo(INJECTION);
        assertThat(admin.get(INTEGRATION + "?chatbotId=" + encoded(INJECTION))
                        .json()
                        .path("items"))
                .hasSize(1);
        assertThat(admin.get(INTEGRATION + "?phoneNumberId=" + encoded(INJECTION))
                        .json()
                        .path("items"))
                .isEmpty();
        assertThat(admin.get(INTEGRATION + "?cursor=" + encoded(INJECTION)).status())
                .isEqualTo(400);
        assertThat(admin.get(INTEGRATION + "/" + encoded(INJECTION)).status()).isEqualTo(404);
        assertThat(admin.query("SELECT count(*) FROM messages")).containsExactly("0");
    }

    @Test
    void no_secret_comes_out_in_any_answer_or_log_line() {
        try (LogLines log = new LogLines()) {
            ObjectNode body = integration("secretive", "1900")
                    .put("accessToken", "planted-access")
                    .put("verifyToken", "planted-verify")
                    .put("apiKey", "planted-key");
            AdminResponse made = admin.post(INTEGRATION, Json.text(body), "Idempotency-Key", "planted-idempotency");
            String path = INTEGRATION + "/" + made.field("/id");
            List<AdminResponse> replies = List.of(
                    made,
                    admin.post(INTEGRATION, Json.text(body)),
                    admin.post(INTEGRATION, Json.text(body.deepCopy().put("accessToken", "planted bad"))),
                    admin.get(path),
                    admin.get(INTEGRATION),
                    admin.patch(path, "{\"accessToken\": \"planted-next\"}"),
                    admin.delete(path));

            assertThat(replies).noneMatch(reply -> reply.text().contains("planted"));
            assertThat(log.all()).noneMatch(line -> line.contains("planted") || line.contains(AdminService.TOKEN));
        }
    }
}
