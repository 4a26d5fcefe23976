package org.wahook.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wahook.platform.json.Json;

class AdminVerifyTokenTest {

    private static final String CHECK = "/api/v1/verify-token/check";

    private static AdminService admin;

    @BeforeAll
    static void start() {
        admin = AdminService.start(Map.of("WHATSAPP_VERIFY_TOKEN", "the-fallback"));
    }

    @AfterAll
    static void stop() {
        admin.close();
    }

    @Test
    void a_known_token_names_its_integrations() {
        String id = admin.create("known", "8000").field("/id");

        AdminResponse reply = check("verify-token-of-8000");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.json().path("accepted").asBoolean()).isTrue();
        assertThat(reply.field("/integrations/0/integrationId")).isEqualTo(id);
        assertThat(reply.field("/integrations/0/chatbotId")).isEqualTo("known");
        assertThat(reply.json().path("hint").isNull()).isTrue();
        assertThat(reply.text()).doesNotContain("verify-token-of");
    }

    @Test
    void the_fallback_is_accepted_without_an_integration() {
        AdminResponse reply = check("the-fallback");

        assertThat(reply.json().path("accepted").asBoolean()).isTrue();
        assertThat(reply.json().path("fallback").asBoolean()).isTrue();
        assertThat(reply.json().path("integrations")).isEmpty();
    }

    @Test
    void a_token_of_an_inactive_integration_is_not_accepted_and_the_hint_says_so() {
        admin.delete(AdminService.INTEGRATION + "/"
                + admin.create("inactive", "8100").field("/id"));

        AdminResponse reply = check("verify-token-of-8100");

        assertThat(reply.json().path("accepted").asBoolean()).isFalse();
        assertThat(reply.field("/integrations/0/status")).isEqualTo("inactive");
        assertThat(reply.field("/hint")).contains("inactive");
    }

    @ParameterizedTest
    @ValueSource(strings = {"verify token+8200 ", " verify token+8200", "\"verify token+8200\"", "verify+token+8200"})
    void a_token_that_differs_in_what_forms_and_shells_change_is_hinted_at(String token) {
        admin.execute("INSERT INTO chatbots (id) VALUES ('similar') ON CONFLICT DO NOTHING");
        admin.execute("INSERT INTO whatsapp_accounts (chatbot_id, phone_number_id, verify_token)"
                + " SELECT 'similar', '8200', t FROM (VALUES ('verify token+8200')) v (t)"
                + " WHERE NOT EXISTS (SELECT 1 FROM whatsapp_accounts WHERE phone_number_id = '8200')");
        admin.execute("INSERT INTO whatsapp_accounts (chatbot_id, phone_number_id, verify_token)"
                + " SELECT 'similar', '8201', 'verify token 8200'"
                + " WHERE NOT EXISTS (SELECT 1 FROM whatsapp_accounts WHERE phone_number_id = '8201')");

        AdminResponse reply = check(token);

        assertThat(reply.json().path("accepted").asBoolean()).isFalse();
        assertThat(reply.field("/hint")).contains("character by character");
    }

    @Test
    void an_unknown_token_is_just_unknown() {
        AdminResponse reply = check("nobody has this one");

        assertThat(reply.json().path("accepted").asBoolean()).isFalse();
        assertThat(reply.field("/hint")).startsWith("No integration");
    }

    @Test
    void sql_is_a_token_like_any_other() {
        assertThat(check("x' OR '1'='1").json().path("integrations")).isEmpty();
        assertThat(check("'; DROP TABLE whatsapp_accounts; --").status()).isEqualTo(200);
        assertThat(admin.query("SELECT count(*) >= 0 FROM whatsapp_accounts")).containsExactly("t");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"verifyToken\": \"\"}",
                "{\"verifyToken\": null}",
                "{\"verifyToken\": 7}",
                "{\"verifyToken\": \"nul\\u0000\"}",
                "{\"verifyToken\": \"half \\ud800\"}",
                "{\"verifyToken\": \"a\", \"token\": \"b\"}",
                "{",
                "[]"
            })
    void a_bad_question_is_refused(String body) {
        assertThat(admin.post(CHECK, body).status()).isEqualTo(400);
    }

    @Test
    void a_question_that_is_too_large_or_has_no_token_of_ours_is_refused() {
        assertThat(admin.post(CHECK, "{\"verifyToken\": \"" + "x".repeat(1001) + "\"}")
                        .status())
                .isEqualTo(400);
        assertThat(admin.post(CHECK, "{\"verifyToken\": \"" + "x".repeat(70_000) + "\"}")
                        .status())
                .isEqualTo(413);
        assertThat(admin.raw(CHECK, "POST", BodyPublishers.ofString("{\"verifyToken\": \"a\"}"))
                        .status())
                .isEqualTo(401);
    }

    @Test
    void the_token_stays_out_of_the_log() {
        try (LogLines log = new LogLines()) {
            check("planted-verify-token");

            assertThat(log.all()).noneMatch(line -> line.contains("planted"));
        }
    }

    private static AdminResponse check(String token) {
        return admin.post(CHECK, Json.text(Json.object().put("verifyToken", token)));
    }
}
