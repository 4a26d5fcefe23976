package org.wahook.sandbox.bench.gauge;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/** The highest value that was seen while it was open. */
public final class Peak implements AutoCloseable {

    private static final Duration EVERY = Duration.ofMillis(200);

    private final DoubleSupplier source;
    private final Thread watcher;
    private volatile double highest;

    public Peak(DoubleSupplier source) {
        this.source = source;
        this.watcher = Thread.startVirtualThread(this::watch);
    }

    public double value() {
        return highest;
    }

    private void watch() {
        try {
            while (true) {
                highest = Math.max(highest, source.getAsDouble());
                Thread.sleep(EVERY);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        watcher.interrupt();
    }
}
