package org.wahook.sandbox.bench.load;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * When each connection posts.
 *
 * @param perSecond of all connections together; 0 for one post after the other as fast as they are answered
 */
public record Arrivals(double perSecond) {

    public static Arrivals asFastAsAnswered() {
        return new Arrivals(0);
    }

    /**
     * Waits for a connection's next post, and answers when it was due. Latency counts from there: a post that had to
     * wait for a slow one before it is late too.
     */
    public long await(long began, int connection, int connections, long post) {
        long due = due(began, connection, connections, post);
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
        return due;
    }

    /** When a connection's next post is due, as {@code System.nanoTime()}. */
    long due(long began, int connection, int connections, long post) {
        return perSecond == 0
                ? System.nanoTime()
                : began + (long) ((post * connections + connection) * TimeUnit.SECONDS.toNanos(1) / perSecond);
    }
}
