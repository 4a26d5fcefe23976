package org.wahook.platform.database;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.wahook.platform.telemetry.UnexpectedErrors;

/**
 * Runs a task again and again on a thread of its own. While PostgreSQL fails it is tried again after the usual time, and only
 * the first failure in a row is a line of the log.
 */
public final class PeriodicTask implements AutoCloseable {

    /** One run. */
    @FunctionalInterface
    public interface Task {
        /** @return how long to wait before the next */
        Duration run();
    }

    private final Logger log;
    private final String what;
    private final Duration every;
    private final BooleanSupplier available;
    private final Task task;
    private final UnexpectedErrors unexpectedErrors;
    private final Thread thread;
    private boolean failing;

    /**
     * @param what does not happen while it fails, for the log: begins a sentence
     * @param every how long to wait after a failure, and while what it needs is not available
     * @param available whether it makes sense to try
     */
    public PeriodicTask(Logger log, String name, String what, Duration every, BooleanSupplier available, Task task) {
        this.log = log;
        this.what = what;
        this.every = every;
        this.available = available;
        this.task = task;
        this.unexpectedErrors = new UnexpectedErrors(log, what);
        this.thread = Thread.ofVirtual().name(name).unstarted(this::run);
    }

    public void start() {
        thread.start();
    }

    private void run() {
        try {
            while (true) {
                Thread.sleep(available.getAsBoolean() ? attempt() : every);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Duration attempt() {
        try {
            Duration wait = task.run();
            failing = false;
            return wait;
        } catch (JdbiException e) {
            if (!failing) {
                log.warn("{} is put off, since PostgreSQL failed: {}", what, DatabaseErrors.explain(e));
            }
            failing = true;
            return every;
        } catch (RuntimeException e) {
            unexpectedErrors.log(e);
            return every;
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
