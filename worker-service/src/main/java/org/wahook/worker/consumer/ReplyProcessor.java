package org.wahook.worker.consumer;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wahook.platform.broker.MessageHeaders;
import org.wahook.platform.database.Database;
import org.wahook.platform.database.DatabaseErrors;
import org.wahook.platform.tracing.Span;
import org.wahook.platform.tracing.Tracing;
import org.wahook.shared.job.ReplyJob;
import org.wahook.worker.outcome.Attempts;
import org.wahook.worker.outcome.Outcome;
import org.wahook.worker.outcome.Reason;
import org.wahook.worker.reply.ReplyPipeline;
import org.wahook.worker.reply.StageTimers;
import org.wahook.worker.reply.TurnReport;
import org.wahook.worker.reply.TurnWatch;
import org.wahook.worker.reply.Turns;

/** One job from delivery to settlement. */
public final class ReplyProcessor {

    private static final Logger log = LoggerFactory.getLogger(ReplyProcessor.class);

    /** While a client's AI hangs its jobs come back less often. */
    private static final Duration STALLED_PAUSE = Duration.ofSeconds(30);

    /** The first step of the ladder: whoever holds the lock may let go any moment. */
    private static final Optional<Duration> LOCKED_PAUSE = Optional.of(Duration.ZERO);

    /** A statement that fails although the database answers is no outage: at last its job counts as lost. */
    private static final int MOST_FAILURES = 30;

    private final ReplyPipeline pipeline;
    private final Turns turns;
    private final RetryPolicy policy;
    private final Settler settler;
    private final ClientLimit clients;
    private final Database database;
    private final Duration databasePatience;
    private final ConsumerMeters meters;
    private final StageTimers stages;
    private final Tracing tracing;
    private final Clock clock;

    ReplyProcessor(
            ReplyPipeline pipeline,
            Turns turns,
            RetryPolicy policy,
            Settler settler,
            ClientLimit clients,
            Database database,
            Duration databasePatience,
            ConsumerMeters meters,
            StageTimers stages,
            Tracing tracing,
            Clock clock) {
        this.pipeline = pipeline;
        this.turns = turns;
        this.policy = policy;
        this.settler = settler;
        this.clients = clients;
        this.database = database;
        this.databasePatience = databasePatience;
        this.meters = meters;
        this.stages = stages;
        this.tracing = tracing;
        this.clock = clock;
    }

    /** The part of the work that takes a place. */
    interface Turn {
        void run() throws InterruptedException;
    }

    /** Runs a turn once there is a place for it. */
    interface Places {
        void run(Delivery delivery, Turn turn) throws InterruptedException;
    }

    void perform(Delivery delivery, Places places) throws InterruptedException {
        ReplyJob job;
        try {
            job = ReplyJob.fromJson(delivery.body());
        } catch (IllegalArgumentException e) {
            settler.buryUnreadable(delivery, String.valueOf(e.getMessage()));
            return;
        }
        Attempts attempts = Attempts.of(delivery.headers());
        Optional<Verdict> tooEarly = policy.tooEarly(attempts, clock.instant());
        if (tooEarly.isPresent() && tooEarly.get() instanceof Verdict.Wait wait) {
            settler.delay(delivery, job, wait.because(reasonOf(delivery)));
        } else {
            switch (clients.enter(job.chatbotId())) {
                case ENTERED -> {
                    try {
                        places.run(
                                delivery,
                                () -> Database.asClient(job.chatbotId(), () -> answer(delivery, job, attempts)));
                    } finally {
                        clients.leave(job.chatbotId());
                    }
                }
                case CROWDED -> delayBusy(delivery, job, attempts, Optional.of(clients.pauseOf(job.chatbotId())));
                case STALLED -> delayBusy(delivery, job, attempts, Optional.of(STALLED_PAUSE));
            }
        }
    }

    void requeue(Delivery delivery) {
        settler.requeue(delivery);
    }

    void requeueLost(Delivery delivery) {
        settler.requeueLost(delivery);
    }

    /** The reason for which a job was first put off, for one that came back before its time. */
    private static Reason reasonOf(Delivery delivery) {
        return MessageHeaders.text(delivery.headers(), MessageHeaders.REASON)
                .flatMap(Reason::of)
                .orElse(Reason.GRAPH_RATE_LIMITED);
    }

    /** A client that floods waits without using up attempts; only what nobody may answer any more is given up. */
    private void delayBusy(Delivery delivery, ReplyJob job, Attempts attempts, Optional<Duration> pause)
            throws InterruptedException {
        Outcome busy = Outcome.waits(Reason.CLIENT_BUSY, "the client has its most turns in flight", pause);
        Verdict verdict = policy.decide(busy, attempts, clock.instant());
        switch (verdict) {
            case Verdict.Ack() -> delivery.ack();
            // Who made the message wait has a job of its own in most cases; if not, the sweeper comes again.
            case Verdict.Wait wait when delivery.headers().containsKey(MessageHeaders.SWEPT) -> delivery.ack();
            case Verdict.Wait wait -> settler.delay(delivery, job, wait);
            case Verdict.DeadLetter dead ->
                settler.settle(delivery, job, TurnReport.of(Outcome.never(dead.reason(), dead.error())), dead);
        }
    }

    /**
     * Puts the job off without a statement, which would wait for the same locked row. It costs no attempt, however long
     * the row is locked.
     */
    private void delayLocked(Delivery delivery, ReplyJob job, Attempts attempts) throws InterruptedException {
        Outcome locked =
                Outcome.waits(Reason.CONVERSATION_LOCKED, "its row is locked by another transaction", LOCKED_PAUSE);
        if (policy.decide(locked, Attempts.NONE, clock.instant()) instanceof Verdict.Wait wait) {
            settler.delay(delivery, job, wait.after(attempts));
        }
    }

    private void answer(Delivery delivery, ReplyJob job, Attempts attempts) throws InterruptedException {
        try (Span turn = span(delivery, job, attempts);
                Span.Scope _ = turn.inLogs()) {
            answer(delivery, job, attempts, turn);
        }
    }

    private Span span(Delivery delivery, ReplyJob job, Attempts attempts) {
        if (!tracing.on()) {
            return Span.NONE;
        }
        String parent = MessageHeaders.text(delivery.headers(), MessageHeaders.TRACEPARENT)
                .orElse("");
        List<String> links = MessageHeaders.text(delivery.headers(), MessageHeaders.TRACE_LINKS)
                .map(text -> List.of(text.split(",", -1)))
                .orElse(List.of());
        return tracing.start(Span.Start.now("turn", Span.Kind.CONSUMER), parent, links)
                .with("wahook.chatbot_id", job.chatbotId())
                .with("wahook.conversation_id", job.conversationId())
                .with("wahook.job_id", job.id())
                .with("wahook.attempt", attempts.made() + 1L);
    }

    private void answer(Delivery delivery, ReplyJob job, Attempts attempts, Span turn) {
        boolean begun = false;
        try {
            long began = System.nanoTime();
            int failures = 0;
            TurnWatch watch = new TurnWatch(turn, stages);
            while (delivery.channel().open()) {
                begun = true;
                try {
                    answer(delivery, job, attempts, turn, watch, began);
                    return;
                } catch (JdbiException e) {
                    if (DatabaseErrors.isLocked(e)) {
                        delayLocked(delivery, job, attempts);
                        return;
                    }
                    if (!DatabaseErrors.isOutage(e)) {
                        throw e;
                    }
                    failures += DatabaseErrors.maybeTheStatement(e) ? 1 : 0;
                    database.suspect(e);
                    if (failures == MOST_FAILURES) {
                        settler.requeueLost(delivery);
                        return;
                    }
                    // An outage is not the job's fault, however long it lasts.
                    if (!database.awaitAnswering(databasePatience)) {
                        break;
                    }
                }
            }
        } catch (InterruptedException e) {
            settler.requeueBegun(delivery);
            Thread.currentThread().interrupt();
            return;
        }
        if (begun) {
            settler.requeueBegun(delivery);
        }
    }

    private void answer(Delivery delivery, ReplyJob job, Attempts attempts, Span turn, TurnWatch watch, long began)
            throws InterruptedException {
        TurnReport report = run(delivery, job, attempts, watch);
        Verdict verdict = policy.decide(report.outcome(), attempts, clock.instant());
        boolean givenUp = settler.settle(delivery, job, report, verdict);
        long nanos = System.nanoTime() - began;
        turn.with("wahook.outcome", report.outcome().word());
        meters.settled(job.chatbotId(), report, verdict, nanos);
        if (watch.hasFoundWork() && delivery.headers().containsKey(MessageHeaders.SWEPT)) {
            meters.foundBySweeper();
            log.warn(
                    "Conversation {} of {}: its messages had been forgotten, and the sweeper found them",
                    job.conversationId(),
                    job.chatbotId());
        }
        TurnLog.tell(job, attempts, report.outcome(), verdict, watch, nanos);
        if (givenUp && verdict instanceof Verdict.DeadLetter dead) {
            sayFallback(job, report, dead.reason());
        }
    }

    /** The job is settled by now: nothing that goes wrong here may bring it back. */
    private void sayFallback(ReplyJob job, TurnReport report, Reason reason) {
        try {
            pipeline.sayFallback(job, report, reason);
        } catch (JdbiException e) {
            log.warn(
                    "Conversation {} of {}: its fallback reply was not sent, since PostgreSQL failed: {}",
                    job.conversationId(),
                    job.chatbotId(),
                    DatabaseErrors.explain(e));
        }
    }

    /** An exception that nobody expected is a failed attempt like any other. */
    private TurnReport run(Delivery delivery, ReplyJob job, Attempts attempts, TurnWatch watch) {
        if (delivery.poison()) {
            return TurnReport.of(Outcome.never(
                    Reason.DELIVERY_LIMIT, "its worker went away with it " + delivery.lostBefore() + " times"));
        }
        try {
            if (delivery.headers().containsKey(MessageHeaders.REPLAYED)) {
                turns.revive(job.conversationId(), job.messageIds());
                if (delivery.headers().get(MessageHeaders.REPLAYED) instanceof Long at) {
                    pipeline.replayed(job, Instant.ofEpochMilli(at));
                }
            }
            return pipeline.run(job, attempts, watch, delivery.channel()::open);
        } catch (RuntimeException e) {
            if (DatabaseErrors.isOutage(e) || DatabaseErrors.isLocked(e)) {
                throw e;
            }
            log.error("Conversation {} of {}: unexpected error", job.conversationId(), job.chatbotId(), e);
            return TurnReport.of(
                    Outcome.failed(Reason.UNEXPECTED_ERROR, e.getClass().getSimpleName()));
        }
    }
}
