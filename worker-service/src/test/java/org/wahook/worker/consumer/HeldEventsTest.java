package org.wahook.worker.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.wahook.testbed.Deadline;
import org.wahook.testbed.meta.Customer;
import org.wahook.testbed.meta.WebhookBodies;
import org.wahook.worker.testing.Broker;
import org.wahook.worker.testing.Client;
import org.wahook.worker.testing.WorkerDatabase;

/** What is known to be locked costs the others no more waiting. */
class HeldEventsTest {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Duration LOCK_TIMEOUT = Duration.ofSeconds(5);
    private static final String ANNA = "4915112345678";
    private static final int OTHERS = 30;
    private static final WorkerDatabase database = WorkerDatabase.create(LOCK_TIMEOUT);

    private final Broker broker = new Broker(ConsumerFixture.TOPOLOGY);
    private final Client shop = database.client();

    @AfterAll
    static void closeDatabase() {
        database.close();
    }

    @AfterEach
    void close() {
        broker.close();
    }

    /** It is tried again and again, with pauses of 250 ms, on the thread that routes the events of all clients. */
    @Test
    void a_message_that_waits_for_a_locked_row_is_tried_again_without_waiting_for_the_row() throws SQLException {
        long conversation = database.conversation(shop, ANNA);
        try (ConsumerFixture room = new ConsumerFixture(database, broker, SOON);
                Connection holder = database.connect()) {
            holder.setAutoCommit(false);
            holder.createStatement()
                    .execute("SELECT 1 FROM whatsapp_conversations WHERE id = " + conversation + " FOR UPDATE");
            room.connect();
            room.start();
            event(Customer.withPhone(ANNA, "Anna"), "anna");
            answered(room, 0);
            long began = System.nanoTime();
            for (int i = 1; i <= OTHERS; i++) {
                answered(room, i);
            }

            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(LOCK_TIMEOUT.multipliedBy(2));
            holder.rollback();
            Deadline.eventually(SOON, "she is answered too", () -> room.sent().contains("echo: anna"));
        }
    }

    private void answered(ConsumerFixture room, int number) {
        event(Customer.withPhone("4915166666" + (100 + number), "C"), "text " + number);
        String answer = "echo: text " + number;
        Deadline.eventually(SOON, answer, () -> room.sent().contains(answer));
    }

    private void event(Customer from, String text) {
        String wamid = "wamid." + UUID.randomUUID();
        broker.event(wamid, WebhookBodies.text(shop.number(), from, wamid, Instant.now(), text));
    }
}
