package org.wahook.http;

import java.nio.channels.SelectableChannel;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntSupplier;
import org.eclipse.jetty.io.SelectorManager;

/**
 * Keeps a listener from accepting connections faster than it gets rid of those that it has ended. An ended connection
 * keeps its memory until its last task has run. Without this bound, strangers who reconnect at once on a machine without
 * processor time to spare left 34,000 connections in memory where 10,000 may be open. Meanwhile the kernel's backlog holds
 * the new ones.
 *
 * <p>An open connection has one task at most, so tasks beyond the number of open connections are of ended ones. Idle open
 * connections hide as many, so there may be twice as many connections in memory as may be open, and an eighth more.
 */
final class AcceptThrottle implements SelectorManager.AcceptListener {

    /** Of the connections that may be open. */
    private static final int PART = 8;

    private static final int LEAST = 64;
    private static final Duration LOOK_EVERY = Duration.ofMillis(2);

    /** Tasks may also wait for RabbitMQ after their clients have gone; others must not wait for that without end. */
    private static final Duration LONGEST = Duration.ofSeconds(1);

    private final IntSupplier open;
    private final IntSupplier tasks;
    private final int most;
    private final Set<SelectableChannel> accepting = ConcurrentHashMap.newKeySet();

    /**
     * @param open connections
     * @param tasks of all connections, whether they have ended or not
     */
    AcceptThrottle(ListenerLimits limits, IntSupplier open, IntSupplier tasks) {
        this.open = open;
        this.tasks = tasks;
        this.most = Math.max(LEAST, limits.connections() / PART);
    }

    /** Returns when there is room for one more connection, or after a second. */
    void await() {
        long deadline = System.nanoTime() + LONGEST.toNanos();
        while (isFull() && System.nanoTime() - deadline < 0) {
            try {
                Thread.sleep(LOOK_EVERY);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private boolean isFull() {
        int ended = Math.max(0, tasks.getAsInt() - open.getAsInt());
        return accepting.size() + ended > most;
    }

    @Override
    public void onAccepting(SelectableChannel channel) {
        accepting.add(channel);
    }

    @Override
    public void onAccepted(SelectableChannel channel) {
        accepting.remove(channel);
    }

    @Override
    public void onAcceptFailed(SelectableChannel channel, Throwable cause) {
        accepting.remove(channel);
    }
}
