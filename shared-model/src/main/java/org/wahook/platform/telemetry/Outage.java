package org.wahook.platform.telemetry;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;

/** Says once that a neighbour is away, again each minute while it lasts, and once that it is back. */
public final class Outage {

    private static final long REMIND_NANOS = Duration.ofMinutes(1).toNanos();

    private final Logger log;
    private final String neighbour;
    private final AtomicLong since = new AtomicLong();
    private final AtomicLong lastSaid = new AtomicLong();

    public Outage(Logger log, String neighbour) {
        this.log = log;
        this.neighbour = neighbour;
    }

    /** The neighbour did not answer. */
    public void began(String why) {
        long now = System.nanoTime();
        if (since.compareAndSet(0, now)) {
            lastSaid.set(now);
            log.warn("{} is away: {}. Trying again until it answers", neighbour, why);
            return;
        }
        long said = lastSaid.get();
        if (now - said > REMIND_NANOS && lastSaid.compareAndSet(said, now)) {
            log.warn("{} is still away after {} s: {}", neighbour, secondsSince(now), why);
        }
    }

    /** The neighbour answered. */
    public void ended() {
        long began = since.getAndSet(0);
        if (began != 0) {
            log.info(
                    "{} is back after {} s",
                    neighbour,
                    Duration.ofNanos(System.nanoTime() - began).toSeconds());
        }
    }

    private long secondsSince(long now) {
        return Duration.ofNanos(now - since.get()).toSeconds();
    }
}
