package org.wahook.sandbox.bench;

import java.time.Duration;

/**
 * How long everything takes.
 *
 * @param runs of each figure
 * @param warmUp of a fresh JVM, before the first run
 * @param settle at the begin of each run, whose figures are thrown away
 * @param window that is measured in a run
 * @param memory of the memory bench
 */
record Pace(int runs, Duration warmUp, Duration settle, Duration window, int starts, Duration memory) {

    static final Pace FULL = new Pace(
            5, Duration.ofSeconds(60), Duration.ofSeconds(3), Duration.ofSeconds(15), 7, Duration.ofMinutes(10));

    static final Pace SHORT =
            new Pace(3, Duration.ofSeconds(20), Duration.ofSeconds(1), Duration.ofSeconds(4), 3, Duration.ofMinutes(2));
}
