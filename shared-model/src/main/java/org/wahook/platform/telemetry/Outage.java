package org.wahook.platform.telemetry;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;

/** Logs the start of an outage of another system once, a reminder each minute, and its end once. */
public final class Outage {

    private static final long REMIND_NANOS = Duration.ofMinutes(1).toNanos();

    private final Logger log;
    private final String system;
    private final AtomicLong since = new AtomicLong();
    private final AtomicLong lastSaid = new AtomicLong();

    public Outage(Logger log, String system) {
        this.log = log;
        this.system = system;
    }

    /** The other system did not answer. */
    public void began(String why) {
        long now = System.nanoTime();
        if (since.compareAndSet(0, now)) {
            lastSaid.set(now);
            log.warn("{} is unavailable: {}. Retrying until it answers", system, why);
            return;
        }
        long said = lastSaid.get();
        if (now - said > REMIND_NANOS && lastSaid.compareAndSet(said, now)) {
            log.warn("{} is still unavailable after {} s: {}", system, secondsSince(now), why);
        }
    }

    /** The other system answered. */
    public void ended() {
        long began = since.getAndSet(0);
        if (began != 0) {
            log.info(
                    "{} is available again after {} s",
                    system,
                    Duration.ofNanos(System.nanoTime() - began).toSeconds());
        }
    }

    private long secondsSince(long now) {
        return Duration.ofNanos(now - since.get()).toSeconds();
    }
}
