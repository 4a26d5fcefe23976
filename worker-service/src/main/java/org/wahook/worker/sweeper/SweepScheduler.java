package org.wahook.worker.sweeper;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
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

/** Sweeps in the background. Every replica tries; one at a time does. */
public final class SweepScheduler implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(SweepScheduler.class);
    private static final Duration EVERY = Duration.ofSeconds(30);
    private static final Duration GRACE = Duration.ofMinutes(2);
    private static final Duration AGAIN = Duration.ofMinutes(10);

    private final Database database;
    private final ConfirmingPublisher publisher;
    private final Sweeper sweeper;
    private final Counter jobs;
    private final UnexpectedErrors unexpectedErrors = new UnexpectedErrors(log, "The search for forgotten messages");
    private final Thread thread = Thread.ofVirtual().name("sweeper").unstarted(this::run);

    public SweepScheduler(Database database, ConfirmingPublisher publisher, Topology topology, MeterRegistry meters) {
        this.database = database;
        this.publisher = publisher;
        this.sweeper = new Sweeper(database.jdbi(), publisher, new JobMessages(topology), GRACE, AGAIN);
        this.jobs = Counter.builder("wahook.sweeper.jobs")
                .description("Jobs that the sweeper published for conversations that nobody seemed to see to")
                .register(meters);
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
            int woken = sweeper.sweep();
            jobs.increment(woken);
            if (woken > 0) {
                log.info("{} conversations with unfinished messages were woken up", woken);
            }
        } catch (JdbiException e) {
            log.warn("Forgotten messages were not looked for, since PostgreSQL failed: {}", DatabaseErrors.explain(e));
        } catch (RuntimeException e) {
            unexpectedErrors.log(e);
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
