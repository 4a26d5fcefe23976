package org.wahook.worker.timer;

import java.time.Duration;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wahook.platform.broker.ConfirmingPublisher;
import org.wahook.platform.database.Database;
import org.wahook.platform.database.DatabaseErrors;
import org.wahook.platform.telemetry.UnexpectedErrors;
import org.wahook.shared.job.JobMessages;
import org.wahook.shared.topology.Topology;

/** Looks for timers that are due, in every replica: each timer is taken by one of them. */
public final class TimerScheduler implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(TimerScheduler.class);
    private static final Duration EVERY = Duration.ofSeconds(2);
    private static final Duration AGAIN = Duration.ofMinutes(5);
    private static final Duration CLEAN_EVERY = Duration.ofHours(1);

    private final Database database;
    private final ConfirmingPublisher publisher;
    private final DueTimers timers;
    private final UnexpectedErrors unexpectedErrors = new UnexpectedErrors(log, "The watch over timers");
    private final Thread thread = Thread.ofVirtual().name("timers").unstarted(this::run);
    private long cleaned = System.nanoTime() - CLEAN_EVERY.toNanos();

    public TimerScheduler(Database database, ConfirmingPublisher publisher, Topology topology) {
        this.database = database;
        this.publisher = publisher;
        this.timers = new DueTimers(database.jdbi(), publisher, new JobMessages(topology), AGAIN);
    }

    public void start() {
        thread.start();
    }

    private void run() {
        try {
            while (true) {
                Thread.sleep(EVERY);
                look();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        if (database.problem().isPresent() || publisher.problem().isPresent()) {
            return;
        }
        try {
            int fired = timers.fire();
            if (fired > 0) {
                log.debug("{} conversations were woken up by their timers", fired);
            }
            if (System.nanoTime() - cleaned >= CLEAN_EVERY.toNanos()) {
                timers.forgetOldCallbacks();
                cleaned = System.nanoTime();
            }
        } catch (JdbiException e) {
            log.debug("Timers were not looked at, since PostgreSQL failed: {}", DatabaseErrors.explain(e));
        } catch (RuntimeException e) {
            unexpectedErrors.log(e);
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
