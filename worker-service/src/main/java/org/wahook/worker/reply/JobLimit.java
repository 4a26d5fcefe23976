package org.wahook.worker.reply;

import java.time.Duration;

/**
 * How much one delivery of a job may do before another goes on. A customer who writes during each turn would keep it
 * unacknowledged for ever, and after half an hour RabbitMQ closes the channel with all that is in hand on it.
 */
final class JobLimit {

    private static final int MOST_TURNS = 10;
    private static final Duration LONGEST = Duration.ofMinutes(5);

    private final long began = System.nanoTime();
    private int turns;

    /** Counts a turn that has ended; true where it was the last. */
    boolean reached() {
        turns++;
        return turns >= MOST_TURNS || System.nanoTime() - began > LONGEST.toNanos();
    }
}
