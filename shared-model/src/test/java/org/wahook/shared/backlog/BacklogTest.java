package org.wahook.shared.backlog;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlLogger;
import org.jdbi.v3.core.statement.SqlStatements;
import org.jdbi.v3.core.statement.StatementContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.wahook.platform.broker.ConfirmingPublisher;
import org.wahook.platform.broker.Publication;
import org.wahook.platform.config.DatabaseUrl;
import org.wahook.platform.config.RabbitUrls;
import org.wahook.platform.database.Database;
import org.wahook.shared.topology.Topology;
import org.wahook.testbed.Deadline;
import org.wahook.testbed.FreePort;
import org.wahook.testbed.postgres.TestPostgres;
import org.wahook.testbed.rabbitmq.TestRabbit;

class BacklogTest {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Topology TOPOLOGY = new Topology(2, List.of(Duration.ofSeconds(5)));

    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final Database database =
            new Database(DatabaseUrl.parse(TestPostgres.shared().createDatabase()), "test", 2, meters).start();

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void tells_what_lies_in_the_queues_how_long_customers_wait_and_which_accounts_can_not_send() throws Exception {
        assertThat(database.awaitMigrated(SOON)).isTrue();
        Jdbi jdbi = database.jdbi();
        clients(jdbi);
        jdbi.useHandle(handle ->
                handle.execute("UPDATE whatsapp_accounts SET paused_reason = 'its token' WHERE chatbot_id = 'a'"));
        message(jdbi, "inbound", "answered", 5000);
        message(jdbi, "inbound", "pending", 40);
        message(jdbi, "inbound", "pending", 300);
        message(jdbi, "outbound", "sent", 9000);
        try (ConfirmingPublisher publisher = publisher(TestRabbit.shared().createVirtualHost())) {
            Deadline.eventually(SOON, "connected", () -> publisher.problem().isEmpty());
            publisher.publishAll(List.of(event("1"), event("2"), event("3")), SOON);

            try (Backlog _ = new Backlog(TOPOLOGY, publisher, database, meters).start()) {
                Deadline.eventually(SOON, "all queues tell", () -> depth(Topology.EVENTS) == 3);
                Deadline.eventually(SOON, "the database tells", () -> gauge("wahook.accounts.paused") == 1);

                assertThat(depth(Topology.lane(1))).isZero();
                assertThat(gauge("wahook.queue.consumers", "queue", Topology.EVENTS))
                        .isZero();
                assertThat(gauge("wahook.unanswered.age")).isBetween(300.0, 400.0);
            }
        }
    }

    @Test
    void what_can_not_be_looked_at_is_no_number() throws Exception {
        assertThat(database.awaitMigrated(SOON)).isTrue();
        try (ConfirmingPublisher publisher = publisher("amqp://u:p@127.0.0.1:" + FreePort.next());
                Backlog _ = new Backlog(TOPOLOGY, publisher, database, meters).start()) {
            Deadline.eventually(SOON, "the database tells", () -> gauge("wahook.unanswered.age") == 0);

            assertThat(depth(Topology.EVENTS)).isNaN();
        }
    }

    @Test
    void a_look_that_fails_in_a_way_nobody_expected_is_no_number_and_the_next_one_is() throws Exception {
        assertThat(database.awaitMigrated(SOON)).isTrue();
        AtomicBoolean broken = new AtomicBoolean();
        database.jdbi().getConfig(SqlStatements.class).setSqlLogger(new SqlLogger() {
            @Override
            public void logBeforeExecution(StatementContext context) {
                if (broken.get() && Unanswered.LOOK.equals(context.getRawSql())) {
                    throw new ArithmeticException("nobody expected this");
                }
            }
        });
        try (ConfirmingPublisher publisher = publisher("amqp://u:p@127.0.0.1:" + FreePort.next());
                Backlog _ = new Backlog(TOPOLOGY, publisher, database, meters).start()) {
            Deadline.eventually(SOON, "the database tells", () -> gauge("wahook.unanswered.age") == 0);
            broken.set(true);
            Deadline.eventually(SOON, "nothing is known", () -> Double.isNaN(gauge("wahook.unanswered.age")));
            broken.set(false);

            Deadline.eventually(SOON, "the database tells again", () -> gauge("wahook.unanswered.age") == 0);
        }
    }

    @Test
    void looks_at_what_waits_and_at_nothing_else() throws Exception {
        assertThat(database.awaitMigrated(SOON)).isTrue();
        Jdbi jdbi = database.jdbi();
        clients(jdbi);
        String plan = jdbi.withHandle(handle -> {
            handle.execute("INSERT INTO messages (chatbot_id, conversation_id, direction, text, status, created_at)"
                    + " SELECT 'a', 1, 'inbound', 'text', CASE WHEN n % 1000 = 0 THEN 'pending' ELSE 'answered' END,"
                    + " now() - n * interval '1 s' FROM generate_series(1, 50000) n");
            handle.execute("ANALYZE");
            return String.join(
                    "\n",
                    handle.createQuery("EXPLAIN " + Unanswered.LOOK)
                            .mapTo(String.class)
                            .list());
        });

        assertThat(plan).contains("messages_waiting").doesNotContain("Seq Scan on messages");
    }

    private static void clients(Jdbi jdbi) {
        jdbi.useHandle(handle -> {
            handle.execute("INSERT INTO chatbots (id) VALUES ('a'), ('b')");
            handle.execute("INSERT INTO whatsapp_accounts (chatbot_id, phone_number_id) VALUES ('a', '1'), ('b', '2')");
            handle.execute("INSERT INTO whatsapp_conversations (whatsapp_account_id, chatbot_id, contact_id)"
                    + " SELECT id, chatbot_id, 'contact' FROM whatsapp_accounts");
        });
    }

    private static void message(Jdbi jdbi, String direction, String status, int secondsAgo) {
        jdbi.useHandle(handle -> handle.execute(
                "INSERT INTO messages (chatbot_id, conversation_id, direction, status, created_at)"
                        + " VALUES ('b', 1, ?, ?, now() - ? * interval '1 s')",
                direction,
                status,
                secondsAgo));
    }

    private ConfirmingPublisher publisher(String url) {
        return new ConfirmingPublisher(RabbitUrls.parse(url), "test", TOPOLOGY, 10, meters).start();
    }

    private static Publication event(String id) {
        return Publication.json(
                Topology.EXCHANGE, Topology.EVENTS_KEY, id, Map.of(), "{}".getBytes(StandardCharsets.UTF_8));
    }

    private double depth(String queue) {
        return gauge("wahook.queue.messages", "queue", queue);
    }

    private double gauge(String name, String... tags) {
        return meters.get(name).tags(tags).gauge().value();
    }
}
