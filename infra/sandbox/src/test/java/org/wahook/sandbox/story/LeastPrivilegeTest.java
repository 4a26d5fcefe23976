package org.wahook.sandbox.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.wahook.ingest.IngestApp;
import org.wahook.ingest.IngestConfig;
import org.wahook.platform.config.CommonSettings;
import org.wahook.platform.config.Durations;
import org.wahook.platform.config.Environment;
import org.wahook.platform.config.RabbitUrls;
import org.wahook.shared.deadletter.DeadLetterQueue;
import org.wahook.shared.deadletter.DeadLetters;
import org.wahook.shared.deadletter.Selection;
import org.wahook.shared.topology.Topology;
import org.wahook.testbed.Deadline;
import org.wahook.testbed.meta.Customer;
import org.wahook.testbed.meta.GraphBehaviour;
import org.wahook.testbed.meta.SimulatedMeta;
import org.wahook.testbed.meta.WebhookBodies;
import org.wahook.testbed.meta.WebhookSender;
import org.wahook.testbed.postgres.TestPostgres;
import org.wahook.testbed.rabbitmq.TestRabbit;
import org.wahook.testbed.responder.SimulatedResponseApi;
import org.wahook.worker.WorkerApp;
import org.wahook.worker.WorkerConfig;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The services with no more rights at RabbitMQ than {@code infra/rabbitmq/permissions.json} gives them. */
class LeastPrivilegeTest {

    private static final Path PERMISSIONS = Path.of("..", "rabbitmq", "permissions.json");
    private static final String APP_SECRET = "an-app-secret";
    private static final String LADDER = "200ms,400ms";
    private static final Topology TOPOLOGY = new Topology(8, Durations.parseLadder(LADDER));
    private static final Duration SOON = Duration.ofSeconds(60);

    private final TestRabbit rabbit = TestRabbit.shared();
    private final TestPostgres postgres = TestPostgres.shared();
    private final String database = postgres.createDatabase();
    private final String everything = rabbit.createVirtualHost();
    private final Map<String, String> urls = new HashMap<>();

    @BeforeEach
    void makeUsers() throws IOException {
        for (JsonNode right :
                new JsonMapper().readTree(Files.readString(PERMISSIONS)).path("permissions")) {
            String name = right.path("user").asString();
            urls.put(
                    name,
                    rabbit.createUser(
                            everything,
                            user(name),
                            right.path("configure").asString(),
                            right.path("write").asString(),
                            right.path("read").asString()));
        }
    }

    @AfterEach
    void forget() {
        rabbit.discardVirtualHost(everything);
        urls.keySet().forEach(name -> rabbit.deleteUser(user(name)));
    }

    @Test
    void a_message_is_answered_by_services_that_may_declare_nothing() throws Exception {
        TOPOLOGY.declareAt(RabbitUrls.parse(url("wahook-admin")));
        try (SimulatedMeta meta = SimulatedMeta.start();
                SimulatedResponseApi ai = SimulatedResponseApi.start();
                WorkerApp worker = WorkerApp.start(WorkerConfig.read(environment("wahook-worker", meta, ai)));
                IngestApp ingest = IngestApp.start(IngestConfig.read(environment("wahook-ingest", meta, ai)))) {
            Deadline.eventually(
                    SOON,
                    "both are ready",
                    () -> worker.health().ready() && ingest.health().ready());
            Client shop = Client.named("shop");
            plant(shop);
            Customer anna = Customer.withPhone("4915112345678", "Anna");
            Customer bob = Customer.withPhone("4915187654321", "Bob");
            meta.behaveOnce(send -> true, new GraphBehaviour.RawStatus(500, ""));

            try (WebhookSender sender =
                    new WebhookSender("http://127.0.0.1:" + ingest.port() + "/webhook", APP_SECRET)) {
                post(sender, shop, anna);
                Deadline.eventually(
                        SOON,
                        "answered in spite of a failure, so by way of a wait queue",
                        () -> meta.sentTo(StoryFixture.contactId(anna)).size() == 1);

                // Recipient unknown: at once a dead letter, which the admin API lists and replays.
                meta.behaveOnce(send -> true, new GraphBehaviour.Fail(400, 131026, "undeliverable"));
                post(sender, shop, bob);
                DeadLetters letters = new DeadLetters(RabbitUrls.parse(url("wahook-console")), TOPOLOGY);
                Deadline.eventually(
                        SOON,
                        "there is a dead letter",
                        () -> letters.count(Set.of(DeadLetterQueue.REPLIES), new Selection.All()) == 1);
                // The letter comes first, the mark after it.
                Deadline.eventually(SOON, "the turn is given up", () -> failedMessages() == 1);
                assertThat(letters.replay(Set.of(DeadLetterQueue.REPLIES), new Selection.All()))
                        .isEqualTo(1);
                Deadline.eventually(
                        SOON,
                        "answered after the replay",
                        () -> meta.sentTo(StoryFixture.contactId(bob)).size() == 1);
            }
        }
    }

    @Test
    void what_a_service_does_not_need_is_denied() throws Exception {
        TOPOLOGY.declareAt(RabbitUrls.parse(url("wahook-admin")));

        denied("wahook-ingest", channel -> channel.basicGet(Topology.EVENTS, true));
        denied("wahook-ingest", channel -> channel.basicGet(Topology.lane(0), true));
        denied("wahook-ingest", channel -> channel.queuePurge(Topology.EVENTS));
        // To read is to purge, too: what strangers reach reads nothing.
        denied("wahook-ingest", channel -> channel.basicGet(Topology.REPLIES_DEAD, false));
        denied("wahook-ingest", channel -> channel.queuePurge(Topology.UNROUTED));
        denied("wahook-console", channel -> channel.queuePurge(Topology.EVENTS));
        denied("wahook-console", channel -> channel.basicGet(Topology.lane(0), true));
        denied("wahook-console", channel -> publish(channel, Topology.DEAD_EXCHANGE));
        denied("wahook-ingest", channel -> publish(channel, Topology.DEAD_EXCHANGE));
        denied("wahook-ingest", channel -> publish(channel, Topology.WAIT_EXCHANGE));
        // The default exchange would reach any queue.
        denied("wahook-ingest", channel -> publish(channel, ""));
        denied("wahook-worker", channel -> publish(channel, ""));
        denied("wahook-worker", channel -> channel.basicGet(Topology.waitQueue(Duration.ofMillis(200)), true));
        for (String user : List.of("wahook-ingest", "wahook-worker")) {
            denied(user, channel -> channel.queueDeclare("mine", true, false, false, Map.of()));
            denied(user, channel -> channel.queueDelete(Topology.REPLIES_DEAD));
            denied(user, channel -> channel.queueUnbind(Topology.EVENTS, Topology.EXCHANGE, Topology.EVENTS_KEY));
            denied(user, channel -> channel.exchangeDelete(Topology.EXCHANGE));
        }
    }

    @Test
    void a_service_that_may_not_declare_says_what_is_missing_and_goes_on_once_it_is_there() throws Exception {
        try (SimulatedMeta meta = SimulatedMeta.start();
                SimulatedResponseApi ai = SimulatedResponseApi.start();
                IngestApp ingest = IngestApp.start(IngestConfig.read(environment("wahook-ingest", meta, ai)))) {
            Deadline.eventually(
                    SOON,
                    "it says what is missing",
                    () -> ingest.health().problems().toString().contains("worker-service.jar declare"));
            assertThat(ingest.health().ready()).isFalse();

            TOPOLOGY.declareAt(RabbitUrls.parse(url("wahook-admin")));

            Deadline.eventually(SOON, "it is ready", ingest.health()::ready);
        }
    }

    private long failedMessages() {
        try (var connection = postgres.connect(database);
                var statement = connection.createStatement();
                var rows = statement.executeQuery(
                        "SELECT count(*) FROM messages WHERE direction = 'inbound' AND status = 'failed'")) {
            rows.next();
            return rows.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void post(WebhookSender sender, Client client, Customer customer) {
        byte[] body = WebhookBodies.text(
                client.number(), customer, StoryFixture.newWamid(), Instant.now(), "Is it still there?");
        assertThat(sender.post(body).status()).isEqualTo(200);
    }

    private void plant(Client client) throws Exception {
        try (var connection = postgres.connect(database);
                var chatbot = connection.prepareStatement("INSERT INTO chatbots (id, api_key) VALUES (?, ?)");
                var account = connection.prepareStatement(
                        "INSERT INTO whatsapp_accounts (chatbot_id, phone_number_id, verify_token, access_token) VALUES (?, ?, ?, ?)")) {
            chatbot.setString(1, client.chatbotId());
            chatbot.setString(2, client.apiKey());
            chatbot.executeUpdate();
            account.setString(1, client.chatbotId());
            account.setString(2, client.number().phoneNumberId());
            account.setString(3, client.verifyToken());
            account.setString(4, client.accessToken());
            account.executeUpdate();
        }
    }

    private Environment environment(String user, SimulatedMeta meta, SimulatedResponseApi ai) {
        Map<String, String> variables = new HashMap<>();
        variables.put(CommonSettings.DATABASE_URL.name(), database);
        variables.put(CommonSettings.RABBITMQ_URL.name(), url(user));
        variables.put("RETRY_DELAYS", LADDER);
        variables.put("FACEBOOK_APP_SECRET", APP_SECRET);
        variables.put("HOST", "127.0.0.1");
        variables.put("PORT", "0");
        variables.put("MANAGEMENT_HOST", "127.0.0.1");
        variables.put("MANAGEMENT_PORT", "0");
        variables.put("RESPONSE_API_BASE_URL", ai.baseUrl());
        variables.put("GRAPH_API_BASE_URL", meta.baseUrl());
        variables.put("LOG_LEVEL", "warn");
        variables.put("PUBLISH_TIMEOUT", "20s");
        return new Environment(variables);
    }

    /** Of this test alone: users belong to the whole node. */
    private String user(String name) {
        return name + everything.substring(everything.lastIndexOf('/') + 1);
    }

    private String url(String name) {
        return Objects.requireNonNull(urls.get(name), name);
    }

    private interface Deed {
        void tryOn(Channel channel) throws IOException;
    }

    private static void publish(Channel channel, String exchange) throws IOException {
        try {
            channel.confirmSelect();
            channel.basicPublish(exchange, Topology.EVENTS_KEY, null, new byte[] {1});
            channel.waitForConfirmsOrDie(SOON.toMillis());
        } catch (InterruptedException | java.util.concurrent.TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    private void denied(String user, Deed deed) throws Exception {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setUri(url(user));
        try (Connection connection = factory.newConnection()) {
            Channel channel = connection.createChannel();
            ThrowingCallable attempt = () -> deed.tryOn(channel);
            assertThatThrownBy(attempt).hasStackTraceContaining("ACCESS_REFUSED");
        }
    }
}
