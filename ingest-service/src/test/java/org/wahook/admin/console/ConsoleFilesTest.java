package org.wahook.admin.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Customers' files on the page of a conversation. */
class ConsoleFilesTest {

    private static final Map<String, String> STORE = Map.of(
            "MEDIA_STORE_URL", "https://files.example.com",
            "MEDIA_STORE_BUCKET", "customers",
            "MEDIA_STORE_ACCESS_KEY_ID", "id-of-the-key",
            "MEDIA_STORE_SECRET_ACCESS_KEY", "secret-of-the-key");

    private static void fill(RunningConsole console) {
        console.execute("INSERT INTO chatbots (id, api_key) VALUES ('shop', 'k')");
        console.execute("INSERT INTO whatsapp_accounts (chatbot_id, phone_number_id, verify_token, access_token)"
                + " VALUES ('shop', '1', 'v', 't')");
        console.execute("INSERT INTO whatsapp_conversations (id, whatsapp_account_id, chatbot_id, contact_id)"
                + " OVERRIDING SYSTEM VALUE SELECT 7, id, 'shop', '4915112345678' FROM whatsapp_accounts");
        console.execute(
                "INSERT INTO messages (id, chatbot_id, conversation_id, direction, type, status, prompt)"
                        + " OVERRIDING SYSTEM VALUE SELECT i, 'shop', 7, 'inbound', 'document', 'answered', '[file]' FROM generate_series(1, 4) i");
        console.execute("INSERT INTO media_objects (message_id, object_key, mime_type, bytes, stored_at) VALUES"
                + " (1, 'shop/a', 'image/png', 67, now()), (2, 'shop/b', 'audio/ogg', 67, now()),"
                + " (3, 'shop/c', 'application/octet-stream', 2500000, now()), (4, 'shop/d', 'image/png', 67, NULL)");
    }

    @Test
    void a_picture_and_a_voice_note_are_shown_and_anything_else_can_be_saved() {
        try (RunningConsole console = new RunningConsole(STORE)) {
            fill(console);

            HttpResponse<String> page = console.get("/console/conversations/7");

            assertThat(page.body())
                    .contains("<img src=\"/console/conversations/7/files/1\"")
                    .contains("<audio controls preload=\"none\" src=\"/console/conversations/7/files/2\"")
                    .contains("href=\"/console/conversations/7/files/3\"", "Save the file (2.4 MiB)")
                    .doesNotContain("files/4")
                    .doesNotContain("X-Amz");
            HttpResponse<String> file = console.get("/console/conversations/7/files/1");
            assertThat(file.statusCode()).isEqualTo(303);
            assertThat(file.headers().firstValue("Location").orElseThrow())
                    .startsWith("https://files.example.com/customers/shop/a?")
                    .contains("X-Amz-Expires=900");
            assertThat(file.headers().firstValue("Cache-Control")).contains("no-store");
            assertThat(console.get("/console/conversations/7/files/4").statusCode())
                    .isEqualTo(404);
        }
    }

    @Test
    void without_a_store_nothing_is_shown() {
        try (RunningConsole console = new RunningConsole()) {
            fill(console);

            assertThat(console.get("/console/conversations/7").body()).doesNotContain("/files/");
            assertThat(console.get("/console/conversations/7/files/1").statusCode())
                    .isEqualTo(409);
        }
    }
}
