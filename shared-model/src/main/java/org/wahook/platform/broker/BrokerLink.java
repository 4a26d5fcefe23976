package org.wahook.platform.broker;

import com.rabbitmq.client.Address;
import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wahook.platform.config.RabbitUrls;
import org.wahook.platform.telemetry.Outage;

/**
 * One connection to RabbitMQ, made again for ever when it breaks. The client's own recovery stays off: it does not
 * retry the first connection, and it brings back channels whose unacknowledged deliveries are no longer theirs.
 */
public final class BrokerLink implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(BrokerLink.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(3);

    private static final int TIMEOUT_MILLIS = BrokerConnections.TIMEOUT_MILLIS;

    /** Longer than an orderly end of a connection takes. */
    private static final int MOST_CLOSING_SECONDS = 6;

    private final ConnectionFactory factory;
    private final List<Address> addresses;
    private final String name;
    private final TopologyCheck topology;
    private final BrokerSession session;
    private final Outage outage;
    private final ExecutorService dispatch = Executors.newVirtualThreadPerTaskExecutor();
    private final Thread keeper;
    private volatile @Nullable Connection connection;
    private volatile @Nullable Socket socket;
    private volatile boolean blocked;
    private volatile boolean closing;
    private volatile String why = "not connected yet";

    public BrokerLink(RabbitUrls urls, String name, BrokerTopology topology, BrokerSession session) {
        this.factory = BrokerConnections.factory(urls);
        factory.setSocketConfigurator(factory.getSocketConfigurator().andThen(fresh -> socket = fresh));
        this.addresses = BrokerConnections.addresses(urls);
        this.name = name;
        this.topology = new TopologyCheck(topology, urls.user());
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

    /** Declares exchanges and queues once more, beside all that goes on. */
    public void declareAgain() {
        Connection current = connection;
        if (current != null) {
            Thread.startVirtualThread(() -> {
                try {
                    boolean declared = topology.declare(current);
                    String then = declared ? "all were declared again" : "all are there, a binding is missing";
                    log.warn("A message found no queue: {}", then);
                } catch (IOException | TimeoutException | AlreadyClosedException e) {
                    log.warn("A message found no queue, and the queues can't be declared: {}", e.getMessage());
                }
            });
        }
    }

    List<QueueDepth> depths(List<String> queues) {
        Connection open = connection;
        List<QueueDepth> depths = new ArrayList<>();
        if (open == null) {
            return depths;
        }
        try (Channel channel = open.createChannel()) {
            for (String queue : queues) {
                depths.add(QueueDepth.of(channel, queue));
            }
        } catch (IOException | TimeoutException | AlreadyClosedException e) {
            log.debug("Not all queues told their depths: {}", explain(e));
        }
        return depths;
    }

    private void keepConnected() {
        Duration pause = FIRST_PAUSE;
        while (!closing) {
            try {
                Connection fresh = factory.newConnection(dispatch, addresses, name);
                CompletableFuture<String> gone = use(fresh);
                pause = FIRST_PAUSE;
                why = awaitEnd(fresh, gone);
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
    private CompletableFuture<String> use(Connection fresh) throws IOException, TimeoutException {
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
            topology.declare(fresh);
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

    /**
     * When the broker stops reading, a writer holds its channel's lock in a write that never returns. The client then
     * notices the missing heartbeats, but waits for that lock to say so. Closing the socket under it ends the write.
     */
    private String awaitEnd(Connection open, CompletableFuture<String> gone)
            throws InterruptedException, ExecutionException {
        int closingSeconds = 0;
        while (true) {
            try {
                return gone.get(1, TimeUnit.SECONDS);
            } catch (TimeoutException e) {
                closingSeconds = open.isOpen() ? 0 : closingSeconds + 1;
                if (closingSeconds > MOST_CLOSING_SECONDS) {
                    closeSocket();
                }
            }
        }
    }

    private void closeSocket() {
        Socket stuck = socket;
        if (stuck == null) {
            return;
        }
        try {
            // TLS would wait for the writer too, to say goodbye, unless told how long.
            stuck.setSoLinger(true, 1);
            stuck.close();
        } catch (IOException e) {
            log.debug("The socket of {} did not close", name, e);
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

    @Override
    public void close() {
        closing = true;
        Connection open = connection;
        if (open != null) {
            Thread goodbye = Thread.ofVirtual().start(() -> open.abort(TIMEOUT_MILLIS));
            awaitGoodbye(goodbye);
        }
        keeper.interrupt();
        dispatch.shutdown();
    }

    private void awaitGoodbye(Thread goodbye) {
        try {
            if (!goodbye.join(Duration.ofMillis(TIMEOUT_MILLIS))) {
                closeSocket();
            }
        } catch (InterruptedException e) {
            closeSocket();
            Thread.currentThread().interrupt();
        }
    }
}
