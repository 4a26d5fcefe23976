package org.wahook.worker.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.Channel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.wahook.platform.broker.MessageHeaders;
import org.wahook.shared.topology.Topology;
import org.wahook.testbed.Deadline;
import org.wahook.testbed.meta.Customer;
import org.wahook.testbed.meta.WebhookBodies;
import org.wahook.worker.testing.Broker;
import org.wahook.worker.testing.Client;
import org.wahook.worker.testing.WorkerDatabase;

/** What can't be used of an event becomes dead letters, and holds up no other event. */
class BrokenItemsTest {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int OTHERS = 8;
    private static final WorkerDatabase database = WorkerDatabase.create();

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

    @Test
    void others_are_answered_and_acked_while_rabbitmq_does_not_take_the_dead_letters() throws InterruptedException {
        try (ConsumerFixture room = new ConsumerFixture(database, broker, SOON)) {
            room.connect();
            room.start();
            Thread refusing = Thread.ofPlatform().daemon().start(this::refuseDeadLetters);
            broker.event("broken", """
                    {"object": "whatsapp_business_account", "entry": [{"id": "w", "changes": [{"field": "messages", "value": {
                    "metadata": {"phone_number_id": "%s"}, "messages": [{"from": "49173", "type": "text"}]}}]}]}""".formatted(shop.phoneNumberId()).getBytes(StandardCharsets.UTF_8));
            for (int i = 0; i < OTHERS; i++) {
                String answer = "echo: text " + i;
                event(Customer.withPhone("4915166666" + i, "C"), "text " + i);
                Deadline.eventually(SOON, answer, () -> room.sent().contains(answer));
            }
            Deadline.eventually(SOON, "only the broken one is not acked", () -> broker.alive() == 1);
            assertThat(broker.ready(Topology.EVENTS_DEAD)).isZero();
            refusing.interrupt();
            refusing.join();

            assertThat(broker.take(Topology.EVENTS_DEAD).header(MessageHeaders.REASON))
                    .isEqualTo("malformed_item");
            Deadline.eventually(SOON, "all is acked", () -> broker.alive() == 0);
        }
    }

    /** Their queue is bound again each time that the worker notices, and unbound at once. */
    private void refuseDeadLetters() {
        try (Channel channel = broker.channel()) {
            while (true) {
                channel.queueUnbind(Topology.EVENTS_DEAD, Topology.DEAD_EXCHANGE, Topology.EVENTS_KEY);
                Thread.sleep(10);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    private void event(Customer from, String text) {
        String wamid = "wamid." + UUID.randomUUID();
        broker.event(wamid, WebhookBodies.text(shop.number(), from, wamid, Instant.now(), text));
    }
}
