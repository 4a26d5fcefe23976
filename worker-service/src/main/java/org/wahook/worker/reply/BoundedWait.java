package org.wahook.worker.reply;

import java.time.Duration;

/** Waits with a limit. */
final class BoundedWait {

    private static final Duration PAUSE = Duration.ofMillis(200);

    private BoundedWait() {}

    /** A moment before the next try; false where this thread is to end. */
    static boolean pause() {
        try {
            Thread.sleep(PAUSE);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** As long as a bot wants between two messages; shorter where this thread is to end. */
    static void sleep(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
