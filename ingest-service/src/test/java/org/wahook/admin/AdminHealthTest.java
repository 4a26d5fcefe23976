package org.wahook.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class AdminHealthTest {

    @AutoClose
    private static final AdminService admin = AdminService.start(Map.of());

    private static final String ACCOUNTS = "/api/v1/health/accounts";

    @Test
    void an_account_tells_when_it_was_last_heard_of_what_went_wrong_and_who_waits() {
        String id = admin.create("busy", "9000").field("/id");
        admin.execute("""
                UPDATE whatsapp_account_health
                SET last_webhook_at = '2026-03-01T10:00:00Z', last_send_at = '2026-03-01T10:00:02Z',
                    last_error = 'HTTP 400, code 131026: Message undeliverable', last_error_at = '2026-03-01T09:00:00Z'
                WHERE account_id = ?::uuid""", id);
        waits(id, "pending", "2026-03-01T09:30:00Z");
        waits(id, "pending", "2026-03-01T09:20:00Z");
        waits(id, "answered", "2026-03-01T08:00:00Z");

        JsonNode account = one("busy");

        assertThat(account.path("integrationId").asString()).isEqualTo(id);
        assertThat(account.path("phoneNumberId").asString()).isEqualTo("9000");
        assertThat(account.path("lastWebhookAt").asString()).isEqualTo("2026-03-01T10:00:00Z");
        assertThat(account.path("lastSendAt").asString()).isEqualTo("2026-03-01T10:00:02Z");
        assertThat(account.at("/lastError/code").asInt()).isEqualTo(131026);
        assertThat(account.at("/lastError/at").asString()).isEqualTo("2026-03-01T09:00:00Z");
        assertThat(account.path("paused").asBoolean()).isFalse();
        assertThat(account.at("/unanswered/count").asInt()).isEqualTo(2);
        assertThat(account.at("/unanswered/oldestAt").asString()).isEqualTo("2026-03-01T09:20:00Z");
    }

    @Test
    void a_new_account_has_nothing_to_tell() {
        admin.create("fresh", "9100");

        JsonNode account = one("fresh");

        assertThat(account.path("lastWebhookAt").isNull()).isTrue();
        assertThat(account.path("lastError").isNull()).isTrue();
        assertThat(account.at("/unanswered/count").asInt()).isZero();
    }

    @Test
    void an_account_of_another_program_is_there_too_also_without_a_row_of_health() {
        admin.execute("INSERT INTO chatbots (id, api_key) VALUES ('plain', 'k')");
        admin.execute("INSERT INTO whatsapp_accounts (chatbot_id, phone_number_id, verify_token, access_token)"
                + " VALUES ('plain', '9150', 'v', 't')");
        assertThat(one("plain").path("status").asString()).isEqualTo("active");

        admin.execute("DELETE FROM whatsapp_account_health WHERE account_id ="
                + " (SELECT id FROM whatsapp_accounts WHERE chatbot_id = 'plain')");

        assertThat(one("plain").path("lastSendAt").isNull()).isTrue();
    }

    @Test
    void a_program_that_may_write_accounts_and_nothing_else_still_can() {
        admin.execute("CREATE ROLE main_api_of_this_test");
        admin.execute("GRANT INSERT ON chatbots, whatsapp_accounts TO main_api_of_this_test");
        admin.execute("SET ROLE main_api_of_this_test; INSERT INTO chatbots (id, api_key) VALUES ('narrow', 'k');"
                + " INSERT INTO whatsapp_accounts (chatbot_id, phone_number_id, verify_token, access_token)"
                + " VALUES ('narrow', '9160', 'v', 't')");

        assertThat(admin.query("SELECT count(*) FROM whatsapp_account_health h JOIN whatsapp_accounts a"
                        + " ON a.id = h.account_id WHERE a.chatbot_id = 'narrow'"))
                .containsExactly("1");
        admin.execute("DROP OWNED BY main_api_of_this_test; DROP ROLE main_api_of_this_test");
    }

    @Test
    void a_stopped_account_and_one_whose_token_cannot_be_decrypted_say_why() {
        admin.create("stopped", "9200");
        admin.execute("UPDATE whatsapp_accounts SET paused_reason = 'code 190: expired', paused_at = now()"
                + " WHERE phone_number_id = '9200'");
        admin.create("sealed", "9201");
        admin.execute(
                "UPDATE whatsapp_accounts SET access_token = 'enc:v1:00000000:AAAA' WHERE phone_number_id = '9201'");

        assertThat(one("stopped").path("paused").asBoolean()).isTrue();
        assertThat(one("stopped").path("pausedReason").asString()).isEqualTo("code 190: expired");
        assertThat(one("sealed").path("paused").asBoolean()).isTrue();
        assertThat(one("sealed").path("pausedReason").asString()).contains("can't be decrypted");
    }

    @Test
    void accounts_are_listed_a_page_at_a_time() {
        List<String> made = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            made.add(admin.create("paged", "930" + i).field("/id"));
        }
        List<String> seen = new ArrayList<>();
        String cursor = "";
        do {
            AdminResponse page = admin.get(ACCOUNTS + "?chatbotId=paged&limit=2" + cursor);
            page.json()
                    .path("items")
                    .forEach(item -> seen.add(item.path("integrationId").asString()));
            cursor = page.json().path("nextCursor").isNull() ? "" : "&cursor=" + page.field("/nextCursor");
        } while (!cursor.isEmpty());

        assertThat(seen).isEqualTo(made);
    }

    @Test
    void a_cursor_of_the_list_of_integrations_leads_to_the_health_of_the_same_accounts() {
        for (int i = 0; i < 4; i++) {
            admin.create("alike", "935" + i);
        }
        String integrations = AdminService.INTEGRATION + "?chatbotId=alike&limit=2";
        AdminResponse first = admin.get(integrations);
        String cursor = "&cursor=" + first.field("/nextCursor");

        assertThat(ids(admin.get(ACCOUNTS + "?chatbotId=alike&limit=2"), "integrationId"))
                .isEqualTo(ids(first, "id"));
        assertThat(ids(admin.get(ACCOUNTS + "?chatbotId=alike&limit=2" + cursor), "integrationId"))
                .isEqualTo(ids(admin.get(integrations + cursor), "id"))
                .hasSize(2);
    }

    private static List<String> ids(AdminResponse reply, String field) {
        return reply.json()
                .path("items")
                .valueStream()
                .map(item -> item.path(field).asString())
                .toList();
    }

    @Test
    void a_bad_question_is_refused_and_sql_is_only_text() {
        assertThat(admin.get(ACCOUNTS + "?limit=0&cursor=x&colour=red").fieldsAtFault())
                .containsExactlyInAnyOrder("limit", "cursor", "colour");
        assertThat(admin.get(ACCOUNTS + "?chatbotId=x';%20DROP%20TABLE%20messages;--")
                        .json()
                        .path("items"))
                .isEmpty();
        assertThat(admin.raw(ACCOUNTS, "GET", BodyPublishers.noBody()).status()).isEqualTo(401);
    }

    @Test
    void no_secret_comes_out() {
        admin.create("secretive", "9400");

        assertThat(admin.get(ACCOUNTS + "?chatbotId=secretive").text())
                .doesNotContain("access-token-of")
                .doesNotContain("verify-token-of");
    }

    private static JsonNode one(String chatbotId) {
        JsonNode items = admin.get(ACCOUNTS + "?chatbotId=" + chatbotId).json().path("items");
        assertThat(items).hasSize(1);
        return items.path(0);
    }

    private static void waits(String account, String status, String time) {
        admin.execute("""
                INSERT INTO whatsapp_conversations (whatsapp_account_id, chatbot_id, contact_id)
                SELECT id, chatbot_id, ? FROM whatsapp_accounts WHERE id = ?::uuid""", time, account);
        admin.execute("""
                INSERT INTO messages (chatbot_id, conversation_id, direction, status, created_at)
                SELECT chatbot_id, id, 'inbound', ?, ?::timestamptz FROM whatsapp_conversations
                WHERE contact_id = ? AND whatsapp_account_id = ?::uuid""", status, time, time, account);
    }
}
