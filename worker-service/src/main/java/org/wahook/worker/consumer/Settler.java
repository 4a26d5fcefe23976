package org.wahook.worker.consumer;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wahook.platform.broker.ConfirmingPublisher;
import org.wahook.platform.broker.MessageHeaders;
import org.wahook.platform.broker.Publication;
import org.wahook.platform.broker.PublishOutcome;
import org.wahook.shared.job.JobMessages;
import org.wahook.shared.job.ReplyJob;
import org.wahook.shared.topology.Topology;
import org.wahook.worker.outcome.DeadLetterPublications;
import org.wahook.worker.outcome.Reason;
import org.wahook.worker.reply.ClaimedTurn;
import org.wahook.worker.reply.TurnReport;
import org.wahook.worker.reply.TurnResolution;
import org.wahook.worker.reply.Turns;

/** The one place that acts on a verdict: what is to be kept is confirmed by the broker before the delivery is acked. */
final class Settler {

    private static final Logger log = LoggerFactory.getLogger(Settler.class);
    private static final Duration CONFIRM_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final int GIVEN_BACK_OFTEN = 3;
    private static final Duration GIVE_BACK_TIMEOUT = Duration.ofSeconds(1);

    /** The conversation's row is locked meanwhile. */
    private static final Duration LOCKED_TIMEOUT = Duration.ofSeconds(3);

    /** Each has a database connection while the broker confirms: the others are for those who answer. */
    private static final int MOST_GIVING_UP = 4;

    /**
     * For how long the job of a held turn is tried to be published where its channel is gone. After that the sweeper
     * finds the conversation.
     */
    private static final Duration HELD_PATIENCE = Duration.ofMinutes(2);

    private final ConfirmingPublisher publisher;
    private final JobMessages messages;
    private final Semaphore givingUp = new Semaphore(MOST_GIVING_UP);
    private final Turns turns;
    private final TurnResolution resolution;
    private final ConsumerMeters meters;
    private final Clock clock;

    Settler(
            ConfirmingPublisher publisher,
            Topology topology,
            Turns turns,
            TurnResolution resolution,
            ConsumerMeters meters,
            Clock clock) {
        this.publisher = publisher;
        this.messages = new JobMessages(topology);
        this.turns = turns;
        this.resolution = resolution;
        this.meters = meters;
        this.clock = clock;
    }

    /**
     * A job that goes on is published again: it holds the conversation's turn, so nobody comes between.
     *
     * @return whether the turn was given up: its client may have words for that
     */
    boolean settle(Delivery delivery, ReplyJob job, TurnReport report, Verdict verdict) throws InterruptedException {
        return switch (verdict) {
            case Verdict.Ack() -> {
                if (!report.goesOn() || confirmed(delivery, traced(delivery, messages.now(job)), true)) {
                    delivery.ack();
                }
                yield false;
            }
            case Verdict.Wait wait -> {
                delay(delivery, job, report, wait);
                yield false;
            }
            case Verdict.DeadLetter dead -> deadLetter(delivery, job, report, dead);
        };
    }

    /** Where another has the turn by now, that one sees to what is left, and this job is superfluous. */
    private void delay(Delivery delivery, ReplyJob job, TurnReport report, Verdict.Wait wait)
            throws InterruptedException {
        Optional<ClaimedTurn> turn = report.turn();
        if (turn.isPresent() && !turns.hold(turn.get(), wait.pause())) {
            delivery.ack();
        } else {
            delay(delivery, job, wait, turn.isPresent());
        }
    }

    /** Puts off a job that has not claimed its turn. No statement is run. */
    void delay(Delivery delivery, ReplyJob job, Verdict.Wait wait) throws InterruptedException {
        delay(delivery, job, wait, false);
    }

    private void delay(Delivery delivery, ReplyJob job, Verdict.Wait wait, boolean held) throws InterruptedException {
        Map<String, Object> headers =
                DeadLetterPublications.failure(wait.reason(), wait.error(), wait.attempts(), clock.instant());
        wait.attempts().notBefore().ifPresent(time -> headers.put(MessageHeaders.NOT_BEFORE, time.toEpochMilli()));
        if (delivery.headers().containsKey(MessageHeaders.REPLAYED)) {
            headers.put(MessageHeaders.REPLAYED, delivery.headers().get(MessageHeaders.REPLAYED));
        }
        Publication waiting = messages.waiting(job, delivery.body(), wait.queue(), headers);
        if (confirmed(delivery, traced(delivery, waiting), held)) {
            meters.retried(wait.reason());
            delivery.ack();
        }
    }

    /**
     * The dead letter is confirmed before the marks in the database are committed: where we die between them the turn is
     * taken again, and at worst there are two letters about it. The other way round there might be none.
     */
    private boolean deadLetter(Delivery delivery, ReplyJob job, TurnReport report, Verdict.DeadLetter dead)
            throws InterruptedException {
        Optional<TurnReport> held = report.turn().isPresent() ? Optional.of(report) : claim(job, report);
        if (held.isEmpty()) {
            delivery.ack();
            return false;
        }
        Instant limit = clock.instant().plus(HELD_PATIENCE);
        while (delivery.channel().open() || clock.instant().isBefore(limit)) {
            switch (giveUp(delivery, job, held.get(), dead)) {
                case DONE -> {
                    meters.deadReply(dead.reason());
                    delivery.ack();
                    return true;
                }
                case TAKEN_OVER -> {
                    delivery.ack();
                    return false;
                }
                case UNCONFIRMED -> Thread.sleep(PAUSE);
            }
        }
        return false;
    }

    /**
     * The turn for a job that could not claim it before; empty where another job has it, or nothing is left to give up.
     */
    private Optional<TurnReport> claim(ReplyJob job, TurnReport report) {
        return turns.claimUnfinished(job.id(), job.conversationId())
                .map(turn -> report.about(turns.unfinished(turn)).heldBy(turn));
    }

    private TurnResolution.GivenUp giveUp(Delivery delivery, ReplyJob job, TurnReport report, Verdict.DeadLetter dead)
            throws InterruptedException {
        Publication letter = traced(
                delivery,
                DeadLetterPublications.reply(
                        job, report.wamids(), dead.reason(), dead.error(), dead.attempts(), clock.instant()));
        givingUp.acquire();
        try {
            return resolution.giveUp(
                    report.turn().orElseThrow(),
                    report.seen(),
                    dead.reason(),
                    dead.error(),
                    othersWait ->
                            farewell(othersWait ? List.of(letter, traced(delivery, wakeUp(job))) : List.of(letter)));
        } finally {
            givingUp.release();
        }
    }

    private boolean farewell(List<Publication> publications) {
        return publisher.publishAll(publications, LOCKED_TIMEOUT).stream().allMatch(PublishOutcome::confirmed);
    }

    /**
     * Requeues a job that was not begun, because the worker stops. RabbitMQ counts each requeue as a failed delivery. A
     * job that was requeued often is therefore published anew, with its count at zero.
     */
    void requeue(Delivery delivery) {
        if (delivery.lostBefore() >= GIVEN_BACK_OFTEN) {
            publishAgain(delivery, delivery.restart());
        } else {
            delivery.requeue();
        }
    }

    /**
     * Gives back what was begun and not finished, because we stop or the database is away. Where its channel is gone,
     * another worker may have had it, lost the turn to us and acked it: then nothing of it is left in any queue, and it is
     * published again. A copy too many does no harm.
     */
    void requeueBegun(Delivery delivery) {
        if (delivery.channel().open()) {
            requeue(delivery);
        } else {
            publishAgain(delivery, delivery.restart());
        }
    }

    /** Requeues a job that could not be settled and counts it as lost. After too many losses it is given up. */
    void requeueLost(Delivery delivery) {
        publishAgain(delivery, delivery.lostOnceMore());
    }

    private void publishAgain(Delivery delivery, Publication again) {
        if (publisher.publish(again, GIVE_BACK_TIMEOUT).confirmed()) {
            delivery.ack();
        } else {
            delivery.requeue();
        }
    }

    /** Whatever happens to a message, its trace goes on. */
    private static Publication traced(Delivery delivery, Publication publication) {
        Map<String, Object> headers = new HashMap<>(publication.headers());
        MessageHeaders.text(delivery.headers(), MessageHeaders.TRACEPARENT)
                .ifPresent(trace -> headers.put(MessageHeaders.TRACEPARENT, trace));
        return publication.withHeaders(headers);
    }

    void buryUnreadable(Delivery delivery, String error) throws InterruptedException {
        Publication letter =
                DeadLetterPublications.unreadableJob(delivery.body(), delivery.messageId(), error, clock.instant());
        if (confirmed(delivery, letter, false)) {
            meters.deadReply(Reason.MALFORMED_JOB);
            delivery.ack();
        }
    }

    /** A new job for the messages that came after those which were given up. */
    private Publication wakeUp(ReplyJob job) {
        return messages.now(ReplyJob.wakeUp(
                job.chatbotId(), job.accountId(), job.phoneNumberId(), job.conversationId(), List.of(), job.eventId()));
    }

    /**
     * Tries until the broker confirms, or until the delivery is no longer ours.
     *
     * @param held whether the turn is in our hands: then nobody else may know of the job, and its channel does not matter
     */
    private boolean confirmed(Delivery delivery, Publication publication, boolean held) throws InterruptedException {
        Instant limit = held ? clock.instant().plus(HELD_PATIENCE) : Instant.MIN;
        while (delivery.channel().open() || clock.instant().isBefore(limit)) {
            var outcome = publisher.publish(publication, CONFIRM_TIMEOUT);
            if (outcome.confirmed()) {
                return true;
            }
            log.debug("{} to {} {}", outcome.word(), publication.exchange(), publication.routingKey());
            Thread.sleep(PAUSE);
        }
        return false;
    }
}
