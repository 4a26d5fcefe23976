package org.wahook.testbed.rabbitmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.GetResponse;
import com.rabbitmq.client.MessageProperties;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.wahook.testbed.Deadline;
import org.wahook.testbed.Engine;
import org.wahook.testbed.TakenPort;

@SuppressWarnings("NullAway.Init")
class TestRabbitTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static TestRabbit rabbit;

    @BeforeAll
    static void start() {
        long began = System.nanoTime();
        rabbit = TestRabbit.start();
        System.out.printf(
                "RabbitMQ started in %d ms%n",
                Duration.ofNanos(System.nanoTime() - began).toMillis());
    }

    @AfterAll
    static void stop() {
        rabbit.close();
    }

    @Test
    void virtual_hosts_do_not_see_each_others_queues() throws Exception {
        String first = rabbit.createVirtualHost();
        String second = rabbit.createVirtualHost();
        publish(first, "q");

        assertThat(rabbit.messages(first, "q")).isEqualTo(1);
        assertThatThrownBy(() -> rabbit.messages(second, "q")).hasMessageContaining("q");
    }

    @Test
    void a_message_counts_until_it_is_acked() throws Exception {
        rabbit.countEvery(Duration.ofMillis(200));
        String url = rabbit.createVirtualHost();
        try (Connection connection = connect(url);
                Channel channel = declared(connection, "q")) {
            send(channel, "q");
            channel.waitForConfirmsOrDie(LIMIT.toMillis());
            GetResponse taken = channel.basicGet("q", false);
            Deadline.eventually(
                    LIMIT, "it is counted", () -> rabbit.counted(url).equals(Map.of("q", 1L)));
            assertThat(rabbit.messages(url, "q")).as("none waits").isZero();

            channel.basicAck(taken.getEnvelope().getDeliveryTag(), false);

            Deadline.eventually(LIMIT, "it is gone", () -> rabbit.counted(url).equals(Map.of("q", 0L)));
        }
    }

    @Test
    void a_deleted_virtual_host_takes_no_connections() throws Exception {
        String url = rabbit.createVirtualHost();

        rabbit.deleteVirtualHost(url);

        assertThatThrownBy(() -> connect(url)).isInstanceOf(IOException.class);
    }

    @Test
    void a_killed_node_comes_back_with_its_messages_and_says_why_where_it_does_not() throws Exception {
        String url = rabbit.createVirtualHost();
        publish(url, "q");
        // The directory of the Raft members, which would else be written half a second late; see TestRabbit.kill.
        rabbit.control("eval", "[ok = dets:sync(Table) || Table <- dets:all()].");

        rabbit.kill();
        assertThatThrownBy(() -> connect(url)).isInstanceOf(IOException.class);
        // Docker itself says that a port is taken.
        if (Engine.choose() == Engine.NATIVE) {
            try (TakenPort _ = new TakenPort(URI.create(url).getPort())) {
                assertThatThrownBy(rabbit::startAgain)
                        .hasMessageContaining("The server has ended")
                        .hasMessageContaining("could_not_start_listener");
            }
        }
        rabbit.startAgain();

        Deadline.eventually(LIMIT, "the quorum queue has a leader", () -> rabbit.messages(url, "q") == 1);
    }

    @Test
    void a_frozen_node_confirms_only_after_the_thaw() throws Exception {
        try (Connection connection = connect(rabbit.createVirtualHost());
                Channel channel = declared(connection, "q")) {
            rabbit.freeze();
            try {
                send(channel, "q");
                assertThatThrownBy(() -> channel.waitForConfirms(300)).isInstanceOf(TimeoutException.class);
            } finally {
                rabbit.thaw();
            }

            assertThat(channel.waitForConfirms(LIMIT.toMillis())).isTrue();
        }
    }

    @Test
    void a_blocked_node_tells_its_publishers_and_confirms_when_the_alarm_is_over() throws Exception {
        CountDownLatch blocked = new CountDownLatch(1);
        CountDownLatch unblocked = new CountDownLatch(1);
        try (Connection connection = connect(rabbit.createVirtualHost());
                Channel channel = declared(connection, "q")) {
            connection.addBlockedListener(reason -> blocked.countDown(), unblocked::countDown);
            rabbit.block(true);
            try {
                // Only who publishes while the connection knows of the alarm is told, and it hears a moment later.
                long end = System.nanoTime() + LIMIT.toNanos();
                do {
                    send(channel, "q");
                } while (!blocked.await(200, TimeUnit.MILLISECONDS) && System.nanoTime() < end);
                assertThat(blocked.getCount()).isZero();
            } finally {
                rabbit.block(false);
            }
            assertThat(unblocked.await(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(channel.waitForConfirms(LIMIT.toMillis())).isTrue();
        }
    }

    @Test
    void closed_connections_learn_the_reason() throws Exception {
        Connection connection = connect(rabbit.createVirtualHost());

        rabbit.closeAllConnections("maintenance");

        Deadline.eventually(LIMIT, "the connection is closed", () -> !connection.isOpen());
        assertThat(connection.getCloseReason()).hasMessageContaining("maintenance");
    }

    private static void publish(String url, String queue) throws Exception {
        try (Connection connection = connect(url);
                Channel channel = declared(connection, queue)) {
            send(channel, queue);
            channel.waitForConfirmsOrDie(LIMIT.toMillis());
        }
    }

    private static Channel declared(Connection connection, String queue) throws Exception {
        Channel channel = connection.createChannel();
        channel.queueDeclare(queue, true, false, false, Map.of("x-queue-type", "quorum"));
        channel.confirmSelect();
        return channel;
    }

    private static void send(Channel channel, String queue) throws Exception {
        channel.basicPublish(
                "", queue, MessageProperties.PERSISTENT_TEXT_PLAIN, "hello".getBytes(StandardCharsets.UTF_8));
    }

    private static Connection connect(String url) throws Exception {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setUri(url);
        factory.setAutomaticRecoveryEnabled(false);
        return factory.newConnection();
    }
}
