package org.wahook.testbed.rabbitmq;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.wahook.testbed.Engine;
import org.wahook.testbed.process.StartUp;

/**
 * A real RabbitMQ node with the management and prometheus plugins, on ports of its own.
 *
 * <p>Starting takes seconds, a virtual host milliseconds: start one node and call {@link #createVirtualHost()} in each
 * test.
 */
public final class TestRabbit implements AutoCloseable {

    private static final long KEPT_NANOS = Duration.ofSeconds(5).toNanos();

    private final Queue<Discarded> discarded = new ConcurrentLinkedQueue<>();

    private static final Duration START_LIMIT = Duration.ofMinutes(2);
    private static @Nullable TestRabbit shared;
    private final RabbitServer server;
    private final ManagementApi management;
    private final QueueCounts counts;

    private TestRabbit(RabbitServer server) {
        this.server = server;
        this.management = new ManagementApi(managementUrl(), user(), password());
        this.counts = new QueueCounts(prometheusUrl());
        awaitStart();
    }

    /** Starts a node of its own; the engine as {@link Engine#choose()} says. */
    public static TestRabbit start() {
        return start(NodeSettings.Log.SHORT);
    }

    /** One whose queues write as RabbitMQ is delivered: for measurements. Killed, it takes longer to be back. */
    public static TestRabbit startAsDelivered() {
        return start(NodeSettings.Log.AS_DELIVERED);
    }

    private static TestRabbit start(NodeSettings.Log log) {
        RabbitServer server = switch (Engine.choose()) {
            case DOCKER -> new DockerRabbit();
            case NATIVE -> new NativeRabbit(NodeSettings.Fellowship.create(), log);
        };
        return start(server);
    }

    static TestRabbit start(RabbitServer server) {
        try {
            return new TestRabbit(server);
        } catch (RuntimeException | AssertionError e) {
            server.close();
            throw e;
        }
    }

    /** The one node of this JVM, started at the first call and closed at exit; not for tests that harm it. */
    public static synchronized TestRabbit shared() {
        if (shared == null) {
            shared = start();
        }
        return shared;
    }

    /** The default virtual host, as {@code amqp://user:password@127.0.0.1:port/%2F}. */
    public String url() {
        return url("%2F");
    }

    /** The management UI and HTTP API, without a slash at the end. */
    public String managementUrl() {
        return "http://127.0.0.1:" + server.managementPort();
    }

    /** Where the node gives its own metrics to Prometheus. */
    public String prometheusUrl() {
        return "http://127.0.0.1:%d/metrics".formatted(server.prometheusPort());
    }

    public String user() {
        return RabbitServer.USER;
    }

    public String password() {
        return RabbitServer.PASSWORD;
    }

    /** A new, empty virtual host; returns its amqp URL. */
    public String createVirtualHost() {
        deleteDiscarded();
        String name = "test-" + UUID.randomUUID();
        management.createVirtualHost(name, user());
        return url(name);
    }

    /**
     * A user of the whole node with these rights in the virtual host of this URL; returns its own URL for it.
     *
     * @param configure a regular expression, as RabbitMQ has them; so are {@code write} and {@code read}
     */
    public String createUser(String amqpUrl, String name, String configure, String write, String read) {
        management.createUser(name, password(), virtualHost(amqpUrl), configure, write, read);
        return amqpUrl.replace("//" + user() + ":", "//" + name + ":");
    }

    public void deleteUser(String name) {
        management.deleteUser(name);
    }

    /**
     * Deletes the virtual host of this URL some seconds later, with the next one that is made. RabbitMQ 3.10 loses the
     * supervisor of its dead-letter workers when a virtual host goes just after its queues were declared, and then the node
     * declares no more queue with a dead-letter strategy.
     */
    public void discardVirtualHost(String amqpUrl) {
        discarded.add(new Discarded(amqpUrl, System.nanoTime()));
    }

    private void deleteDiscarded() {
        for (Discarded next = discarded.peek(); next != null && next.isOld(); next = discarded.peek()) {
            if (discarded.remove(next)) {
                deleteVirtualHost(next.amqpUrl());
            }
        }
    }

    private record Discarded(String amqpUrl, long nanoTime) {
        boolean isOld() {
            return System.nanoTime() - nanoTime > KEPT_NANOS;
        }
    }

    /** Deletes the virtual host of this URL with its queues, connections and data. */
    public void deleteVirtualHost(String amqpUrl) {
        management.deleteVirtualHost(virtualHost(amqpUrl));
    }

    /**
     * {@code kill -9}: persistent messages are there again after {@link #startAgain()}.
     *
     * <p>Not those of a quorum queue that was declared in the last second before: RabbitMQ 3.10 writes the directory of
     * its Raft members half a second late, and what is not in there comes back empty, confirmed or not.
     */
    public void kill() {
        server.kill();
    }

    /** An orderly shutdown, which takes some seconds. */
    public void stop() {
        server.stop();
    }

    /** Starts a killed or stopped node on the same ports with the same data; returns when it takes connections. */
    public void startAgain() {
        server.startAgain();
        awaitStart();
    }

    /** Stops the node where it is: connections stay open and nothing answers. */
    public void freeze() {
        server.freeze();
    }

    /** Ends {@link #freeze()}. */
    public void thaw() {
        server.thaw();
    }

    /** Raises or clears the memory alarm: while it is on, RabbitMQ reads nothing from connections that publish. */
    public void block(boolean on) {
        server.control("set_vm_memory_high_watermark", on ? "0.00001" : "0.4");
    }

    /** Closes every client's connection, as an operator would. */
    public void closeAllConnections(String reason) {
        server.control("close_all_connections", "--global", reason);
    }

    /** Runs {@code rabbitmqctl} with these arguments, for what has no method here; takes about a second. */
    public String control(String... arguments) {
        return server.control(arguments);
    }

    /** The messages of a queue that wait for a consumer; those delivered and not yet acked do not count. */
    public long messages(String amqpUrl, String queue) {
        try (Connection connection = connect(amqpUrl);
                Channel channel = connection.createChannel()) {
            return channel.messageCount(queue);
        } catch (IOException | TimeoutException e) {
            throw new UncheckedIOException(
                    "No count of " + queue, e instanceof IOException io ? io : new IOException(e));
        }
    }

    /**
     * How often the node counts the messages of each quorum queue that is declared from now on: every five seconds as it is
     * delivered. Takes about a second.
     */
    public void countEvery(Duration interval) {
        server.control("eval", "application:set_env(rabbit, quorum_tick_interval, %d).".formatted(interval.toMillis()));
    }

    /** The messages of each queue, delivered or not, as the node counted them last; see {@link #countEvery}. */
    public Map<String, Long> counted(String amqpUrl) {
        return counts.of(virtualHost(amqpUrl));
    }

    @Override
    public void close() {
        counts.close();
        management.close();
        server.close();
    }

    private static String virtualHost(String amqpUrl) {
        return amqpUrl.substring(amqpUrl.lastIndexOf('/') + 1);
    }

    private String url(String virtualHost) {
        return "amqp://%s:%s@127.0.0.1:%d/%s".formatted(user(), password(), server.amqpPort(), virtualHost);
    }

    void awaitStart() {
        StartUp.await(START_LIMIT, "RabbitMQ's HTTP API answers", server, management::answers);
        StartUp.await(START_LIMIT, "RabbitMQ takes connections", server, this::takesConnections);
    }

    private boolean takesConnections() {
        try (Connection connection = connect(url())) {
            return connection.isOpen();
        } catch (IOException | TimeoutException notYet) {
            return false;
        }
    }

    private static Connection connect(String amqpUrl) throws IOException, TimeoutException {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setAutomaticRecoveryEnabled(false);
        factory.setConnectionTimeout(30_000);
        try {
            factory.setUri(amqpUrl);
        } catch (URISyntaxException | GeneralSecurityException e) {
            throw new IllegalArgumentException(amqpUrl, e);
        }
        return factory.newConnection("testbed");
    }
}
