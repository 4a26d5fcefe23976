package org.wahook.worker.sweeper;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wahook.platform.broker.ConfirmingPublisher;
import org.wahook.platform.database.Database;
import org.wahook.platform.database.PeriodicTask;
import org.wahook.shared.job.JobMessages;
import org.wahook.shared.topology.Topology;

/** Sweeps in the background. Every replica tries; one at a time does. */
public final class SweepScheduler implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(SweepScheduler.class);
    private static final Duration EVERY = Duration.ofSeconds(30);
    private static final Duration GRACE = Duration.ofMinutes(2);
    private static final Duration AGAIN = Duration.ofMinutes(10);

    private final Sweeper sweeper;
    private final Counter jobs;
    private final PeriodicTask task;

    public SweepScheduler(Database database, ConfirmingPublisher publisher, Topology topology, MeterRegistry meters) {
        this.sweeper = new Sweeper(database.jdbi(), publisher, new JobMessages(topology), GRACE, AGAIN);
        this.jobs = Counter.builder("wahook.sweeper.jobs")
                .description("Jobs that the sweeper published for conversations that nobody seemed to see to")
                .register(meters);
        this.task = new PeriodicTask(
                log,
                "sweeper",
                "The search for forgotten messages",
                EVERY,
                () -> database.problem().isEmpty() && publisher.problem().isEmpty(),
                this::sweep);
    }

    public void start() {
        task.start();
    }

    private Duration sweep() {
        int woken = sweeper.sweep();
        jobs.increment(woken);
        if (woken > 0) {
            log.info("{} conversations with unfinished messages were woken up", woken);
        }
        return EVERY;
    }

    @Override
    public void close() {
        task.close();
    }
}
