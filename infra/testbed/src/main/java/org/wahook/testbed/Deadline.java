package org.wahook.testbed;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waiting on a condition, never longer than a limit. */
public final class Deadline {
    private static final Duration POLL = Duration.ofMillis(10);

    private Deadline() {}

    /**
     * Returns once the condition holds, looking every 10 ms.
     *
     * @param what the condition in words, for the message
     * @throws AssertionError when the limit passes first
     */
    public static void eventually(Duration limit, String what, BooleanSupplier condition) {
        long end = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("Not within %d ms: %s".formatted(limit.toMillis(), what));
            }
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(POLL);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting", e);
        }
    }
}
