package org.wahook.worker.graph;

import java.time.Duration;

/**
 * Until when the right to send lasts. A worker that is frozen, or whose machine sleeps, between taking that right and
 * using it finds that others have sent meanwhile.
 *
 * @param nanoTime on the clock of {@link System#nanoTime}
 */
public record SendDeadline(long nanoTime) {

    /** Counts from now: ask before taking the right. */
    public static SendDeadline within(Duration time) {
        return new SendDeadline(System.nanoTime() + time.toNanos());
    }

    boolean isPast() {
        return System.nanoTime() - nanoTime > 0;
    }
}
