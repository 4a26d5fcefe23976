package org.wahook.worker.consumer;

import java.time.Duration;

/** How long a client's turns take while all of its places are taken, by how many ended lately. */
final class TurnTime {

    private final int places;
    private long since = System.nanoTime();
    private int ended;
    private long last;

    /** @param places turns at a time */
    TurnTime(int places) {
        this.places = places;
    }

    synchronized void ended() {
        ended++;
        if (ended == places) {
            last = System.nanoTime() - since;
            since = System.nanoTime();
            ended = 0;
        }
    }

    /** The time in which as many turns ended as there are places; where that takes longer just now, the time until now. */
    synchronized Duration estimate() {
        long now = System.nanoTime() - since;
        return Duration.ofNanos(ended == 0 || last == 0 ? Math.max(last, now) : last);
    }
}
