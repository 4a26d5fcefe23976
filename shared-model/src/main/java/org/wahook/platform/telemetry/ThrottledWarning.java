package org.wahook.platform.telemetry;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;

/** A warning that unauthenticated requests can cause: logged at most once in 10 s, with the number of occurrences. */
public final class ThrottledWarning {

    private static final long PAUSE_NANOS = Duration.ofSeconds(10).toNanos();
    private static final int LONGEST = 500;

    private final Logger log;
    private final String what;
    private final AtomicLong unsaid = new AtomicLong();
    private final AtomicLong nextAt = new AtomicLong(System.nanoTime());

    public ThrottledWarning(Logger log, String what) {
        this.log = log;
        this.what = what;
    }

    public void say(String why) {
        if (isDue()) {
            log.warn("{} ({} since the last such line): {}", what, unsaid.getAndSet(0), shortened(why));
        }
    }

    /** An error, with its stack trace. */
    public void say(String why, Throwable error) {
        if (isDue()) {
            log.error("{} ({} since the last such line): {}", what, unsaid.getAndSet(0), shortened(why), error);
        }
    }

    private boolean isDue() {
        unsaid.incrementAndGet();
        long now = System.nanoTime();
        long next = nextAt.get();
        return now - next >= 0 && nextAt.compareAndSet(next, now + PAUSE_NANOS);
    }

    private static String shortened(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
    }
}
