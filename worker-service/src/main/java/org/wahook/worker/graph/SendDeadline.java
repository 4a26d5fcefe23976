package org.wahook.worker.graph;

import java.time.Duration;

/**
 * Until when a part may leave for Meta once it is marked as being sent. A worker that was frozen, or whose machine
 * slept, in between must not send it: another worker may have sent it meanwhile. Two clocks are compared, because the
 * first stands still while a machine sleeps and the second may be set back.
 *
 * @param nanoTime on the clock of {@link System#nanoTime}
 * @param wallTime on the clock of {@link System#currentTimeMillis}
 */
public record SendDeadline(long nanoTime, long wallTime) {

    /** Counts from now, so it must be made before the part is marked. */
    public static SendDeadline within(Duration time) {
        return new SendDeadline(System.nanoTime() + time.toNanos(), System.currentTimeMillis() + time.toMillis());
    }

    boolean isPast() {
        return System.nanoTime() - nanoTime > 0 || System.currentTimeMillis() > wallTime;
    }
}
