package org.wahook.ingest.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.GetResponse;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.wahook.shared.broker.BrokerConnections;
import org.wahook.shared.broker.MessageHeaders;
import org.wahook.shared.broker.Topology;
import org.wahook.shared.config.RabbitUrls;
import org.wahook.shared.job.ReplyJob;
import org.wahook.shared.json.Json;
import org.wahook.testbed.Deadline;
import org.wahook.testbed.rabbitmq.TestRabbit;

class AdminConversationTest {

    private static final String CONVERSATIONS = "/api/v1/conversations";
    private static final String INJECTION = "x'; DROP TABLE messages; --";
    private static final Topology TOPOLOGY = new Topology(8, List.of(Duration.ofSeconds(5), Duration.ofMinutes(10)));
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final AtomicInteger NUMBERS = new AtomicInteger(5000);

    private static String rabbitUrl = "";
    private static AdminService admin;

    /** Each test has a client of its own. */
    private String bot = "";

    private String account = "";

    @BeforeAll
    static void start() throws Exception {
        rabbitUrl = TestRabbit.shared().createVirtualHost();
        try (Connection connection = connect();
                Channel channel = connection.createChannel()) {
            TOPOLOGY.declare(channel);
        }
        admin = AdminService.start(Map.of("RABBITMQ_URL", rabbitUrl, "RETRY_DELAYS", "5s,10m"));
        String conversation = conversation(client("warm-up"), "warm-up", "4900");
        Deadline.eventually(
                SOON,
                "RabbitMQ confirms",
                () -> admin.patch(one(conversation), "{\"bot\": \"active\"}").status() == 200);
    }

    @BeforeEach
    void client() throws Exception {
        bot = "bot-" + NUMBERS.incrementAndGet();
        account = client(bot);
        try (Connection connection = connect();
                Channel channel = connection.createChannel()) {
            for (String queue : TOPOLOGY.queueNames()) {
                channel.queuePurge(queue);
            }
        }
    }

    @AfterAll
    static void stop() {
        admin.close();
        TestRabbit.shared().deleteVirtualHost(rabbitUrl);
    }

    @Test
    void conversations_are_listed_newest_first_a_page_at_a_time() {
        List<String> made = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            made.addFirst(conversation(account, bot, "491510000" + i));
        }
        client("other-" + bot);

        List<String> seen = new ArrayList<>();
        String cursor = "";
        do {
            Reply page = admin.get(CONVERSATIONS + "?chatbotId=" + bot + "&limit=2" + cursor);
            page.json().path("items").forEach(item -> seen.add(item.path("id").asString()));
            cursor = page.json().path("nextCursor").isNull() ? "" : "&cursor=" + page.field("/nextCursor");
        } while (!cursor.isEmpty());

        assertThat(seen).isEqualTo(made);
    }

    @Test
    void a_conversation_says_who_waits_since_when_and_until_when_one_may_write() {
        String id = conversation(account, bot, "4915112345678");
        inbound(id, "pending", "2 hours", "Hello?");

        Reply reply = admin.get(one(id));

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
        String id = conversation(account, bot, "4915112345678");
        inbound(id, "answered", "3 hours", "Hello?");
        outbound(id, "sent", false, "I am a bot.");
        outbound(id, "failed", true, "I am a person.");
        admin.execute(
                "UPDATE messages SET error = '{\"code\": 131026, \"title\": \"Undeliverable to 4915112345678\"}'"
                        + " WHERE by_human AND conversation_id = ?::bigint",
                id);

        Reply first = admin.get(one(id) + "/messages?limit=2");
        Reply second = admin.get(one(id) + "/messages?limit=2&cursor=" + first.field("/nextCursor"));

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
        String old = conversation(account, bot, "491");
        inbound(old, "pending", "3 hours", "first");
        inbound(old, "pending", "2 hours", "second");
        String given = conversation(account, bot, "492");
        inbound(given, "failed", "1 hour", "given up");
        String answered = conversation(account, bot, "493");
        inbound(answered, "failed", "4 hours", "given up");
        outbound(answered, "sent", true, "a person has answered");
        inbound(conversation(account, bot, "494"), "pending", "1 second", "just now");
        inbound(conversation(account, bot, "495"), "answered", "4 hours", "fine");

        Reply all = admin.get(CONVERSATIONS + "/unanswered?chatbotId=" + bot);
        Reply first = admin.get(CONVERSATIONS + "/unanswered?chatbotId=" + bot + "&limit=1");
        Reply second = admin.get(
                CONVERSATIONS + "/unanswered?chatbotId=" + bot + "&limit=1&cursor=" + first.field("/nextCursor"));

        assertThat(ids(all)).containsExactly(old, given);
        assertThat(all.json().at("/items/0/unanswered").asInt()).isEqualTo(2);
        assertThat(all.json().at("/items/1/givenUp").asInt()).isEqualTo(1);
        assertThat(ids(first)).containsExactly(old);
        assertThat(ids(second)).containsExactly(given);
        assertThat(ids(admin.get(CONVERSATIONS + "/unanswered?chatbotId=" + bot + "&olderThan=90m")))
                .containsExactly(old);
        assertThat(ids(admin.get(CONVERSATIONS + "/unanswered?chatbotId=" + bot + "&olderThan=0s")))
                .hasSize(3);
        assertThat(ids(admin.get(CONVERSATIONS + "/unanswered"))).contains(old, given);
    }

    @Test
    void a_pause_takes_the_turn_from_the_bot_and_wakes_a_worker_up() throws Exception {
        String id = conversation(account, bot, "491");
        inbound(id, "pending", "1 minute", "Hello?");
        admin.execute(
                "UPDATE whatsapp_conversations SET turn_job = 'a job', turn_number = 7,"
                        + " turn_expires_at = now() + interval '1 hour' WHERE id = ?::bigint",
                id);

        Reply paused = admin.patch(one(id), "{\"bot\": \"paused\"}");

        assertThat(paused.status()).isEqualTo(200);
        assertThat(paused.field("/bot")).isEqualTo("paused");
        assertThat(paused.json().path("pausedUntil").isNull()).isTrue();
        assertThat(admin.query("SELECT turn_job IS NULL FROM whatsapp_conversations WHERE id = ?::bigint", id))
                .containsExactly("t");
        ReplyJob job = job(Topology.lane(TOPOLOGY.laneOf(bot)));
        assertThat(job.conversationId()).isEqualTo(Long.parseLong(id));
        assertThat(job.accountId()).hasToString(account);
        assertThat(job.resumes()).isEmpty();
    }

    @Test
    void a_reply_of_the_bot_that_is_not_on_its_way_yet_is_dropped_by_a_pause_and_one_that_is_stays() {
        String waiting = conversation(account, bot, "491");
        turn(waiting, 3, "draft", "draft");
        String sending = conversation(account, bot, "492");
        turn(sending, 3, "sent", "draft");

        admin.patch(one(waiting), "{\"bot\": \"paused\"}");
        admin.patch(one(sending), "{\"bot\": \"paused\"}");

        assertThat(statuses(waiting)).containsExactly("pending", "failed", "failed");
        assertThat(admin.query(
                        "SELECT turn_number FROM messages WHERE direction = 'inbound' AND conversation_id = ?::bigint",
                        waiting))
                .containsExactly("null");
        assertThat(statuses(sending)).containsExactly("pending", "sent", "draft");
    }

    @Test
    void a_timed_pause_leaves_a_job_that_ends_it() throws Exception {
        String id = conversation(account, bot, "491");

        Reply paused = admin.patch(one(id), "{\"bot\": \"paused\", \"resumeAfter\": \"30m\"}");

        Instant until = Instant.parse(paused.field("/pausedUntil"));
        assertThat(until)
                .isBetween(Instant.now().plusSeconds(1780), Instant.now().plusSeconds(1801));
        try (Connection connection = connect();
                Channel channel = connection.createChannel()) {
            GetResponse timer = next(channel, Topology.waitQueue(Duration.ofMinutes(10)));
            ReplyJob job = ReplyJob.fromJson(timer.getBody());
            assertThat(job.resumes()).contains(1L);
            assertThat(timer.getProps().getHeaders())
                    .containsEntry(MessageHeaders.NOT_BEFORE, until.toEpochMilli())
                    .hasEntrySatisfying(
                            MessageHeaders.REASON, reason -> assertThat(reason).hasToString("conversation_paused"));
        }
    }

    @Test
    void a_paused_bot_goes_on_by_request_and_a_worker_looks_at_once() throws Exception {
        String id = conversation(account, bot, "491");
        admin.patch(one(id), "{\"bot\": \"paused\", \"resumeAfter\": \"1h\"}");
        job(Topology.lane(TOPOLOGY.laneOf(bot)));

        Reply resumed = admin.patch(one(id), "{\"bot\": \"active\"}");

        assertThat(resumed.field("/bot")).isEqualTo("active");
        assertThat(resumed.json().path("pausedUntil").isNull()).isTrue();
        assertThat(job(Topology.lane(TOPOLOGY.laneOf(bot))).conversationId()).isEqualTo(Long.parseLong(id));
    }

    @Test
    void if_match_lets_only_one_of_many_changes_through_and_traffic_changes_no_etag() throws Exception {
        String id = conversation(account, bot, "491");
        String etag = admin.get(one(id)).header("ETag").orElseThrow();
        inbound(id, "pending", "1 minute", "traffic");
        admin.execute("UPDATE whatsapp_conversations SET turn_number = 9 WHERE id = ?::bigint", id);
        List<Callable<Integer>> calls = IntStream.range(0, 8)
                .<Callable<Integer>>mapToObj(i -> () -> admin.patch(
                                one(id),
                                "{\"bot\": \"paused\", \"resumeAfter\": \"" + (i + 1) + "h\"}",
                                "If-Match",
                                etag)
                        .status())
                .toList();
        List<Integer> statuses = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Integer> status : threads.invokeAll(calls)) {
                statuses.add(status.get());
            }
        }

        assertThat(statuses).containsOnlyOnce(200).containsOnly(200, 412);
        assertThat(admin.patch(one(id), "{\"bot\": \"active\"}", "If-Match", etag)
                        .field("/currentETag"))
                .isEqualTo(admin.get(one(id)).header("ETag").orElseThrow());
    }

    @Test
    void a_persons_message_is_kept_as_a_draft_and_a_worker_is_told() throws Exception {
        String id = conversation(account, bot, "491");
        inbound(id, "pending", "1 hour", "Hello?");
        String before = seq(id);

        Reply reply = admin.post(one(id) + "/messages", "{\"text\": \"A person here.\\nReally.\"}");

        assertThat(reply.status()).isEqualTo(202);
        assertThat(reply.field("/status")).isEqualTo("draft");
        assertThat(reply.field("/author")).isEqualTo("human");
        assertThat(seq(id)).isEqualTo(String.valueOf(Long.parseLong(before) + 1));
        assertThat(admin.get(one(id) + "/messages").field("/items/0/text")).isEqualTo("A person here.\nReally.");
        assertThat(job(Topology.lane(TOPOLOGY.laneOf(bot))).conversationId()).isEqualTo(Long.parseLong(id));
    }

    @Test
    void a_message_repeated_with_its_idempotency_key_is_written_once_also_at_the_same_moment() throws Exception {
        String id = conversation(account, bot, "491");
        inbound(id, "pending", "1 hour", "Hello?");
        List<Callable<Reply>> calls = IntStream.range(0, 6)
                .<Callable<Reply>>mapToObj(i ->
                        () -> admin.post(one(id) + "/messages", "{\"text\": \"Once.\"}", "Idempotency-Key", "key-1"))
                .toList();
        List<String> answers = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Reply> reply : threads.invokeAll(calls)) {
                answers.add(reply.get().status() + " " + reply.get().field("/id"));
            }
        }

        assertThat(answers).filteredOn(it -> it.startsWith("202 ")).hasSize(1);
        assertThat(answers).filteredOn(it -> it.startsWith("200 ")).hasSize(5);
        assertThat(answers.stream().map(it -> it.substring(4)).distinct()).hasSize(1);
        assertThat(admin.post(one(id) + "/messages", "{\"text\": \"Twice.\"}", "Idempotency-Key", "key-2")
                        .status())
                .isEqualTo(202);
    }

    @Test
    void outside_the_window_nothing_is_written() {
        String never = conversation(account, bot, "491");
        String late = conversation(account, bot, "492");
        inbound(late, "answered", "25 hours", "Hello?");

        for (String id : List.of(never, late)) {
            Reply reply = admin.post(one(id) + "/messages", "{\"text\": \"Too late.\"}");
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
        String id = conversation(account, bot, "491");
        inbound(id, "pending", "1 hour", "Hello?");
        admin.execute(change, account);

        Reply reply = admin.post(one(id) + "/messages", "{\"text\": \"No.\"}");

        assertThat(reply.status()).isEqualTo(409);
        assertThat(reply.field("/type")).endsWith(problem);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {}                                              | bot
            {"bot": "off"}                                  | bot
            {"bot": 1}                                      | bot
            {"bot": null}                                   | bot
            {"bot": "paused", "resumeAfter": "soon"}        | resumeAfter
            {"bot": "paused", "resumeAfter": "0s"}          | resumeAfter
            {"bot": "paused", "resumeAfter": "169h"}        | resumeAfter
            {"bot": "paused", "resumeAfter": 30}            | resumeAfter
            {"bot": "active", "resumeAfter": "30m"}         | resumeAfter
            {"bot": "paused", "why": "me"}                  | why
            """)
    void a_bad_change_is_refused_and_its_field_named(String body, String field) {
        String id = conversation(account, bot, "491");

        Reply reply = admin.patch(one(id), body);

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.fieldsAtFault()).containsExactly(field);
        assertThat(admin.get(one(id)).header("ETag")).contains("\"bot-0\"");
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
        String id = conversation(account, bot, "491");
        inbound(id, "pending", "1 hour", "Hello?");

        assertThat(admin.post(one(id) + "/messages", body).status()).isEqualTo(400);
    }

    @Test
    void a_message_may_have_4096_characters_and_a_body_64_kib() {
        String id = conversation(account, bot, "491");
        inbound(id, "pending", "1 hour", "Hello?");

        assertThat(admin.post(one(id) + "/messages", "{\"text\": \"" + "x".repeat(4096) + "\"}")
                        .status())
                .isEqualTo(202);
        assertThat(admin.post(one(id) + "/messages", "{\"text\": \"" + "x".repeat(4097) + "\"}")
                        .fieldsAtFault())
                .containsExactly("text");
        assertThat(admin.post(one(id) + "/messages", "{\"text\": \"" + "x".repeat(70_000) + "\"}")
                        .status())
                .isEqualTo(413);
        assertThat(admin.patch(one(id), "{\"bot\": \"" + "x".repeat(70_000) + "\"}")
                        .status())
                .isEqualTo(413);
    }

    @Test
    void sql_in_every_text_is_kept_as_text_or_refused_and_never_run() {
        String id = conversation(account, bot, "491");
        inbound(id, "pending", "1 hour", "Hello?");

        Reply written = admin.post(
                one(id) + "/messages", Json.text(Json.object().put("text", INJECTION)), "Idempotency-Key", INJECTION);

        assertThat(written.status()).isEqualTo(202);
        assertThat(written.field("/text")).isEqualTo(INJECTION);
        assertThat(admin.get(one(encoded(INJECTION))).status()).isEqualTo(404);
        assertThat(admin.patch(one(encoded(INJECTION)), "{\"bot\": \"paused\"}").status())
                .isEqualTo(404);
        assertThat(admin.patch(one(id), Json.text(Json.object().put("bot", INJECTION)))
                        .status())
                .isEqualTo(400);
        assertThat(admin.patch(one(id), "{\"bot\": \"paused\"}", "If-Match", INJECTION)
                        .status())
                .isEqualTo(412);
        for (String list : List.of("?", "/unanswered?", "/" + id + "/messages?")) {
            assertThat(admin.get(CONVERSATIONS + list + "cursor=" + encoded(INJECTION))
                            .status())
                    .isEqualTo(400);
        }
        assertThat(ids(admin.get(CONVERSATIONS + "?chatbotId=" + encoded(INJECTION))))
                .isEmpty();
        assertThat(ids(admin.get(CONVERSATIONS + "/unanswered?chatbotId=" + encoded(INJECTION))))
                .isEmpty();
        assertThat(admin.get(CONVERSATIONS + "/unanswered?olderThan=" + encoded(INJECTION))
                        .fieldsAtFault())
                .containsExactly("olderThan");
        assertThat(admin.query("SELECT count(*) > 0 FROM messages")).containsExactly("t");
    }

    @Test
    void what_nobody_has_is_404_and_what_nobody_knows_is_named() {
        for (String id : List.of("999999999", "0", "-1", "nonsense", "1e3", "99999999999999999999")) {
            assertThat(admin.get(one(id)).status()).isEqualTo(404);
            assertThat(admin.get(one(id) + "/messages").status()).isEqualTo(404);
            assertThat(admin.patch(one(id), "{\"bot\": \"paused\"}").status()).isEqualTo(404);
            assertThat(admin.post(one(id) + "/messages", "{\"text\": \"a\"}").status())
                    .isEqualTo(404);
        }
        assertThat(admin.get(CONVERSATIONS + "?limit=0&cursor=x&colour=red").fieldsAtFault())
                .containsExactlyInAnyOrder("limit", "cursor", "colour");
        assertThat(admin.get(CONVERSATIONS + "/unanswered?limit=201&cursor=x&older=1s")
                        .fieldsAtFault())
                .containsExactlyInAnyOrder("limit", "cursor", "older");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/unanswered", "/1", "/1/messages"})
    void without_the_right_token_there_is_401(String path) {
        assertThat(admin.raw(CONVERSATIONS + path, "GET", BodyPublishers.noBody())
                        .status())
                .isEqualTo(401);
        assertThat(admin.raw(
                                CONVERSATIONS + path,
                                "POST",
                                BodyPublishers.ofString("{\"text\": \"a\"}"),
                                "Authorization",
                                "Bearer wrong")
                        .status())
                .isEqualTo(401);
        assertThat(admin.raw(CONVERSATIONS + path, "PATCH", BodyPublishers.ofString("{"))
                        .status())
                .isEqualTo(401);
    }

    @Test
    void a_body_that_is_no_json_is_refused() {
        String id = conversation(account, bot, "491");

        assertThat(admin.patch(one(id), "{\"bot\":").status()).isEqualTo(400);
        assertThat(admin.post(one(id) + "/messages", "text").status()).isEqualTo(400);
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

            assertThat(alone.patch(one(id), "{\"bot\": \"paused\"}").status()).isEqualTo(503);
            assertThat(alone.post(one(id) + "/messages", "{\"text\": \"a\"}").status())
                    .isEqualTo(503);

            assertThat(alone.get(one(id)).field("/bot")).isEqualTo("active");
            assertThat(alone.get(one(id) + "/messages").json().path("items")).hasSize(1);
        }
    }

    @Test
    void what_people_write_and_their_numbers_stay_out_of_the_log() {
        String id = conversation(account, bot, "4915199988877");
        inbound(id, "pending", "1 hour", "Hello?");
        try (LogLines log = new LogLines()) {
            admin.post(one(id) + "/messages", "{\"text\": \"planted words\"}", "Idempotency-Key", "planted-key");
            admin.patch(one(id), "{\"bot\": \"paused\"}");
            admin.get(one(id) + "/messages");

            assertThat(log.all()).noneMatch(line -> line.contains("planted") || line.contains("4915199988877"));
            assertThat(log.all())
                    .filteredOn(line -> line.startsWith("org.wahook.audit"))
                    .hasSize(2)
                    .allMatch(line -> line.contains("conversation_id=\"" + id + "\""));
        }
    }

    private static String one(String id) {
        return CONVERSATIONS + "/" + id;
    }

    private static List<String> ids(Reply reply) {
        return reply.json()
                .path("items")
                .valueStream()
                .map(item -> item.path("id").asString())
                .toList();
    }

    private static String client(String chatbotId) {
        return admin.create(chatbotId, String.valueOf(NUMBERS.incrementAndGet()))
                .field("/id");
    }

    private static String conversation(String account, String chatbotId, String contact) {
        return admin.query(
                        "INSERT INTO whatsapp_conversations (whatsapp_account_id, chatbot_id, contact_id)"
                                + " VALUES (?::uuid, ?, ?) RETURNING id",
                        account,
                        chatbotId,
                        contact)
                .getFirst();
    }

    private static void inbound(String conversation, String status, String age, String text) {
        admin.execute(
                "INSERT INTO messages (chatbot_id, conversation_id, direction, status, text, sent_at, created_at)"
                        + " SELECT chatbot_id, id, 'inbound', ?, ?, now() - ?::interval, now() - ?::interval"
                        + " FROM whatsapp_conversations WHERE id = ?::bigint",
                status,
                text,
                age,
                age,
                conversation);
    }

    private static void outbound(String conversation, String status, boolean byHuman, String text) {
        admin.execute(
                "INSERT INTO messages (chatbot_id, conversation_id, direction, status, text, by_human)"
                        + " SELECT chatbot_id, id, 'outbound', ?, ?, ? FROM whatsapp_conversations WHERE id = ?::bigint",
                status,
                text,
                byHuman,
                conversation);
    }

    /** A question, and the parts of the bot's reply to it. */
    private static void turn(String conversation, int number, String... parts) {
        inbound(conversation, "pending", "1 minute", "Hello?");
        for (String status : parts) {
            outbound(conversation, status, false, "a part");
        }
        admin.execute("UPDATE messages SET turn_number = ? WHERE conversation_id = ?::bigint", number, conversation);
    }

    private static List<String> statuses(String conversation) {
        return admin.query(
                "SELECT status FROM messages WHERE conversation_id = ?::bigint ORDER BY direction, id", conversation);
    }

    private static String seq(String conversation) {
        return admin.query("SELECT inbound_seq FROM whatsapp_conversations WHERE id = ?::bigint", conversation)
                .getFirst();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static ReplyJob job(String queue) throws IOException, TimeoutException {
        try (Connection connection = connect();
                Channel channel = connection.createChannel()) {
            return ReplyJob.fromJson(next(channel, queue).getBody());
        }
    }

    private static GetResponse next(Channel channel, String queue) {
        List<GetResponse> found = new ArrayList<>();
        Deadline.eventually(SOON, "a message in " + queue, () -> {
            try {
                GetResponse message = channel.basicGet(queue, true);
                if (message != null) {
                    found.add(message);
                }
                return !found.isEmpty();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        return found.getFirst();
    }

    private static Connection connect() throws IOException, TimeoutException {
        return BrokerConnections.open(RabbitUrls.parse(rabbitUrl), "test");
    }
}
