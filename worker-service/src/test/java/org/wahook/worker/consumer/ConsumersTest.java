package org.wahook.worker.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.wahook.platform.broker.MessageHeaders;
import org.wahook.shared.topology.Topology;
import org.wahook.testbed.Deadline;
import org.wahook.testbed.meta.Customer;
import org.wahook.testbed.meta.WebhookBodies;
import org.wahook.testbed.proxy.TcpProxy;
import org.wahook.testbed.responder.ResponseBehaviour;
import org.wahook.worker.testing.Background;
import org.wahook.worker.testing.Broker;
import org.wahook.worker.testing.Client;
import org.wahook.worker.testing.WorkerDatabase;

/** What is consumed is stored or comes back, whatever goes wrong between. */
class ConsumersTest {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Duration PATIENCE = Duration.ofMillis(300);

    /** What a server says that is being shut down. */
    private static final String AWAY = "57P01";

    private static final WorkerDatabase direct = WorkerDatabase.create();
    private static final TcpProxy proxy =
            TcpProxy.to("127.0.0.1", URI.create(direct.url()).getPort());
    private static final WorkerDatabase database = direct.through(proxy.port());

    private final Broker broker = new Broker(ConsumerFixture.TOPOLOGY);
    private final Client shop = direct.client();
    private final Customer anna = Customer.withPhone("4915112345678", "Anna");

    @AfterAll
    static void closeDatabase() {
        database.close();
        proxy.close();
        direct.close();
    }

    @AfterEach
    void close() {
        proxy.pass();
        direct.run("DROP FUNCTION IF EXISTS harm() CASCADE");
        broker.close();
    }

    @Test
    void an_outage_in_the_midst_of_events_that_are_stored_one_by_one_loses_none_of_them() throws SQLException {
        // The second makes the batch fall apart; the third waits until the database is gone.
        harm("messages", "INSERT", """
                IF NEW.text = 'bad' THEN RAISE EXCEPTION 'refused' USING ERRCODE = '22000'; END IF;
                IF NEW.text = 'slow' THEN PERFORM pg_advisory_xact_lock(1); END IF;
                """);
        List.of("first", "bad", "slow", "last").forEach(this::event);
        try (ConsumerFixture room = new ConsumerFixture(database, broker, PATIENCE)) {
            room.connect();
            Deadline.eventually(SOON, "all are in hand", () -> broker.ready(Topology.EVENTS) == 0);
            try (Connection holder = direct.connect()) {
                holder.createStatement().execute("SELECT pg_advisory_lock(1)");
                room.start();
                direct.awaitLockWait("INSERT INTO messages");
                assertThat(texts()).containsExactly("first");
                proxy.refuse();
                proxy.cut();
            }
            Deadline.eventually(SOON, "the worker has run out of patience with the database", ConsumersTest::staysAway);
            proxy.pass();

            Deadline.eventually(SOON, "all are stored", () -> texts().containsAll(List.of("first", "slow", "last")));
            assertThat(broker.take(Topology.EVENTS_DEAD).header(MessageHeaders.REASON))
                    .isEqualTo("bad_data");
            Deadline.eventually(SOON, "all events are acked", () -> broker.alive() == 0);
        }
        assertThat(texts()).containsExactly("first", "slow", "last");
    }

    @Test
    void a_job_that_was_given_back_again_and_again_in_a_long_outage_is_no_poison() {
        direct.run("CREATE SEQUENCE claims");
        harm("whatsapp_conversations", "UPDATE", """
                IF NEW.turn_job IS NOT NULL THEN
                    PERFORM nextval('claims');
                    RAISE EXCEPTION 'away' USING ERRCODE = '%s';
                END IF;
                """.formatted(AWAY));
        try (ConsumerFixture room = new ConsumerFixture(database, broker, Duration.ofMillis(1))) {
            room.connect();
            room.start();
            event("Hello");
            Deadline.eventually(SOON, "it was given back many times", () -> claims() > 40);
            assertThat(broker.ready(Topology.REPLIES_DEAD)).isZero();
            direct.run("DROP FUNCTION harm() CASCADE");

            Deadline.eventually(SOON, "it is answered", () -> statuses().equals(List.of("answered")));
            assertThat(room.sent()).containsExactly("echo: Hello");
            assertThat(broker.ready(Topology.REPLIES_DEAD)).isZero();
        }
    }

    @Test
    void events_are_stored_while_the_jobs_of_others_wait_for_their_confirm_and_none_is_acked_before_its_own() {
        URI direct = URI.create(broker.url());
        try (TcpProxy toBroker = TcpProxy.to(direct.getHost(), direct.getPort());
                ConsumerFixture room = new ConsumerFixture(
                        database,
                        broker,
                        PATIENCE,
                        broker.url().replace(":" + direct.getPort(), ":" + toBroker.port()))) {
            room.connect();
            room.start();
            toBroker.halfOpen();
            event("one");
            Deadline.eventually(SOON, "the first is stored", () -> texts().contains("one"));
            event("two");
            Deadline.eventually(SOON, "so is the second", () -> texts().contains("two"));
            Deadline.eventually(SOON, "the broker still has both events", () -> broker.alive() == 2);
            assertThat(room.sent()).isEmpty();
            toBroker.pass();

            Deadline.eventually(SOON, "both are answered", () -> statuses().equals(List.of("answered", "answered")));
            Deadline.eventually(SOON, "all is acked", () -> broker.alive() == 0);
        }
    }

    @Test
    void an_event_whose_worker_died_with_it_alone_in_hand_is_given_up_and_its_company_is_not() {
        String guilty = event("poison");
        event("innocent");
        event("another");
        broker.lose(Topology.EVENTS, 3, 2);
        direct.run("INSERT INTO event_attempts (event_id) VALUES (?)", guilty);
        try (ConsumerFixture room = new ConsumerFixture(database, broker, PATIENCE)) {
            room.connect();
            room.start();

            assertThat(broker.take(Topology.EVENTS_DEAD).header(MessageHeaders.REASON))
                    .isEqualTo("delivery_limit");
            Deadline.eventually(SOON, "the others are stored", () -> texts().size() == 2);
            assertThat(texts()).containsExactly("innocent", "another");
            Deadline.eventually(SOON, "all is acked", () -> broker.alive() == 0);
            assertThat(direct.column("SELECT event_id FROM event_attempts")).isEmpty();
        }
    }

    @Test
    void events_that_were_lost_together_again_and_again_are_to_blame_for_nothing() {
        event("one");
        event("two");
        broker.lose(Topology.EVENTS, 2, 15);
        try (ConsumerFixture room = new ConsumerFixture(database, broker, PATIENCE)) {
            room.connect();
            room.start();

            Deadline.eventually(SOON, "both are stored", () -> texts().equals(List.of("one", "two")));
            Deadline.eventually(SOON, "all is acked", () -> broker.alive() == 0);
            assertThat(broker.ready(Topology.EVENTS_DEAD)).isZero();
        }
    }

    @Test
    void an_error_ends_neither_the_routing_nor_a_job() {
        try (ConsumerFixture room = new ConsumerFixture(database, broker, PATIENCE)) {
            room.clock.breaksNext();
            room.connect();
            room.start();
            broker.event("no-json", "no JSON".getBytes(StandardCharsets.UTF_8));
            assertThat(broker.take(Topology.EVENTS_DEAD).header(MessageHeaders.REASON))
                    .isEqualTo("malformed_event");

            room.clock.breaksNext();
            broker.publish(
                    Topology.EXCHANGE,
                    Topology.laneKey(0),
                    "no-job",
                    Map.of(),
                    "no job".getBytes(StandardCharsets.UTF_8));
            assertThat(broker.take(Topology.REPLIES_DEAD).header(MessageHeaders.REASON))
                    .isEqualTo("malformed_job");
            assertThat(room.clock.broken()).isEqualTo(2);

            event("Hello");
            Deadline.eventually(SOON, "others are answered", () -> room.sent().equals(List.of("echo: Hello")));
            Deadline.eventually(SOON, "all is acked", () -> broker.alive() == 0);
        }
    }

    @Test
    void what_a_person_writes_while_the_ai_refuses_for_good_is_sent_though_her_own_job_found_the_turn_taken() {
        try (ConsumerFixture room = new ConsumerFixture(database, broker, PATIENCE)) {
            room.meta.phoneNumber(shop.phoneNumberId(), shop.token());
            room.responseApi.answer(asked -> {
                direct.run(
                        "WITH counted AS (UPDATE whatsapp_conversations SET inbound_seq = inbound_seq + 1"
                                + " WHERE chatbot_id = ? RETURNING id, chatbot_id)"
                                + " INSERT INTO messages (chatbot_id, conversation_id, direction, text, status, by_human)"
                                + " SELECT chatbot_id, id, 'outbound', 'A person here.', 'draft', true FROM counted",
                        shop.chatbotId());
                return ResponseBehaviour.Raw.json(400, "{}");
            });
            room.connect();
            room.start();
            event("Hello?");

            Deadline.eventually(SOON, "she is heard", () -> room.sent().equals(List.of("A person here.")));
            Deadline.eventually(SOON, "all is acked", () -> broker.alive() == 0);
        }
    }

    /** Whether it is known to be away, and for longer than the worker has patience. */
    private static boolean staysAway() {
        return Background.start(() -> !database.database().awaitAnswering(PATIENCE.multipliedBy(5)))
                .result();
    }

    private static void harm(String table, String operation, String statements) {
        direct.run("""
                CREATE FUNCTION harm() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                    %s
                    RETURN NEW;
                END $$
                """.formatted(statements));
        direct.run(
                "CREATE TRIGGER harm BEFORE %s ON %s FOR EACH ROW EXECUTE FUNCTION harm()".formatted(operation, table));
    }

    private String event(String text) {
        String wamid = "wamid." + UUID.randomUUID();
        broker.event("event-" + wamid, WebhookBodies.text(shop.number(), anna, wamid, Instant.now(), text));
        return "event-" + wamid;
    }

    private List<String> texts() {
        return direct.column(
                "SELECT text FROM messages WHERE chatbot_id = ? AND direction = 'inbound' ORDER BY id",
                shop.chatbotId());
    }

    private List<String> statuses() {
        return direct.column(
                "SELECT status FROM messages WHERE chatbot_id = ? AND direction = 'inbound'", shop.chatbotId());
    }

    private static long claims() {
        return Long.parseLong(
                direct.column("SELECT last_value::text FROM claims").getFirst());
    }
}
