package org.wahook.worker.consumer;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.wahook.shared.topology.Topology;
import org.wahook.worker.outcome.Attempts;
import org.wahook.worker.outcome.Outcome;
import org.wahook.worker.outcome.Reason;

/** Turns an outcome into what is to be done. Pure: no clock, no broker, no database. */
public final class RetryPolicy {

    /** Meta asks for 4^X seconds after the X-th refusal for one contact. */
    private static final int PAIR_BASE = 4;

    private static final int LARGEST_PAIR_EXPONENT = 8;

    private final List<Duration> ladder;
    private final Duration maxAge;

    /** @param maxAge of a job that waits without costing attempts; after it nobody may answer anyway */
    public RetryPolicy(List<Duration> ladder, Duration maxAge) {
        this.ladder = List.copyOf(ladder);
        this.maxAge = maxAge;
    }

    public Verdict decide(Outcome outcome, Attempts attempts, Instant now) {
        return switch (outcome) {
            case Outcome.Done() -> new Verdict.Ack();
            case Outcome.Awaiting() -> new Verdict.Ack();
            case Outcome.Ignored(String why) -> new Verdict.Ack();
            case Outcome.Never(Reason reason, String error) ->
                new Verdict.DeadLetter(attempts.failed(now), reason, error);
            case Outcome.Later later when later.costsAttempt() -> retry(later, attempts.failed(now), now);
            case Outcome.Later later -> park(later, attempts, now);
        };
    }

    /** A job that came back before its time goes on waiting; that is no new failure. */
    public Optional<Verdict> tooEarly(Attempts attempts, Instant now) {
        return attempts.notBefore()
                .filter(now::isBefore)
                .map(time -> waiting(
                        Duration.between(now, time), attempts, Reason.GRAPH_RATE_LIMITED, "not before " + time, now));
    }

    private Verdict retry(Outcome.Later later, Attempts attempts, Instant now) {
        if (attempts.made() > ladder.size()) {
            return new Verdict.DeadLetter(attempts, later.reason(), later.error());
        }
        Duration step = ladder.get(attempts.made() - 1);
        Duration wait =
                pauseOf(later).filter(pause -> pause.compareTo(step) > 0).orElse(step);
        return waiting(wait, attempts, later.reason(), later.error(), now);
    }

    private Verdict park(Outcome.Later later, Attempts attempts, Instant now) {
        boolean tooLong = attempts.firstFailedAt()
                .filter(since -> since.plus(maxAge).isBefore(now))
                .isPresent();
        if (tooLong && !isNobodysFailure(later.reason())) {
            return new Verdict.DeadLetter(attempts.failed(now), later.reason(), later.error());
        }
        Duration wait = pauseOf(later).orElseGet(() -> defaultPark(later.reason(), attempts.parked()));
        return waiting(wait, attempts.parkedAgain(now), later.reason(), later.error(), now);
    }

    /** The end of a pause may be days away, and a lost connection says nothing about the job: neither is ever given up. */
    private static boolean isNobodysFailure(Reason reason) {
        return reason == Reason.CONVERSATION_PAUSED || reason == Reason.CONNECTION_LOST;
    }

    /**
     * A peer may ask for a wait of years. The job keeps its turn for so long, and after the longest time nobody may
     * answer any more.
     */
    private Optional<Duration> pauseOf(Outcome.Later later) {
        return later.pause().map(pause -> pause.compareTo(maxAge) < 0 ? pause : maxAge);
    }

    /**
     * The first wait is short. Later ones are the ladder's second step, so that many waiting jobs do not come back all
     * the time.
     */
    private Duration defaultPark(Reason reason, int parked) {
        if (reason == Reason.GRAPH_PAIR_LIMITED) {
            return Duration.ofSeconds((long) Math.pow(PAIR_BASE, Math.min(parked, LARGEST_PAIR_EXPONENT)));
        }
        // Places of a busy client become free any moment.
        return reason == Reason.CLIENT_BUSY
                ? ladder.getFirst()
                : ladder.get(Math.min(parked, Math.min(1, ladder.size() - 1)));
    }

    /** The longest step that is not too long, again and again: wait queues have fixed times. */
    private Verdict waiting(Duration wait, Attempts attempts, Reason reason, String error, Instant now) {
        Duration queue = Topology.stepFor(ladder, wait);
        Attempts next = queue.compareTo(wait) < 0 ? attempts.waitingUntil(now.plus(wait)) : attempts;
        Duration inAll = queue.compareTo(wait) < 0 ? wait : queue;
        return new Verdict.Wait(queue, inAll, next, reason, error);
    }
}
