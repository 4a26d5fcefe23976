package org.wahook.sandbox.story;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.wahook.shared.topology.Topology;
import org.wahook.testbed.meta.Customer;
import org.wahook.testbed.meta.SentMessage;
import org.wahook.testbed.meta.WebhookSender;
import org.wahook.testbed.responder.ResponseBehaviour.After;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A new version takes over from an old one: under load, and with what the old one left behind. */
class UpgradeTest {

    /** A folder for each version of what lies in the queues; a new one is added there, and none is ever changed. */
    private static final Path KEPT = Path.of("src", "test", "resources", "kept");

    /** Of each conversation. */
    private static final int MESSAGES = 6;

    private static final int MOST_WAITING = 1_000;

    private static final JsonMapper JSON = new JsonMapper();

    private StoryFixture stage;

    @BeforeEach
    void open() {
        stage = StoryFixture.open(2, Map.of());
        stage.ai()
                .answer(asked ->
                        new After(Duration.ofMillis(ThreadLocalRandom.current().nextInt(40)), Replies.naming(asked)));
    }

    @AfterEach
    void close() {
        stage.close();
    }

    @Test
    void a_rolling_update_of_both_services_under_load_loses_nothing_and_does_nothing_twice() {
        Client shop = stage.client("shop");
        Instant at = Instant.now();
        AtomicBoolean updated = new AtomicBoolean();
        AtomicInteger customers = new AtomicInteger();
        AtomicInteger answered = new AtomicInteger();
        stage.meta()
                .whenSent(sent -> answered.addAndGet(Replies.answeredBy(sent).size()));
        Queue<Conversation> written = new ConcurrentLinkedQueue<>();
        List<Callable<Void>> deeds = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            deeds.add(() -> {
                while (!updated.get()) {
                    // As much as keeps the services busy, and no backlog that takes minutes to be answered.
                    StoryFixture.soon(
                            "the replies keep up",
                            () -> updated.get() || MESSAGES * written.size() < answered.get() + MOST_WAITING);
                    int n = customers.getAndIncrement();
                    Conversation conversation =
                            Conversation.of(shop, Customer.withPhone("49151%07d".formatted(n), "C" + n), MESSAGES);
                    for (String message : conversation.messages()) {
                        postAsMetaDoes(conversation.webhook(message, at));
                    }
                    written.add(conversation);
                }
                return null;
            });
        }
        deeds.add(() -> {
            StoryFixture.soon("there is some load", () -> stage.meta().sentCount() >= 30);
            updateAll();
            updated.set(true);
            return null;
        });

        StoryFixture.atOnce(deeds);
        // Its fence would go to the first ingest, which is gone.
        StoryFixture.soon(
                "all are stored",
                () -> stage.query("SELECT wa_message_id FROM messages WHERE direction = 'inbound'")
                                .size()
                        == MESSAGES * written.size());
        stage.staysQuiet();

        Conversation.assertAllWentWell(stage, List.copyOf(written));
    }

    /** First the workers, so that whatever a new ingest writes is understood; each is ready before the next one goes. */
    private void updateAll() {
        stage.system().workers().forEach(old -> {
            stage.system().addWorker();
            stage.system().remove(old);
            awaitFurtherReplies();
        });
        for (int i = 0; i < 2; i++) {
            stage.system().replaceIngest();
            awaitFurtherReplies();
        }
    }

    private void awaitFurtherReplies() {
        int before = stage.meta().sentCount();
        StoryFixture.soon("replies go on", () -> stage.meta().sentCount() >= before + 30);
    }

    /** Whatever is not a 200 comes again, to whichever ingest is behind the address then. */
    private void postAsMetaDoes(byte[] body) throws InterruptedException {
        while (!posted(body)) {
            Thread.sleep(20);
        }
    }

    private boolean posted(byte[] body) {
        try (WebhookSender meta = stage.system().sender()) {
            return meta.post(body).status() == 200;
        } catch (UncheckedIOException gone) {
            return false;
        }
    }

    static List<Path> versions() throws IOException {
        try (Stream<Path> folders = Files.list(KEPT)) {
            return folders.sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void what_an_earlier_version_left_in_the_queues_and_the_database_is_answered(Path version) throws Exception {
        plantTheRowsThatTheSamplesAreAbout();

        for (String sample : List.of("job.json", "job-that-waits.json", "dead-letter.json", "event.json")) {
            publish(JSON.readTree(Files.readString(version.resolve(sample))));
        }
        StoryFixture.soon("three are answered", () -> answered().size() == 3);
        assertThat(answered()).containsExactlyInAnyOrder("kept-42", "kept-43", "kept-45");
        assertThat(stage.letters(Topology.REPLIES_DEAD)).hasSize(1);
        assertThat(stage.replayDeadReplies()).isEqualTo(1);

        stage.settle();
        assertThat(answered()).containsExactlyInAnyOrder("kept-42", "kept-43", "kept-44", "kept-45");
        assertThat(stage.letters(Topology.REPLIES_DEAD)).isEmpty();
    }

    private List<String> answered() {
        List<SentMessage> sent = stage.meta().sent();
        return Replies.answeredBy(sent);
    }

    private void plantTheRowsThatTheSamplesAreAbout() {
        stage.system().update("INSERT INTO chatbots (id, api_key) VALUES ('kept-shop', 'key-of-kept')");
        stage.system().update("""
                INSERT INTO whatsapp_accounts (id, chatbot_id, phone_number_id, verify_token, access_token)
                VALUES ('6ecd8c99-4036-403d-bf84-cf8400f67836', 'kept-shop', 'number-of-kept', 'verify', 'token')""");
        stage.meta().phoneNumber("waba-kept", "number-of-kept", "token");
        for (int id = 42; id <= 44; id++) {
            stage.system().update("""
                    INSERT INTO whatsapp_conversations
                        (id, whatsapp_account_id, chatbot_id, contact_id, contact_phone, inbound_seq)
                    OVERRIDING SYSTEM VALUE
                    VALUES (?, '6ecd8c99-4036-403d-bf84-cf8400f67836', 'kept-shop', ?, ?, 1)""", id, "4915100000" + id, "4915100000" + id);
            stage.system().update("""
                    INSERT INTO messages (chatbot_id, conversation_id, direction, type, text, wa_message_id, status, sent_at)
                    VALUES ('kept-shop', ?, 'inbound', 'text', ?, ?, ?, now())""", id, "kept-" + id, "wamid.kept-" + id, id == 44 ? "failed" : "pending");
        }
    }

    private void publish(JsonNode sample) throws Exception {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setUri(stage.system().rabbitUrl());
        try (Connection connection = factory.newConnection();
                Channel channel = connection.createChannel()) {
            channel.confirmSelect();
            Map<String, Object> headers = new HashMap<>();
            sample.path("headers")
                    .properties()
                    .forEach(header -> headers.put(
                            header.getKey(),
                            header.getValue().isNumber()
                                    ? (Object) header.getValue().asLong()
                                    : header.getValue().asString()));
            BasicProperties properties = new BasicProperties.Builder()
                    .deliveryMode(2)
                    .contentType("application/json")
                    .messageId(sample.path("messageId").asString())
                    .headers(headers)
                    .build();
            String body = sample.path("body")
                    .toString()
                    .replace("NOW", String.valueOf(Instant.now().getEpochSecond()));
            channel.basicPublish(
                    sample.path("exchange").asString(),
                    sample.path("key").asString(),
                    true,
                    properties,
                    body.getBytes(StandardCharsets.UTF_8));
            channel.waitForConfirmsOrDie(10_000);
        }
    }
}
