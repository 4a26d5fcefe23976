package org.wahook.shared.broker;

import com.rabbitmq.client.Address;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wahook.shared.config.RabbitUrls;
import org.wahook.shared.telemetry.Outage;

/**
 * One connection to RabbitMQ, made again for ever when it breaks. The client's own recovery stays off: it does not
 * retry the first connection, and it brings back channels whose unacknowledged deliveries are no longer theirs.
 */
public final class BrokerLink implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(BrokerLink.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(3);

    /** A peer that is silent for two of these is gone. RabbitMQ's default of 60 s would hold a dead replica's jobs too long. */
    private static final int HEARTBEAT_SECONDS = 5;

    private static final int TIMEOUT_MILLIS = 5000;

    private final ConnectionFactory factory;
    private final List<Address> addresses;
    private final String name;
    private final Topology topology;
    private final BrokerSession session;
    private final Outage outage;
    private final ExecutorService dispatch = Executors.newVirtualThreadPerTaskExecutor();
    private final Thread keeper;
    private volatile @Nullable Connection connection;
    private volatile boolean blocked;
    private volatile boolean closing;
    private volatile String why = "not connected yet";

    public BrokerLink(RabbitUrls urls, String name, Topology topology, BrokerSession session) {
        this.factory = factory(urls);
        this.addresses = urls.nodes().stream()
                .map(node -> new Address(node.host(), node.port()))
                .toList();
        this.name = name;
        this.topology = topology;
        this.session = session;
        this.outage = new Outage(log, "RabbitMQ (%s at %s)".formatted(name, urls.nodes()));
        this.keeper = Thread.ofVirtual().name("broker-link-" + name).unstarted(this::keepConnected);
    }

    /** Begins to connect; returns at once. */
    public BrokerLink start() {
        keeper.start();
        return this;
    }

    /** Why nothing can be published or consumed now; empty when all is well. */
    public Optional<String> problem() {
        if (connection == null) {
            return Optional.of(why);
        }
        return blocked ? Optional.of("RabbitMQ blocks publishers: " + why) : Optional.empty();
    }

    /** Gives up the connection, so that a new one is made. For sessions whose channel broke. */
    public void reconnect(String because) {
        Connection broken = connection;
        if (broken != null) {
            why = because;
            dispatch.execute(() -> broken.abort(TIMEOUT_MILLIS));
        }
    }

    private void keepConnected() {
        Duration pause = FIRST_PAUSE;
        while (!closing) {
            try {
                CompletableFuture<String> gone = connect();
                pause = FIRST_PAUSE;
                why = gone.get();
                session.closed(why);
            } catch (IOException | TimeoutException | RuntimeException | ExecutionException e) {
                why = explain(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                break;
            } finally {
                connection = null;
                blocked = false;
            }
            if (!closing) {
                outage.began(why);
                pause = sleep(pause);
            }
        }
    }

    /** A future that completes with the reason when the connection is gone. */
    private CompletableFuture<String> connect() throws IOException, TimeoutException {
        Connection fresh = factory.newConnection(dispatch, addresses, name);
        CompletableFuture<String> gone = new CompletableFuture<>();
        fresh.addShutdownListener(cause -> gone.complete(explain(cause)));
        fresh.addBlockedListener(
                reason -> {
                    why = reason;
                    blocked = true;
                    outage.began("it blocks publishers: " + reason);
                },
                () -> {
                    blocked = false;
                    outage.ended();
                });
        try {
            declare(fresh);
            session.opened(fresh);
        } catch (IOException | TimeoutException | RuntimeException e) {
            fresh.abort(TIMEOUT_MILLIS);
            session.closed(explain(e));
            throw e;
        }
        connection = fresh;
        outage.ended();
        return gone;
    }

    private void declare(Connection fresh) throws IOException, TimeoutException {
        try (Channel channel = fresh.createChannel()) {
            topology.declare(channel);
        }
    }

    private static Duration sleep(Duration pause) {
        try {
            Thread.sleep(pause.plusMillis(ThreadLocalRandom.current().nextLong(pause.toMillis())));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Duration twice = pause.multipliedBy(2);
        return twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
    }

    private static String explain(Throwable e) {
        Throwable cause = e;
        while (!(cause instanceof ShutdownSignalException) && cause.getCause() != null) {
            cause = cause.getCause();
        }
        String message = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        return cause instanceof java.net.UnknownHostException ? "unknown host " + message : message;
    }

    private static ConnectionFactory factory(RabbitUrls urls) {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setUsername(urls.user());
        factory.setPassword(urls.password().reveal());
        factory.setVirtualHost(urls.virtualHost());
        factory.setAutomaticRecoveryEnabled(false);
        factory.setTopologyRecoveryEnabled(false);
        factory.setRequestedHeartbeat(HEARTBEAT_SECONDS);
        factory.setConnectionTimeout(TIMEOUT_MILLIS);
        factory.setHandshakeTimeout(TIMEOUT_MILLIS);
        factory.setShutdownTimeout(TIMEOUT_MILLIS);
        factory.setChannelRpcTimeout(2 * TIMEOUT_MILLIS);
        factory.setThreadFactory(Thread.ofVirtual().name("amqp-", 0).factory());
        factory.setClientProperties(Map.of("product", "wahook", "capabilities", capabilities()));
        if (urls.tls()) {
            useTls(factory);
        }
        return factory;
    }

    /** What the client's own defaults announce; setting the properties replaces them all. */
    private static Map<String, Object> capabilities() {
        return Map.of(
                "publisher_confirms", true,
                "basic.nack", true,
                "consumer_cancel_notify", true,
                "connection.blocked", true,
                "authentication_failure_close", true,
                "exchange_exchange_bindings", true);
    }

    /** With the machine's trusted certificates; the client's own shortcut would trust everyone. */
    private static void useTls(ConnectionFactory factory) {
        try {
            factory.useSslProtocol(SSLContext.getDefault());
            factory.enableHostnameVerification();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JDK has no default TLS context", e);
        }
    }

    @Override
    public void close() {
        closing = true;
        Connection open = connection;
        if (open != null) {
            open.abort(TIMEOUT_MILLIS);
        }
        keeper.interrupt();
        dispatch.shutdown();
    }
}
