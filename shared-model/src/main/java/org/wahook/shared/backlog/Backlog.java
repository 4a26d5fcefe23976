package org.wahook.shared.backlog;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wahook.platform.broker.ConfirmingPublisher;
import org.wahook.platform.broker.QueueDepth;
import org.wahook.platform.database.Database;
import org.wahook.platform.database.DatabaseErrors;
import org.wahook.platform.telemetry.UnexpectedErrors;
import org.wahook.shared.analytics.ReplyCharges;
import org.wahook.shared.analytics.UndeliveredReplies;
import org.wahook.shared.topology.Topology;

/**
 * Measures every few seconds what waits. Both services do it, so that the metrics are there while one of them is down.
 * What could not be measured is NaN, which no alert takes for 0.
 */
public final class Backlog implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Backlog.class);
    private static final Duration EVERY = Duration.ofSeconds(10);

    private static final Duration SLOW_EVERY = Duration.ofMinutes(1);

    /** The value while PostgreSQL or RabbitMQ is unavailable, and at the start. */
    private static final Duration SOONER = Duration.ofSeconds(1);

    private static final QueueDepth UNKNOWN_DEPTH = new QueueDepth("", -1, -1);
    private static final Unanswered NOTHING_KNOWN = new Unanswered(Double.NaN, -1, -1, Double.NaN);

    private final UnexpectedErrors unexpectedErrors = new UnexpectedErrors(log, "The watch over what waits");

    private final ConfirmingPublisher publisher;
    private final Optional<Database> database;
    private final List<String> queues;
    private final Thread watcher = Thread.ofVirtual().name("backlog").unstarted(this::watch);
    private volatile Map<String, QueueDepth> depths = Map.of();
    private volatile Unanswered unanswered = NOTHING_KNOWN;
    private volatile double allowanceUsed = Double.NaN;
    private volatile double undelivered = Double.NaN;
    private long slowReadAt = System.nanoTime() - SLOW_EVERY.toNanos();

    public Backlog(Topology topology, ConfirmingPublisher publisher, Database database, MeterRegistry meters) {
        this(topology, publisher, Optional.of(database), meters);
        registerUnanswered(meters);
        registerHandoffs(meters);
        registerOfReplies(meters);
    }

    /** The queues alone, for a service that may not read messages. */
    public static Backlog ofQueues(Topology topology, ConfirmingPublisher publisher, MeterRegistry meters) {
        return new Backlog(topology, publisher, Optional.empty(), meters);
    }

    private Backlog(
            Topology topology, ConfirmingPublisher publisher, Optional<Database> database, MeterRegistry meters) {
        this.publisher = publisher;
        this.database = database;
        this.queues = topology.queueNames();
        queues.forEach(queue -> register(meters, queue));
    }

    private void registerUnanswered(MeterRegistry meters) {
        Gauge.builder("wahook.unanswered.age", () -> unanswered.ageSeconds())
                .description("Age of the oldest message that waits for an answer; 0 where none does")
                .baseUnit("seconds")
                .register(meters);
        Gauge.builder("wahook.accounts.paused", () -> known(unanswered.pausedAccounts()))
                .description("Active accounts that can't send until somebody mends them")
                .register(meters);
    }

    private void registerHandoffs(MeterRegistry meters) {
        Gauge.builder("wahook.handoffs.open", () -> known(unanswered.handoffs()))
                .description("Conversations that bots have handed over and that wait for a person")
                .register(meters);
        Gauge.builder("wahook.handoffs.open.age", () -> unanswered.handoffAgeSeconds())
                .description("For how long the oldest of them has waited; 0 where there is none")
                .baseUnit("seconds")
                .register(meters);
    }

    private void registerOfReplies(MeterRegistry meters) {
        Gauge.builder("wahook.free.allowance.used", () -> allowanceUsed)
                .description(
                        "How much of Meta's free replies of this month the account with the most has used, from 0 to 1")
                .register(meters);
        Gauge.builder("wahook.replies.undelivered", () -> undelivered)
                .description("Replies that Meta accepted 1 to 25 hours ago and has not told to be delivered")
                .register(meters);
    }

    private void register(MeterRegistry meters, String queue) {
        Gauge.builder("wahook.queue.messages", () -> known(depthOf(queue).messages()))
                .description("Messages that are ready in a queue")
                .tag("queue", queue)
                .register(meters);
        Gauge.builder("wahook.queue.consumers", () -> known(depthOf(queue).consumers()))
                .description("Consumers of a queue")
                .tag("queue", queue)
                .register(meters);
    }

    public Backlog start() {
        watcher.start();
        return this;
    }

    private QueueDepth depthOf(String queue) {
        return depths.getOrDefault(queue, UNKNOWN_DEPTH);
    }

    private static double known(long number) {
        return number < 0 ? Double.NaN : number;
    }

    private void watch() {
        try {
            while (true) {
                lookAtAll();
                Thread.sleep(allKnown() ? EVERY : SOONER);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void lookAtAll() {
        try {
            depths = publisher.depths(queues).stream()
                    .collect(Collectors.toUnmodifiableMap(QueueDepth::queue, Function.identity()));
            unanswered = look();
        } catch (RuntimeException e) {
            unexpectedErrors.log(e);
            depths = Map.of();
            unanswered = NOTHING_KNOWN;
        }
    }

    private boolean allKnown() {
        return depths.size() == queues.size() && (database.isEmpty() || unanswered.pausedAccounts() >= 0);
    }

    /** These change slowly, and counting them takes longer than the rest. */
    private void readSlow(Database database) {
        if (System.nanoTime() - slowReadAt >= SLOW_EVERY.toNanos()) {
            allowanceUsed = ReplyCharges.mostAllowanceUsed(database.jdbi());
            undelivered = UndeliveredReplies.ofLastDay(database.jdbi());
            slowReadAt = System.nanoTime();
        }
    }

    private Unanswered look() {
        Optional<Database> answering = database.filter(it -> it.problem().isEmpty());
        if (answering.isPresent()) {
            try {
                readSlow(answering.get());
                return Unanswered.look(answering.get().jdbi());
            } catch (JdbiException e) {
                log.debug("PostgreSQL did not tell what waits: {}", DatabaseErrors.explain(e));
            }
        }
        return NOTHING_KNOWN;
    }

    @Override
    public void close() {
        watcher.interrupt();
    }
}
