package org.wahook.worker.consumer;

import java.time.Duration;

/**
 * When a client's jobs come back that found too many waiting: one after the other, as its places become free, and none
 * before a turn has ended. A crowd that came back at once would be put off again, and each time costs RabbitMQ a message.
 */
final class ReturnTimes {

    /**
     * No job stays away for longer: places become free sooner than expected where turns become shorter, or other replicas
     * take their part.
     */
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private final int places;
    private long latest;

    /** @param places turns of the client at a time */
    ReturnTimes(int places, long now) {
        this.places = places;
        this.latest = now;
    }

    /**
     * For how long to put off one more.
     *
     * @param turn how long a turn takes just now
     * @param now as {@link System#nanoTime()} says
     */
    synchronized Duration next(Duration turn, long now) {
        long afterTheOthers = latest - now + turn.toNanos() / places;
        long pause = Math.min(LONGEST.toNanos(), Math.max(turn.toNanos(), afterTheOthers));
        latest = now + pause;
        return Duration.ofNanos(pause);
    }
}
