package org.wahook.worker.timer;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wahook.platform.broker.ConfirmingPublisher;
import org.wahook.platform.database.Database;
import org.wahook.platform.database.PeriodicTask;
import org.wahook.shared.job.JobMessages;
import org.wahook.shared.topology.Topology;

/** Looks for timers that are due, in every replica: each timer is taken by one of them. */
public final class TimerScheduler implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(TimerScheduler.class);
    private static final Duration EVERY = Duration.ofSeconds(2);
    private static final Duration AGAIN = Duration.ofMinutes(5);
    private static final Duration CLEAN_EVERY = Duration.ofHours(1);

    private final DueTimers timers;
    private final PeriodicTask task;
    private long cleaned = System.nanoTime() - CLEAN_EVERY.toNanos();

    public TimerScheduler(Database database, ConfirmingPublisher publisher, Topology topology) {
        this.timers = new DueTimers(database.jdbi(), publisher, new JobMessages(topology), AGAIN);
        this.task = new PeriodicTask(
                log,
                "timers",
                "The search for timers that are due",
                EVERY,
                () -> database.problem().isEmpty() && publisher.problem().isEmpty(),
                this::look);
    }

    public void start() {
        task.start();
    }

    private Duration look() {
        int fired = timers.fire();
        if (fired > 0) {
            log.debug("{} conversations were woken up by their timers", fired);
        }
        if (System.nanoTime() - cleaned >= CLEAN_EVERY.toNanos()) {
            timers.forgetOldCallbacks();
            cleaned = System.nanoTime();
        }
        return EVERY;
    }

    @Override
    public void close() {
        task.close();
    }
}
