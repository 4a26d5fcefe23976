package org.wahook.platform.broker;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.wahook.testbed.rabbitmq.TestRabbit;

class ConfirmChannelTest {

    private static final Duration TIMEOUT = Duration.ofMinutes(1);
    private static final PublishOutcome GONE = new PublishOutcome.Unavailable("the connection is gone");

    private Connection connection;
    private ConfirmChannel channel;

    @BeforeEach
    void connect() throws Exception {
        connect(URI.create(TestRabbit.shared().createVirtualHost()));
    }

    private void connect(URI broker) throws Exception {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setUri(broker);
        connection = factory.newConnection();
        channel = new ConfirmChannel(
                connection.createChannel(), new PublishMeters(new SimpleMeterRegistry(), new Semaphore(1), 1));
    }

    @AfterEach
    void disconnect() throws Exception {
        connection.close();
    }

    @Test
    void whoever_waits_for_a_channel_that_is_gone_is_told_so_at_once() {
        // Not started: what is handed over is not written.
        CompletableFuture<PublishOutcome> before = hand();

        channel.abandon("the connection is gone");

        assertThat(before.getNow(new PublishOutcome.Full())).isEqualTo(GONE);
        assertThat(hand().getNow(new PublishOutcome.Full())).isEqualTo(GONE);
    }

    @Test
    void a_message_that_can_not_be_written_holds_up_no_other() throws Exception {
        channel.start();
        CompletableFuture<PublishOutcome> broken = new CompletableFuture<>();

        // Longer than a routing key can be.
        channel.publish(Publication.json("", "k".repeat(300), "1", Map.of(), new byte[0]), broken, TIMEOUT);

        assertThat(broken.get(TIMEOUT.toSeconds(), TimeUnit.SECONDS)).isInstanceOf(PublishOutcome.Unavailable.class);
        assertThat(hand().get(TIMEOUT.toSeconds(), TimeUnit.SECONDS)).isEqualTo(new PublishOutcome.Unroutable());
        channel.abandon("over");
    }

    /** A job may be under way twice: the second of two copies that no queue has must not count as confirmed. */
    @Test
    void of_two_messages_with_one_id_that_no_queue_takes_each_is_unroutable_though_one_confirm_is_for_both()
            throws Exception {
        try (CumulativeConfirms confirms =
                new CumulativeConfirms(URI.create(TestRabbit.shared().createVirtualHost()))) {
            disconnect();
            connect(confirms.uri());
            // Not started: both are written one right after the other.
            CompletableFuture<PublishOutcome> one = hand();
            CompletableFuture<PublishOutcome> two = hand();
            channel.start();

            assertThat(one.get(TIMEOUT.toSeconds(), TimeUnit.SECONDS)).isEqualTo(new PublishOutcome.Unroutable());
            assertThat(two.get(TIMEOUT.toSeconds(), TimeUnit.SECONDS)).isEqualTo(new PublishOutcome.Unroutable());
            channel.abandon("over");
        }
    }

    private CompletableFuture<PublishOutcome> hand() {
        CompletableFuture<PublishOutcome> outcome = new CompletableFuture<>();
        channel.publish(Publication.json("", "no-such-queue", "2", Map.of(), new byte[0]), outcome, TIMEOUT);
        return outcome;
    }
}
