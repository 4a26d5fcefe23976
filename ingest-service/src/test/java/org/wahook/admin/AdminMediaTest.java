package org.wahook.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Links to customers' files. They are signed without the store, which is not there. */
class AdminMediaTest {

    private static final String STORE = "https://files.example.com";

    @AutoClose
    private static final AdminService admin = AdminService.start(Map.of(
            "MEDIA_STORE_URL", "http://minio:9000",
            "MEDIA_STORE_PUBLIC_URL", STORE,
            "MEDIA_STORE_BUCKET", "customers",
            "MEDIA_STORE_ACCESS_KEY_ID", "id-of-the-key",
            "MEDIA_STORE_SECRET_ACCESS_KEY", "secret-of-the-key"));

    private final String bot = ConversationFixture.newBot();
    private final String account = admin.create(bot, bot.replaceAll("\\D", "")).field("/id");
    private final String conversation = conversation("4915112345678");
    private final String photo = message("image");

    private String conversation(String contact) {
        return admin.query(
                        "INSERT INTO whatsapp_conversations (whatsapp_account_id, chatbot_id, contact_id)"
                                + " VALUES (?::uuid, ?, ?) RETURNING id",
                        account,
                        bot,
                        contact)
                .getFirst();
    }

    private String message(String type) {
        return admin.query(
                        "INSERT INTO messages (chatbot_id, conversation_id, direction, type, status, prompt)"
                                + " VALUES (?, ?::bigint, 'inbound', ?, 'answered', '[image]') RETURNING id",
                        bot,
                        conversation,
                        type)
                .getFirst();
    }

    private static void keep(String message, @Nullable String storedAt) {
        admin.execute(
                "INSERT INTO media_objects (message_id, object_key, mime_type, bytes, stored_at)"
                        + " VALUES (?::bigint, 'shop/2026-11/abc', 'image/png', 67, ?::timestamptz)",
                message,
                storedAt);
    }

    private String path(String message) {
        return ConversationFixture.one(conversation) + "/messages/" + message + "/media";
    }

    @Test
    void a_kept_file_has_a_link_that_ends_soon_and_tells_no_secret() {
        keep(photo, "now");

        AdminResponse link = admin.get(path(photo));

        assertThat(link.status()).isEqualTo(200);
        assertThat(link.field("/url"))
                .startsWith(STORE + "/customers/shop/2026-11/abc?")
                .contains("X-Amz-Expires=900");
        assertThat(link.text()).doesNotContain("secret-of-the-key");
        assertThat(Instant.parse(link.field("/expiresAt")))
                .isBetween(
                        Instant.now().plus(Duration.ofMinutes(14)),
                        Instant.now().plus(Duration.ofMinutes(15)));
        AdminResponse messages = admin.get(ConversationFixture.one(conversation) + "/messages");
        assertThat(messages.field("/items/0/media/mimeType")).isEqualTo("image/png");
        assertThat(messages.json().at("/items/0/media/bytes").asInt()).isEqualTo(67);
    }

    @Test
    void what_is_not_kept_or_belongs_to_another_conversation_has_no_link() {
        String other = message("image");
        keep(other, null);

        assertThat(admin.get(path(photo)).status()).isEqualTo(404);
        assertThat(admin.get(path(other)).status()).isEqualTo(404);
        assertThat(admin.get(path("text")).status()).isEqualTo(404);
        keep(photo, "now");
        assertThat(admin.get(ConversationFixture.one(conversation("4915187654321")) + "/messages/" + photo + "/media")
                        .status())
                .isEqualTo(404);
        assertThat(admin.get(ConversationFixture.one(conversation) + "/messages")
                        .json()
                        .at("/items/0/media")
                        .isNull())
                .isTrue();
    }

    @Test
    void the_setting_of_a_client_is_taken_and_shown() {
        AdminResponse reply = admin.put("/api/v1/chatbots/" + bot, "{\"settings\": {\"keepMedia\": true}}");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(admin.get("/api/v1/chatbots/" + bot)
                        .json()
                        .at("/settings/keepMedia")
                        .asBoolean())
                .isTrue();
        assertThat(admin.put("/api/v1/chatbots/" + bot, "{\"settings\": {\"keepMedia\": \"yes\"}}")
                        .fieldsAtFault())
                .containsExactly("settings.keepMedia");
    }

    @Test
    void the_console_may_show_pictures_of_the_store_and_of_nobody_else() {
        AdminResponse page = admin.raw("/console/login", "GET", BodyPublishers.noBody());

        assertThat(page.header("Content-Security-Policy").orElseThrow())
                .contains(
                        "img-src 'self' data: " + STORE + ";", "media-src 'self' " + STORE + ";", "default-src 'none'");
    }
}
