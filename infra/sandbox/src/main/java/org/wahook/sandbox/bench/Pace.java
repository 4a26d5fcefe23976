package org.wahook.sandbox.bench;

import java.time.Duration;
import java.util.Locale;

/** How long everything takes. */
enum Pace {
    /** A quick look. */
    SHORT(2, 12, 1, 3, 2, 20, 5_000),
    FULL(3, 75, 2, 8, 5, 120, 50_000),
    /** As {@link #FULL}, with memory watched for ten minutes, and a backlog of half a million events. */
    LONG(3, 75, 2, 8, 5, 600, 500_000);

    private final int runs;
    private final Duration warmUp;
    private final Duration settle;
    private final Duration window;
    private final int starts;
    private final Duration memory;
    private final int backlog;

    Pace(int runs, int warmUp, int settle, int window, int starts, int memory, int backlog) {
        this.runs = runs;
        this.warmUp = Duration.ofSeconds(warmUp);
        this.settle = Duration.ofSeconds(settle);
        this.window = Duration.ofSeconds(window);
        this.starts = starts;
        this.memory = Duration.ofSeconds(memory);
        this.backlog = backlog;
    }

    /** How often each figure is measured. */
    int runs() {
        return runs;
    }

    /** Of a fresh JVM, before the first run. */
    Duration warmUp() {
        return warmUp;
    }

    /** The begin of each run, whose figures are thrown away. */
    Duration settle() {
        return settle;
    }

    /** What is measured in a run. */
    Duration window() {
        return window;
    }

    /** How often each service is started. */
    int starts() {
        return starts;
    }

    /** How long memory is watched. */
    Duration memory() {
        return memory;
    }

    /** How many events wait for a worker. */
    int backlog() {
        return backlog;
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
