package org.wahook.platform.telemetry;

import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;

/** The steps of our histograms: few enough to keep, and fine where the limits of the service are. */
public final class Buckets {

    /** Within this machine and to the broker: 1 ms to 10 s. */
    public static final Buckets FAST = new Buckets(1, 2, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000);

    /** With somebody else's API in it: 5 ms to 2 minutes. */
    public static final Buckets SLOW =
            new Buckets(5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000, 20_000, 30_000, 60_000, 120_000);

    private final List<Duration> steps;

    private Buckets(long... millis) {
        this.steps = LongStream.of(millis).mapToObj(Duration::ofMillis).toList();
    }

    public Timer.Builder timer(String name, String description) {
        return Timer.builder(name).description(description).serviceLevelObjectives(steps.toArray(Duration[]::new));
    }
}
