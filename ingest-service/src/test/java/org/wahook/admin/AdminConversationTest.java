package org.wahook.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wahook.admin.AdminService.encoded;

import java.net.http.HttpRequest.BodyPublishers;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wahook.platform.json.Json;

class AdminConversationTest {

    @AutoClose
    private static final ConversationFixture fixture = ConversationFixture.start();

    private static final AdminService admin = fixture.admin();

    private final String bot = ConversationFixture.newBot();
    private final String account = fixture.client(bot);

    @BeforeEach
    void emptyQueues() throws Exception {
        fixture.broker().emptyQueues();
    }

    private static final String INJECTION = "x'; DROP TABLE messages; --";

    @Test
    void conversations_are_listed_newest_first_a_page_at_a_time() {
        List<String> made = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            made.addFirst(fixture.conversation(account, bot, "491510000" + i));
        }
        fixture.client("other-" + bot);

        List<String> seen = new ArrayList<>();
        String cursor = "";
        do {
            AdminResponse page =
                    admin.get(ConversationFixture.CONVERSATIONS + "?chatbotId=" + bot + "&limit=2" + cursor);
            page.json().path("items").forEach(item -> seen.add(item.path("id").asString()));
            cursor = page.json().path("nextCursor").isNull() ? "" : "&cursor=" + page.field("/nextCursor");
        } while (!cursor.isEmpty());

        assertThat(seen).isEqualTo(made);
    }

    @Test
    void a_conversation_says_who_waits_since_when_and_until_when_one_may_write() {
        String id = fixture.conversation(account, bot, "4915112345678");
        fixture.inbound(id, "pending", "2 hours", "Hello?");

        AdminResponse reply = admin.get(ConversationFixture.one(id));

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.header("ETag")).contains("\"bot-0\"");
        assertThat(reply.field("/contactId")).isEqualTo("4915112345678");
        assertThat(reply.field("/bot")).isEqualTo("active");
        assertThat(reply.json().path("unanswered").asInt()).isEqualTo(1);
        assertThat(Instant.parse(reply.field("/windowClosesAt")))
                .isBetween(Instant.now().plusSeconds(21 * 3600), Instant.now().plusSeconds(22 * 3600));
    }

    @Test
    void messages_are_shown_newest_first_with_who_wrote_them_and_what_went_wrong() {
        String id = fixture.conversation(account, bot, "4915112345678");
        fixture.inbound(id, "answered", "3 hours", "Hello?");
        fixture.outbound(id, "sent", false, "I am a bot.");
        fixture.outbound(id, "failed", true, "I am a person.");
        admin.execute(
                "UPDATE messages SET error = '{\"code\": 131026, \"title\": \"Undeliverable to 4915112345678\"}'"
                        + " WHERE by_human AND conversation_id = ?::bigint",
                id);

        AdminResponse first = admin.get(ConversationFixture.one(id) + "/messages?limit=2");
        AdminResponse second =
                admin.get(ConversationFixture.one(id) + "/messages?limit=2&cursor=" + first.field("/nextCursor"));

        assertThat(first.field("/items/0/author")).isEqualTo("human");
        assertThat(first.field("/items/0/role")).isEqualTo("assistant");
        assertThat(first.json().at("/items/0/error/code").asInt()).isEqualTo(131026);
        assertThat(first.field("/items/0/error/message"))
                .contains("Undeliverable")
                .doesNotContain("4915112345678");
        assertThat(first.field("/items/1/author")).isEqualTo("bot");
        assertThat(first.field("/items/1/text")).isEqualTo("I am a bot.");
        assertThat(second.json().path("items")).hasSize(1);
        assertThat(second.field("/items/0/role")).isEqualTo("user");
        assertThat(second.json().path("nextCursor").isNull()).isTrue();
    }

    @Test
    void those_who_wait_are_listed_longest_first_and_only_after_a_while() {
        String old = fixture.conversation(account, bot, "491");
        fixture.inbound(old, "pending", "3 hours", "first");
        fixture.inbound(old, "pending", "2 hours", "second");
        String given = fixture.conversation(account, bot, "492");
        fixture.inbound(given, "failed", "1 hour", "given up");
        String answered = fixture.conversation(account, bot, "493");
        fixture.inbound(answered, "failed", "4 hours", "given up");
        fixture.outbound(answered, "sent", true, "a person has answered");
        fixture.inbound(fixture.conversation(account, bot, "494"), "pending", "1 second", "just now");
        fixture.inbound(fixture.conversation(account, bot, "495"), "answered", "4 hours", "fine");

        AdminResponse all = admin.get(ConversationFixture.CONVERSATIONS + "/unanswered?chatbotId=" + bot);
        AdminResponse first =
                admin.get(ConversationFixture.CONVERSATIONS + "/unanswered?chatbotId=" + bot + "&limit=1");
        AdminResponse second = admin.get(ConversationFixture.CONVERSATIONS + "/unanswered?chatbotId=" + bot
                + "&limit=1&cursor=" + first.field("/nextCursor"));

        assertThat(ConversationFixture.ids(all)).containsExactly(old, given);
        assertThat(all.json().at("/items/0/unanswered").asInt()).isEqualTo(2);
        assertThat(all.json().at("/items/1/givenUp").asInt()).isEqualTo(1);
        assertThat(ConversationFixture.ids(first)).containsExactly(old);
        assertThat(ConversationFixture.ids(second)).containsExactly(given);
        assertThat(ConversationFixture.ids(admin.get(
                        ConversationFixture.CONVERSATIONS + "/unanswered?chatbotId=" + bot + "&olderThan=90m")))
                .containsExactly(old);
        assertThat(ConversationFixture.ids(admin.get(
                        ConversationFixture.CONVERSATIONS + "/unanswered?chatbotId=" + bot + "&olderThan=0s")))
                .hasSize(3);
        assertThat(ConversationFixture.ids(admin.get(ConversationFixture.CONVERSATIONS + "/unanswered")))
                .contains(old, given);
    }

    @Test
    void sql_in_every_text_is_kept_as_text_or_refused_and_never_run() {
        String id = fixture.conversation(account, bot, "491");
        fixture.inbound(id, "pending", "1 hour", "Hello?");

        AdminResponse written = admin.post(
                ConversationFixture.one(id) + "/messages",
                Json.text(Json.object().put("text", INJECTION)),
                "Idempotency-Key",
                INJECTION);

        assertThat(written.status()).isEqualTo(202);
        assertThat(written.field("/text")).isEqualTo(INJECTION);
        assertThat(admin.get(ConversationFixture.one(encoded(INJECTION))).status())
                .isEqualTo(404);
        assertThat(admin.patch(ConversationFixture.one(encoded(INJECTION)), "{\"bot\": \"paused\"}")
                        .status())
                .isEqualTo(404);
        assertThat(admin.patch(
                                ConversationFixture.one(id),
                                Json.text(Json.object().put("bot", INJECTION)))
                        .status())
                .isEqualTo(400);
        assertThat(admin.patch(ConversationFixture.one(id), "{\"bot\": \"paused\"}", "If-Match", INJECTION)
                        .status())
                .isEqualTo(412);
        for (String list : List.of("?", "/unanswered?", "/" + id + "/messages?")) {
            assertThat(admin.get(ConversationFixture.CONVERSATIONS + list + "cursor=" + encoded(INJECTION))
                            .status())
                    .isEqualTo(400);
        }
        assertThat(ConversationFixture.ids(
                        admin.get(ConversationFixture.CONVERSATIONS + "?chatbotId=" + encoded(INJECTION))))
                .isEmpty();
        assertThat(ConversationFixture.ids(
                        admin.get(ConversationFixture.CONVERSATIONS + "/unanswered?chatbotId=" + encoded(INJECTION))))
                .isEmpty();
        assertThat(admin.get(ConversationFixture.CONVERSATIONS + "/unanswered?olderThan=" + encoded(INJECTION))
                        .fieldsAtFault())
                .containsExactly("olderThan");
        assertThat(admin.query("SELECT count(*) > 0 FROM messages")).containsExactly("t");
    }

    @Test
    void what_nobody_has_is_404_and_what_nobody_knows_is_named() {
        for (String id : List.of("999999999", "0", "-1", "nonsense", "1e3", "99999999999999999999")) {
            assertThat(admin.get(ConversationFixture.one(id)).status()).isEqualTo(404);
            assertThat(admin.get(ConversationFixture.one(id) + "/messages").status())
                    .isEqualTo(404);
            assertThat(admin.patch(ConversationFixture.one(id), "{\"bot\": \"paused\"}")
                            .status())
                    .isEqualTo(404);
            assertThat(admin.post(ConversationFixture.one(id) + "/messages", "{\"text\": \"a\"}")
                            .status())
                    .isEqualTo(404);
        }
        assertThat(admin.get(ConversationFixture.CONVERSATIONS + "?limit=0&cursor=x&colour=red")
                        .fieldsAtFault())
                .containsExactlyInAnyOrder("limit", "cursor", "colour");
        assertThat(admin.get(ConversationFixture.CONVERSATIONS + "/unanswered?limit=201&cursor=x&older=1s")
                        .fieldsAtFault())
                .containsExactlyInAnyOrder("limit", "cursor", "older");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/unanswered", "/1", "/1/messages"})
    void without_the_right_token_there_is_401(String path) {
        assertThat(admin.raw(ConversationFixture.CONVERSATIONS + path, "GET", BodyPublishers.noBody())
                        .status())
                .isEqualTo(401);
        assertThat(admin.raw(
                                ConversationFixture.CONVERSATIONS + path,
                                "POST",
                                BodyPublishers.ofString("{\"text\": \"a\"}"),
                                "Authorization",
                                "Bearer wrong")
                        .status())
                .isEqualTo(401);
        assertThat(admin.raw(ConversationFixture.CONVERSATIONS + path, "PATCH", BodyPublishers.ofString("{"))
                        .status())
                .isEqualTo(401);
    }

    @Test
    void a_body_that_is_no_json_is_refused() {
        String id = fixture.conversation(account, bot, "491");

        assertThat(admin.patch(ConversationFixture.one(id), "{\"bot\":").status())
                .isEqualTo(400);
        assertThat(admin.post(ConversationFixture.one(id) + "/messages", "text").status())
                .isEqualTo(400);
    }

    @Test
    void while_rabbitmq_is_away_nothing_is_changed_and_the_lists_still_work() {
        try (AdminService alone = AdminService.start(Map.of())) {
            alone.create("alone", "1");
            alone.execute("INSERT INTO whatsapp_conversations (whatsapp_account_id, chatbot_id, contact_id)"
                    + " SELECT id, chatbot_id, '49' FROM whatsapp_accounts");
            alone.execute("INSERT INTO messages (chatbot_id, conversation_id, direction, status, text)"
                    + " SELECT 'alone', id, 'inbound', 'pending', 'Hello?' FROM whatsapp_conversations");
            String id = alone.query("SELECT id FROM whatsapp_conversations").getFirst();

            assertThat(alone.patch(ConversationFixture.one(id), "{\"bot\": \"paused\"}")
                            .status())
                    .isEqualTo(503);
            assertThat(alone.post(ConversationFixture.one(id) + "/messages", "{\"text\": \"a\"}")
                            .status())
                    .isEqualTo(503);

            assertThat(alone.get(ConversationFixture.one(id)).field("/bot")).isEqualTo("active");
            assertThat(alone.get(ConversationFixture.one(id) + "/messages")
                            .json()
                            .path("items"))
                    .hasSize(1);
        }
    }

    @Test
    void what_people_write_and_their_numbers_stay_out_of_the_log() {
        String id = fixture.conversation(account, bot, "4915199988877");
        fixture.inbound(id, "pending", "1 hour", "Hello?");
        try (LogLines log = new LogLines()) {
            admin.post(
                    ConversationFixture.one(id) + "/messages",
                    "{\"text\": \"planted words\"}",
                    "Idempotency-Key",
                    "planted-key");
            admin.patch(ConversationFixture.one(id), "{\"bot\": \"paused\"}");
            admin.get(ConversationFixture.one(id) + "/messages");

            assertThat(log.all()).noneMatch(line -> line.contains("planted") || line.contains("4915199988877"));
            assertThat(log.all())
                    .filteredOn(line -> line.startsWith("org.wahook.audit"))
                    .hasSize(2)
                    .allMatch(line -> line.contains("conversation_id=\"" + id + "\""));
        }
    }
}
