package org.wahook.worker.reply;

import java.time.Duration;

/** Waits with a limit. */
final class Waiting {

    /** Longer than the calls that such threads make may take. */
    private static final Duration LIMIT = Duration.ofSeconds(3);

    private Waiting() {}

    static void forThread(Thread thread) {
        try {
            thread.join(LIMIT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
