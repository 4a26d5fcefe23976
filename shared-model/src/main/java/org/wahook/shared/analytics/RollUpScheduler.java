package org.wahook.shared.analytics;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wahook.platform.database.Database;
import org.wahook.platform.database.PeriodicTask;

/** Counts finished hours in the background. Every replica tries; the first one does it. */
public final class RollUpScheduler implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(RollUpScheduler.class);
    private static final Duration EVERY = Duration.ofSeconds(30);

    /** After an upgrade months may be counted. The pause between the steps leaves PostgreSQL to the turns. */
    private static final Duration BETWEEN_STEPS = Duration.ofMillis(200);

    private final PeriodicTask task;

    public RollUpScheduler(Database database) {
        this(database, EVERY);
    }

    /** @param every how long to wait where nothing is left to count */
    RollUpScheduler(Database database, Duration every) {
        RollUp rollUp = new RollUp(database.jdbi());
        this.task = new PeriodicTask(
                log,
                "analytics",
                "The counting of past hours",
                every,
                () -> database.problem().isEmpty(),
                () -> rollUp.step() ? BETWEEN_STEPS : every);
    }

    public void start() {
        task.start();
    }

    @Override
    public void close() {
        task.close();
    }
}
