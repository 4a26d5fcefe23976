package org.wahook.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.wahook.shared.topology.Topology;

class AdminPersonsMessageTest {

    @AutoClose
    private static final ConversationFixture fixture = ConversationFixture.start();

    private static final AdminService admin = fixture.admin();

    private final String bot = ConversationFixture.newBot();
    private final String account = fixture.client(bot);

    @BeforeEach
    void emptyQueues() throws Exception {
        fixture.broker().emptyQueues();
    }

    @Test
    void a_persons_message_is_kept_as_a_draft_and_a_worker_is_told() throws Exception {
        String id = fixture.conversation(account, bot, "491");
        fixture.inbound(id, "pending", "1 hour", "Hello?");
        String before = fixture.seq(id);

        AdminResponse reply =
                admin.post(ConversationFixture.one(id) + "/messages", "{\"text\": \"A person here.\\nReally.\"}");

        assertThat(reply.status()).isEqualTo(202);
        assertThat(reply.field("/status")).isEqualTo("draft");
        assertThat(reply.field("/author")).isEqualTo("human");
        assertThat(fixture.seq(id)).isEqualTo(String.valueOf(Long.parseLong(before) + 1));
        assertThat(admin.get(ConversationFixture.one(id) + "/messages").field("/items/0/text"))
                .isEqualTo("A person here.\nReally.");
        assertThat(fixture.job(Topology.lane(BrokerFixture.TOPOLOGY.laneOf(bot)))
                        .conversationId())
                .isEqualTo(Long.parseLong(id));
    }

    @Test
    void a_message_repeated_with_its_idempotency_key_is_written_once_also_at_the_same_moment() throws Exception {
        String id = fixture.conversation(account, bot, "491");
        fixture.inbound(id, "pending", "1 hour", "Hello?");
        List<String> answers = ConcurrentRequests.ask(
                        6,
                        _ -> admin.post(
                                ConversationFixture.one(id) + "/messages",
                                "{\"text\": \"Once.\"}",
                                "Idempotency-Key",
                                "key-1"))
                .stream()
                .map(reply -> reply.status() + " " + reply.field("/id"))
                .toList();

        assertThat(answers).filteredOn(it -> it.startsWith("202 ")).hasSize(1);
        assertThat(answers).filteredOn(it -> it.startsWith("200 ")).hasSize(5);
        assertThat(answers.stream().map(it -> it.substring(4)).distinct()).hasSize(1);
        assertThat(admin.post(
                                ConversationFixture.one(id) + "/messages",
                                "{\"text\": \"Twice.\"}",
                                "Idempotency-Key",
                                "key-2")
                        .status())
                .isEqualTo(202);
    }

    @Test
    void outside_the_window_nothing_is_written() {
        String never = fixture.conversation(account, bot, "491");
        String late = fixture.conversation(account, bot, "492");
        fixture.inbound(late, "answered", "25 hours", "Hello?");

        for (String id : List.of(never, late)) {
            AdminResponse reply = admin.post(ConversationFixture.one(id) + "/messages", "{\"text\": \"Too late.\"}");
            assertThat(reply.status()).isEqualTo(422);
            assertThat(reply.field("/type")).endsWith("window-closed");
        }
        assertThat(admin.query("SELECT 1 FROM messages WHERE by_human AND chatbot_id = ?", bot))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "UPDATE whatsapp_accounts SET status = 'inactive' WHERE id = ?::uuid, integration-inactive",
        "UPDATE chatbots SET status = 'inactive' WHERE id = (SELECT chatbot_id FROM whatsapp_accounts WHERE id = ?::uuid), integration-inactive",
        "UPDATE whatsapp_accounts SET paused_reason = 'code 190' WHERE id = ?::uuid, account-paused"
    })
    void for_an_inactive_or_stopped_account_nothing_is_written(String change, String problem) {
        String id = fixture.conversation(account, bot, "491");
        fixture.inbound(id, "pending", "1 hour", "Hello?");
        admin.execute(change, account);

        AdminResponse reply = admin.post(ConversationFixture.one(id) + "/messages", "{\"text\": \"No.\"}");

        assertThat(reply.status()).isEqualTo(409);
        assertThat(reply.field("/type")).endsWith(problem);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"text\": \"\"}",
                "{\"text\": \"  \"}",
                "{\"text\": null}",
                "{\"text\": 7}",
                "{\"text\": [\"a\"]}",
                "{\"text\": \"nul\\u0000\"}",
                "{\"text\": \"half \\ud800\"}",
                "{\"text\": \"a\", \"to\": \"491\"}"
            })
    void a_bad_message_is_refused(String body) {
        String id = fixture.conversation(account, bot, "491");
        fixture.inbound(id, "pending", "1 hour", "Hello?");

        assertThat(admin.post(ConversationFixture.one(id) + "/messages", body).status())
                .isEqualTo(400);
    }

    @Test
    void a_message_may_have_4096_characters_and_a_body_64_kib() {
        String id = fixture.conversation(account, bot, "491");
        fixture.inbound(id, "pending", "1 hour", "Hello?");

        assertThat(admin.post(ConversationFixture.one(id) + "/messages", "{\"text\": \"" + "x".repeat(4096) + "\"}")
                        .status())
                .isEqualTo(202);
        assertThat(admin.post(ConversationFixture.one(id) + "/messages", "{\"text\": \"" + "x".repeat(4097) + "\"}")
                        .fieldsAtFault())
                .containsExactly("text");
        assertThat(admin.post(ConversationFixture.one(id) + "/messages", "{\"text\": \"" + "x".repeat(70_000) + "\"}")
                        .status())
                .isEqualTo(413);
        assertThat(admin.patch(ConversationFixture.one(id), "{\"bot\": \"" + "x".repeat(70_000) + "\"}")
                        .status())
                .isEqualTo(413);
    }

    @Test
    void a_persons_message_pauses_the_bot_for_as_long_as_the_workers_or_the_client_say() {
        String id = fixture.conversation(account, bot, "491");
        fixture.inbound(id, "pending", "1 hour", "Hello?");
        fixture.outbound(id, "draft", false, "the bot's, not sent yet");
        admin.execute("UPDATE whatsapp_conversations SET turn_job = 'a job' WHERE id = ?::bigint", id);
        admin.execute("UPDATE routing_progress SET human_pause = 7200000");

        admin.post(ConversationFixture.one(id) + "/messages", "{\"text\": \"A person here.\"}");

        assertThat(admin.query(
                        "SELECT bot_paused AND bot_paused_until BETWEEN now() + interval '119 minutes'"
                                + " AND now() + interval '120 minutes' AND turn_job IS NULL"
                                + " FROM whatsapp_conversations WHERE id = ?::bigint",
                        id))
                .containsExactly("t");
        assertThat(admin.query(
                        "SELECT status FROM messages WHERE conversation_id = ?::bigint AND direction = 'outbound'"
                                + " ORDER BY by_human",
                        id))
                .containsExactly("failed", "draft");

        admin.execute("UPDATE chatbots SET settings = '{\"humanPause\": \"0s\"}' WHERE id = ?", bot);
        String other = fixture.conversation(account, bot, "492");
        fixture.inbound(other, "pending", "1 hour", "Hello?");
        admin.post(ConversationFixture.one(other) + "/messages", "{\"text\": \"Only this.\"}");
        assertThat(admin.get(ConversationFixture.one(other)).field("/bot")).isEqualTo("active");
    }

    @Test
    void a_second_message_takes_no_turn_away_and_a_pause_without_end_stays_one() {
        String id = fixture.conversation(account, bot, "491");
        fixture.inbound(id, "pending", "1 hour", "Hello?");
        admin.post(ConversationFixture.one(id) + "/messages", "{\"text\": \"One.\"}");
        admin.execute("UPDATE whatsapp_conversations SET turn_job = 'sends it' WHERE id = ?::bigint", id);
        admin.post(ConversationFixture.one(id) + "/messages", "{\"text\": \"Two.\"}");
        assertThat(admin.query("SELECT turn_job FROM whatsapp_conversations WHERE id = ?::bigint", id))
                .containsExactly("sends it");

        admin.patch(ConversationFixture.one(id), "{\"bot\": \"paused\"}");
        admin.post(ConversationFixture.one(id) + "/messages", "{\"text\": \"Three.\"}");
        assertThat(admin.get(ConversationFixture.one(id))
                        .json()
                        .path("pausedUntil")
                        .isNull())
                .isTrue();
    }
}
