package org.wahook.ingest.webhook;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;

/** A warning that strangers can cause: said at most once in 10 s, with how often it was meant. */
final class ThrottledWarning {

    private static final long PAUSE_NANOS = Duration.ofSeconds(10).toNanos();

    private final Logger log;
    private final String what;
    private final AtomicLong unsaid = new AtomicLong();
    private final AtomicLong nextAt = new AtomicLong(System.nanoTime());

    ThrottledWarning(Logger log, String what) {
        this.log = log;
        this.what = what;
    }

    void say(String why) {
        unsaid.incrementAndGet();
        long now = System.nanoTime();
        long next = nextAt.get();
        if (now - next >= 0 && nextAt.compareAndSet(next, now + PAUSE_NANOS)) {
            log.warn("{} ({} since the last such line): {}", what, unsaid.getAndSet(0), why);
        }
    }
}
