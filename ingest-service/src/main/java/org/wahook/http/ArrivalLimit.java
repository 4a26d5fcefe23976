package org.wahook.http;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Lets each address open connections at an {@link ArrivalRate}. Those beyond it wait, accepted and unread. A connection that
 * waits costs a file descriptor and no processor time, and its client does not come again: of 7,000 strangers whose requests
 * are refused and who come again a second later, each would otherwise be served again each second.
 *
 * <p>The newest is let in first. A person at the strangers' own address then mostly waits for a moment, and not behind all of
 * them; who was overtaken tries again.
 *
 * @param <C> a connection
 */
final class ArrivalLimit<C extends Closeable> implements AutoCloseable {

    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    /** A token bucket, and the connections that wait for its tokens. */
    private final class Address {
        final Deque<C> waiting = new ArrayDeque<>();
        double tokens = rate.burst();
        long refilledAt;

        Address(long now) {
            refilledAt = now;
        }

        void refill(long now) {
            double more = (double) (now - refilledAt) / SECOND * rate.perSecond();
            tokens = Math.min(rate.burst(), tokens + more);
            refilledAt = now;
        }

        boolean take() {
            if (tokens < 1) {
                return false;
            }
            tokens--;
            return true;
        }

        boolean isQuiet() {
            return waiting.isEmpty() && tokens >= rate.burst();
        }
    }

    private final ArrivalRate rate;
    private final int mostWaiting;
    private final Map<RemoteAddress, Address> addresses = new HashMap<>();
    private int waiting;
    private boolean closed;

    /** @param mostWaiting of all addresses; when one more comes, the one of its address that has waited longest ends */
    ArrivalLimit(ArrivalRate rate, int mostWaiting) {
        this.rate = rate;
        this.mostWaiting = mostWaiting;
    }

    boolean mayKeepWaiting() {
        return !rate.isUnlimited();
    }

    /**
     * True where it may go on now. Otherwise it waits, and {@link #due} returns it later.
     *
     * @param now as {@link System#nanoTime()} says
     */
    synchronized boolean arrive(C connection, RemoteAddress from, long now) {
        if (rate.isUnlimited()) {
            return true;
        }
        if (closed) {
            end(connection);
            return false;
        }
        Address address = addresses.computeIfAbsent(from, it -> new Address(now));
        address.refill(now);
        if (address.waiting.isEmpty() && address.take()) {
            return true;
        }
        address.waiting.addLast(connection);
        waiting++;
        if (waiting > mostWaiting) {
            waiting--;
            end(address.waiting.removeFirst());
        }
        return false;
    }

    /** Those that have waited and may go on now. */
    synchronized List<C> due(long now) {
        List<C> due = new ArrayList<>();
        for (Address address : addresses.values()) {
            address.refill(now);
            while (!address.waiting.isEmpty() && address.take()) {
                due.add(address.waiting.removeLast());
            }
        }
        waiting -= due.size();
        addresses.values().removeIf(Address::isQuiet);
        return due;
    }

    synchronized int waiting() {
        return waiting;
    }

    @Override
    public synchronized void close() {
        closed = true;
        addresses.values().forEach(address -> address.waiting.forEach(ArrivalLimit::end));
        addresses.clear();
        waiting = 0;
    }

    private static void end(Closeable connection) {
        try {
            connection.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
