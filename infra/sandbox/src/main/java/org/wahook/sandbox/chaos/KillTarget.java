package org.wahook.sandbox.chaos;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.wahook.sandbox.process.LaunchedService;

/** A process that is killed once, at the moment that somebody else chooses. */
final class KillTarget {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final LaunchedService process;
    private final AtomicBoolean chosen = new AtomicBoolean();
    private final CountDownLatch killed = new CountDownLatch(1);

    KillTarget(LaunchedService process) {
        this.process = process;
    }

    boolean kill() {
        if (!chosen.compareAndSet(false, true)) {
            return false;
        }
        process.kill();
        killed.countDown();
        return true;
    }

    /** The reply is kept some milliseconds after the AI has answered. */
    void killInAMoment() {
        try {
            Thread.sleep(8);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        kill();
    }

    void awaitKilled() throws InterruptedException {
        if (!killed.await(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
            throw new IllegalStateException("no worker came to the point at which it was to be killed");
        }
    }
}
