package org.wahook.platform.process;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wahook.platform.telemetry.Health;
import org.wahook.platform.telemetry.Metrics;
import org.wahook.platform.telemetry.ReadinessLog;

/**
 * What every service has: health, metrics, a management listener, and the order in which it stops. The listeners stop
 * first, side by side within one limit; then the parts are closed, the newest first.
 */
public final class ServiceShell implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(ServiceShell.class);

    /** What the management listener gets where the others took all the time. */
    private static final Duration LEAST_FOR_MANAGEMENT = Duration.ofMillis(500);

    private final Duration stopLimit;
    private final Health health = new Health();
    private final Metrics metrics;
    private final List<Listener> listeners = new ArrayList<>();
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private Optional<ReadinessLog> readiness = Optional.empty();
    private Supplier<String> atStop = () -> "it did not start";
    private long deadline;

    private ServiceShell(Duration stopLimit) {
        this.stopLimit = stopLimit;
        metrics = add(new Metrics());
        metrics.watch(health);
    }

    /**
     * Builds a service. Where that fails, what it has opened until then is closed.
     *
     * @param grace how long stopping may take in all; a fifth is left for closing the parts
     */
    public static <T> T start(Duration grace, Function<ServiceShell, T> build) {
        ServiceShell shell = new ServiceShell(grace.multipliedBy(4).dividedBy(5));
        try {
            return build.apply(shell);
        } catch (RuntimeException e) {
            shell.close();
            throw e;
        }
    }

    /** How long the end of new work may take; the rest of the grace is for closing the parts. */
    public Duration stopLimit() {
        return stopLimit;
    }

    public Health health() {
        return health;
    }

    public Metrics metrics() {
        return metrics;
    }

    /** @param part closed after the listeners, and after all that is added later */
    public <T extends AutoCloseable> T add(T part) {
        parts.push(part);
        return part;
    }

    /** @param listener stopped before any part is closed; of several, those added first begin first */
    public <T extends Listener> T addListener(T listener) {
        listeners.add(listener);
        return listener;
    }

    /** A listener that answers while the service stops, and so can tell that it does. */
    public <T extends Listener> T addManagement(Function<List<ManagementEndpoint>, T> open) {
        T listener = open.apply(ManagementEndpoint.all(health, metrics));
        add(() -> listener.stop(atLeast(LEAST_FOR_MANAGEMENT)));
        return listener;
    }

    /** The service is not ready while this has a problem. */
    public void require(String part, Supplier<Optional<String>> problem) {
        health.watch(part, problem);
    }

    /** A metric tells whether this can be used. */
    public void observe(String neighbour, Supplier<Optional<String>> problem) {
        metrics.watch(neighbour, problem);
    }

    /**
     * All parts are there. From now on a change of readiness is logged.
     *
     * @param connections for people, without secrets, such as {@code PostgreSQL db:5432/wahook}
     * @param atStop what the log says when the service stops
     */
    public void started(String connections, Supplier<String> atStop) {
        readiness = Optional.of(new ReadinessLog(health, connections).start());
        this.atStop = atStop;
    }

    /** A part that fails to close does not keep the others open. */
    @Override
    public void close() {
        deadline = System.nanoTime() + stopLimit.toNanos();
        readiness.ifPresent(ReadinessLog::close);
        health.stopping();
        log.info("Stopping: {}", atStop.get());
        stopListeners();
        while (!parts.isEmpty()) {
            AutoCloseable part = parts.pop();
            try {
                part.close();
            } catch (Exception e) {
                log.warn("{} did not close", part.getClass().getSimpleName(), e);
            }
        }
        log.info("Stopped");
    }

    private void stopListeners() {
        List<Thread> stopping = listeners.stream()
                .map(it -> Thread.ofPlatform().name("stop-listener").start(() -> it.stop(stopLimit)))
                .toList();
        try {
            for (Thread thread : stopping) {
                thread.join(atLeast(Duration.ofNanos(1)));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Duration atLeast(Duration least) {
        Duration left = Duration.ofNanos(deadline - System.nanoTime());
        return left.compareTo(least) > 0 ? left : least;
    }
}
