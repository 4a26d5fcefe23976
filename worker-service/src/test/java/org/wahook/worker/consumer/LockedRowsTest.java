package org.wahook.worker.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wahook.shared.job.ReplyJob;
import org.wahook.shared.topology.Topology;
import org.wahook.testbed.Deadline;
import org.wahook.testbed.meta.Customer;
import org.wahook.testbed.meta.MessageBodies;
import org.wahook.testbed.meta.WebhookBodies;
import org.wahook.worker.testing.Broker;
import org.wahook.worker.testing.Client;
import org.wahook.worker.testing.WorkerDatabase;
import tools.jackson.databind.node.ObjectNode;

/** Another program keeps a transaction open: what it has locked waits, all else goes on, and nothing is given up. */
class LockedRowsTest {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String ANNA = "4915112345678";
    private static final WorkerDatabase database = WorkerDatabase.createImpatient();

    private final Broker broker = new Broker(ConsumerFixture.TOPOLOGY);
    private final Client shop = database.client();
    private final Client other = database.client();
    private final Customer anna = Customer.withPhone(ANNA, "Anna");
    private final Customer bob = Customer.withPhone("4915187654321", "Bob");

    @AfterAll
    static void closeDatabase() {
        database.close();
    }

    @AfterEach
    void close() {
        broker.close();
    }

    @Test
    void a_locked_conversation_waits_alone_and_keeps_its_order() throws SQLException {
        long conversation = database.conversation(shop, ANNA);
        try (ConsumerFixture room = new ConsumerFixture(database, broker, SOON);
                Connection holder = locked("whatsapp_conversations WHERE id = " + conversation)) {
            event(shop, anna, "anna 1");
            event(shop, bob, "bob 1");
            event(other, anna, "other 1");
            room.connect();
            room.start();
            Deadline.eventually(SOON, "the others are stored", () -> texts().containsAll(List.of("bob 1", "other 1")));
            event(shop, anna, "anna 2");
            event(shop, bob, "bob 2");
            Deadline.eventually(SOON, "they go on", () -> texts().contains("bob 2"));
            Deadline.eventually(SOON, "and are answered", () -> room.sent().contains("echo: bob 2"));
            assertThat(texts()).doesNotContain("anna 1", "anna 2");
            Deadline.eventually(SOON, "only what waits is not acked", () -> broker.alive() == 2);
            holder.rollback();

            Deadline.eventually(SOON, "it comes too", () -> texts().contains("anna 2"));
            Deadline.eventually(SOON, "all is acked", () -> broker.alive() == 0);
        }
        assertThat(database.column(
                        "SELECT text FROM messages WHERE conversation_id = ? AND direction = 'inbound' ORDER BY id",
                        conversation))
                .containsExactly("anna 1", "anna 2");
        nothingIsDead();
    }

    @Test
    void of_an_event_with_many_messages_only_those_wait_whose_conversation_is_locked() throws SQLException {
        long conversation = database.conversation(shop, ANNA);
        List<ObjectNode> messages = new ArrayList<>();
        messages.add(message(anna, "anna 1"));
        for (int i = 0; i < 30; i++) {
            messages.add(message(Customer.withPhone("49151555555" + (10 + i), "C"), "customer " + i));
        }
        messages.add(message(anna, "anna 2"));
        try (ConsumerFixture room = new ConsumerFixture(database, broker, SOON);
                Connection holder = locked("whatsapp_conversations WHERE id = " + conversation)) {
            broker.event("many", WebhookBodies.messages(shop.number(), anna, messages.toArray(ObjectNode[]::new)));
            room.connect();
            room.start();

            Deadline.eventually(SOON, "the others are stored", () -> texts().size() == 30);
            Deadline.eventually(SOON, "the event is still the broker's", () -> broker.alive() > 0);
            holder.rollback();
            Deadline.eventually(SOON, "all are stored", () -> texts().size() == 32);
            Deadline.eventually(SOON, "all is acked", () -> broker.alive() == 0);
        }
        assertThat(database.column(
                        "SELECT text FROM messages WHERE conversation_id = ? AND direction = 'inbound'"
                                + " ORDER BY id",
                        conversation))
                .containsExactly("anna 1", "anna 2");
        nothingIsDead();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "chatbots WHERE id = 'SHOP'",
                "whatsapp_accounts WHERE chatbot_id = 'SHOP'",
                "routing_progress",
                "whatsapp_account_health"
            })
    void no_row_of_one_client_stops_another(String rows) throws SQLException {
        try (ConsumerFixture room = new ConsumerFixture(database, broker, SOON);
                Connection holder = locked(rows.replace("SHOP", shop.chatbotId()))) {
            for (int i = 0; i < 20; i++) {
                event(shop, Customer.withPhone("4915166666" + (100 + i), "C"), "shop " + i);
            }
            event(other, anna, "other 1");
            room.connect();
            room.start();

            Deadline.eventually(
                    SOON, "the other's is answered", () -> room.sent().contains("echo: other 1"));
            holder.rollback();
            Deadline.eventually(SOON, "all are answered", () -> room.sent().size() == 21);
            Deadline.eventually(SOON, "all is acked", () -> broker.alive() == 0);
        }
        nothingIsDead();
    }

    @Test
    void a_table_that_is_locked_as_a_whole_loses_nothing() throws SQLException {
        try (ConsumerFixture room = new ConsumerFixture(database, broker, SOON);
                Connection holder = database.connect()) {
            holder.setAutoCommit(false);
            holder.createStatement().execute("LOCK TABLE messages IN SHARE ROW EXCLUSIVE MODE");
            for (int i = 0; i < 40; i++) {
                event(i % 2 == 0 ? shop : other, Customer.withPhone("4915177777" + (100 + i), "C"), "text " + i);
            }
            room.connect();
            room.start();
            Deadline.eventually(SOON, "all are in hand", () -> broker.ready(Topology.EVENTS) == 0);
            database.awaitLockWait("INSERT INTO messages");
            holder.rollback();

            Deadline.eventually(SOON, "all are answered", () -> room.sent().size() == 40);
            Deadline.eventually(SOON, "all is acked", () -> broker.alive() == 0);
        }
        nothingIsDead();
    }

    @Test
    void a_job_whose_conversation_is_locked_comes_back_and_the_others_are_answered() throws SQLException {
        try (ConsumerFixture room = new ConsumerFixture(database, broker, SOON)) {
            room.connect();
            room.start();
            event(shop, anna, "anna 1");
            Deadline.eventually(SOON, "she was answered", () -> room.sent().contains("echo: anna 1"));
            Deadline.eventually(SOON, "all is acked", () -> broker.alive() == 0);
            long conversation = Long.parseLong(
                    database.column("SELECT id FROM whatsapp_conversations WHERE chatbot_id = ?", shop.chatbotId())
                            .getFirst());
            database.inbound(conversation, "wamid." + UUID.randomUUID(), "anna 2");
            try (Connection holder = locked("whatsapp_conversations WHERE id = " + conversation)) {
                broker.job(ConsumerFixture.TOPOLOGY, job(conversation), Map.of());
                database.awaitLockWait("UPDATE whatsapp_conversations");
                event(shop, bob, "bob 1");
                Deadline.eventually(
                        SOON, "others are answered", () -> room.sent().contains("echo: bob 1"));
                Deadline.eventually(
                        SOON,
                        "the job was put off",
                        () -> broker.ready(Topology.waitQueue(Duration.ofMillis(200))) > 0);
                holder.rollback();
            }
            Deadline.eventually(SOON, "she is answered", () -> room.sent().contains("echo: anna 2"));
            Deadline.eventually(SOON, "all is acked", () -> broker.alive() == 0);
        }
        nothingIsDead();
    }

    private ReplyJob job(long conversation) {
        return new ReplyJob(
                UUID.randomUUID().toString(),
                shop.chatbotId(),
                shop.accountId(),
                shop.phoneNumberId(),
                conversation,
                List.of(),
                "event");
    }

    private static ObjectNode message(Customer customer, String text) {
        return MessageBodies.text(customer, "wamid." + UUID.randomUUID(), Instant.now(), text);
    }

    private void event(Client client, Customer customer, String text) {
        String wamid = "wamid." + UUID.randomUUID();
        broker.event("event-" + wamid, WebhookBodies.text(client.number(), customer, wamid, Instant.now(), text));
    }

    private static Connection locked(String rows) throws SQLException {
        Connection holder = database.connect();
        holder.setAutoCommit(false);
        holder.createStatement().execute("SELECT 1 FROM " + rows + " FOR UPDATE");
        return holder;
    }

    private List<String> texts() {
        return database.column(
                "SELECT text FROM messages WHERE chatbot_id IN (?, ?) AND direction = 'inbound' ORDER BY id",
                shop.chatbotId(),
                other.chatbotId());
    }

    private void nothingIsDead() {
        assertThat(broker.ready(Topology.EVENTS_DEAD) + broker.ready(Topology.REPLIES_DEAD))
                .isZero();
    }
}
