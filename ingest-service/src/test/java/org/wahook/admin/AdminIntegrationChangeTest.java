package org.wahook.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wahook.admin.AdminService.INTEGRATION;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class AdminIntegrationChangeTest {

    @AutoClose
    private static final AdminService admin = AdminService.start(Map.of());

    @Test
    void each_change_leaves_an_audit_line_that_names_who_what_and_which() {
        try (LogLines log = new LogLines()) {
            String id = admin.create("audited", "2000").field("/id");
            admin.patch(INTEGRATION + "/" + id, "{\"verifyToken\": \"next\"}");
            admin.delete(INTEGRATION + "/" + id);

            List<String> lines = log.all().stream()
                    .filter(line -> line.startsWith("org.wahook.audit"))
                    .toList();
            assertThat(lines).hasSize(3).allMatch(line -> line.contains("admin token") && line.contains(id));
            assertThat(lines.get(1)).contains("verifyToken");
        }
    }

    @Test
    void a_patch_rotates_tokens_and_lifts_a_pause() {
        String path = INTEGRATION + "/" + admin.create("rotating", "2100").field("/id");
        admin.execute("UPDATE whatsapp_accounts SET paused_reason = 'token refused', paused_at = now()"
                + " WHERE phone_number_id = '2100'");
        assertThat(admin.get(path).field("/pausedReason")).isEqualTo("token refused");

        AdminResponse reply = admin.patch(path, "{\"accessToken\": \"new-access\", \"verifyToken\": \"new-verify\"}");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.json().path("pausedReason").isNull()).isTrue();
        assertThat(
                        admin.query(
                                "SELECT access_token || ' ' || verify_token FROM whatsapp_accounts WHERE phone_number_id = '2100'"))
                .containsExactly("new-access new-verify");
    }

    @Test
    void a_patch_without_fields_or_of_fields_that_stay_or_to_null_is_refused() {
        String path = INTEGRATION + "/" + admin.create("patched", "2200").field("/id");

        assertThat(admin.patch(path, "{}").status()).isEqualTo(400);
        assertThat(admin.patch(path, "{}").field("/detail")).isEqualTo("The body names no field to change.");
        assertThat(admin.patch(path, "{\"chatbotId\": \"other\"}").fieldsAtFault())
                .containsExactly("chatbotId");
        assertThat(admin.patch(path, "{\"accessToken\": null}").fieldsAtFault()).containsExactly("accessToken");
        assertThat(admin.patch(path, "{\"status\": \"gone\"}").fieldsAtFault()).containsExactly("status");
    }

    @Test
    void a_deleted_integration_is_inactive_keeps_its_history_and_makes_room_for_a_new_one() {
        String id = admin.create("deleted", "2300").field("/id");
        admin.execute(
                "INSERT INTO whatsapp_conversations (whatsapp_account_id, chatbot_id, contact_id)"
                        + " VALUES (?::uuid, 'deleted', '4915')",
                id);

        assertThat(admin.delete(INTEGRATION + "/" + id).status()).isEqualTo(204);
        assertThat(admin.get(INTEGRATION + "/" + id).field("/status")).isEqualTo("inactive");
        assertThat(admin.query("SELECT contact_id FROM whatsapp_conversations WHERE chatbot_id = 'deleted'"))
                .containsExactly("4915");

        AdminResponse next = admin.create("deleted", "2300");
        assertThat(next.status()).isEqualTo(201);
        assertThat(next.field("/id")).isNotEqualTo(id);

        AdminResponse revived = admin.patch(INTEGRATION + "/" + id, "{\"status\": \"active\"}");
        assertThat(revived.status()).isEqualTo(409);
        assertThat(revived.field("/existing")).isEqualTo(next.field("/id"));
    }

    @Test
    void if_match_lets_only_the_first_of_two_changes_through() {
        AdminResponse made = admin.create("versioned", "2400");
        String path = INTEGRATION + "/" + made.field("/id");
        String seen = made.header("ETag").orElseThrow();

        AdminResponse first = admin.patch(path, "{\"verifyToken\": \"one\"}", "If-Match", seen);
        AdminResponse second = admin.patch(path, "{\"verifyToken\": \"two\"}", "If-Match", seen);
        AdminResponse deletion = admin.delete(path, "If-Match", seen);

        assertThat(first.status()).isEqualTo(200);
        assertThat(second.status()).isEqualTo(412);
        assertThat(deletion.status()).isEqualTo(412);
        assertThat(second.field("/currentETag")).isEqualTo(first.header("ETag").orElseThrow());
        assertThat(admin.query("SELECT verify_token FROM whatsapp_accounts WHERE phone_number_id = '2400'"))
                .containsExactly("one");
        assertThat(admin.patch(
                                path,
                                "{\"verifyToken\": \"three\"}",
                                "If-Match",
                                first.header("ETag").orElseThrow())
                        .status())
                .isEqualTo(200);
        assertThat(admin.patch(path, "{\"verifyToken\": \"four\"}", "If-Match", "*")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void of_many_changes_at_once_to_the_same_version_exactly_one_is_made() throws Exception {
        AdminResponse made = admin.create("concurrent", "2450");
        String etag = made.header("ETag").orElseThrow();
        String path = INTEGRATION + "/" + made.field("/id");
        List<AdminResponse> replies = ConcurrentRequests.ask(
                12, i -> admin.patch(path, "{\"verifyToken\": \"v" + i + "\"}", "If-Match", etag));

        assertThat(replies)
                .extracting(AdminResponse::status)
                .containsOnlyOnce(200)
                .containsOnly(200, 412);
    }
}
