package org.wahook.shared.analytics;

import java.time.Duration;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wahook.platform.database.Database;
import org.wahook.platform.database.DatabaseErrors;
import org.wahook.platform.telemetry.UnexpectedErrors;

/** Counts finished hours in the background. Every replica tries; the first one does it. */
public final class RollUpScheduler implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(RollUpScheduler.class);
    private static final Duration EVERY = Duration.ofSeconds(30);

    /** After an upgrade months may be counted. The pause between the steps leaves PostgreSQL to the turns. */
    private static final Duration BETWEEN_STEPS = Duration.ofMillis(200);

    private final Database database;
    private final RollUp rollUp;
    private final Duration every;
    private final UnexpectedErrors unexpectedErrors = new UnexpectedErrors(log, "The counting of past hours");
    private boolean failing;
    private final Thread thread = Thread.ofVirtual().name("analytics").unstarted(this::run);

    public RollUpScheduler(Database database) {
        this(database, EVERY);
    }

    /** @param every how long to wait where nothing is left to count */
    RollUpScheduler(Database database, Duration every) {
        this.database = database;
        this.rollUp = new RollUp(database.jdbi());
        this.every = every;
    }

    public void start() {
        thread.start();
    }

    private void run() {
        try {
            while (true) {
                Thread.sleep(step() ? BETWEEN_STEPS : every);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean step() {
        if (database.problem().isPresent()) {
            return false;
        }
        try {
            boolean more = rollUp.step();
            failing = false;
            return more;
        } catch (JdbiException e) {
            if (!failing) {
                log.warn("Past hours are not counted, so analytics are slower: {}", DatabaseErrors.explain(e));
            }
            failing = true;
            return false;
        } catch (RuntimeException e) {
            unexpectedErrors.log(e);
            return false;
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
