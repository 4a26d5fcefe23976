package org.wahook.worker.graph;

import java.time.Duration;

/**
 * Until when the right to send lasts. A worker that is frozen, or whose machine sleeps, between taking that right and
 * using it finds that others have sent meanwhile. Two clocks: the first stands still while a machine sleeps, the second
 * may be set back.
 *
 * @param nanoTime on the clock of {@link System#nanoTime}
 * @param wallTime on the clock of {@link System#currentTimeMillis}
 */
public record SendDeadline(long nanoTime, long wallTime) {

    /** Counts from now: ask before taking the right. */
    public static SendDeadline within(Duration time) {
        return new SendDeadline(System.nanoTime() + time.toNanos(), System.currentTimeMillis() + time.toMillis());
    }

    boolean isPast() {
        return System.nanoTime() - nanoTime > 0 || System.currentTimeMillis() > wallTime;
    }
}
