package org.wahook.worker.consumer;

import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wahook.platform.broker.ConfirmingPublisher;
import org.wahook.platform.broker.MessageHeaders;
import org.wahook.platform.broker.Publication;
import org.wahook.platform.config.Durations;
import org.wahook.shared.job.ReplyJob;
import org.wahook.shared.topology.Topology;
import org.wahook.worker.outcome.DeadLetterPublications;
import org.wahook.worker.outcome.Reason;
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

    private final ConfirmingPublisher publisher;
    private final Topology topology;
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
        this.topology = topology;
        this.turns = turns;
        this.resolution = resolution;
        this.meters = meters;
        this.clock = clock;
    }

    void settle(Delivery delivery, ReplyJob job, TurnReport report, Verdict verdict) throws InterruptedException {
        switch (verdict) {
            case Verdict.Ack() when report.goesOn() -> goOn(delivery, job);
            case Verdict.Ack() -> delivery.ack();
            case Verdict.Wait wait -> {
                turns.hold(job.id(), job.conversationId(), wait.pause());
                park(delivery, job, wait);
            }
            case Verdict.DeadLetter dead -> deadLetter(delivery, job, report, dead);
        }
    }

    /** The same job as a new message: it has the conversation's turn, so that nobody comes between. */
    private void goOn(Delivery delivery, ReplyJob job) throws InterruptedException {
        Publication next = Publication.json(
                Topology.EXCHANGE,
                Topology.laneKey(topology.laneOf(job.chatbotId())),
                job.id(),
                new HashMap<>(DeadLetterPublications.headersOf(job, job.messageIds())),
                delivery.body());
        if (confirmed(delivery, traced(delivery, next))) {
            delivery.ack();
        }
    }

    /** Puts a job off without a word to the database, for one that never came so far as to claim its turn. */
    void park(Delivery delivery, ReplyJob job, Verdict.Wait wait) throws InterruptedException {
        Map<String, Object> headers =
                DeadLetterPublications.failure(wait.reason(), wait.error(), wait.attempts(), clock.instant());
        headers.putAll(DeadLetterPublications.headersOf(job, job.messageIds()));
        headers.put(MessageHeaders.DELAY, Durations.format(wait.queue()));
        wait.attempts().notBefore().ifPresent(time -> headers.put(MessageHeaders.NOT_BEFORE, time.toEpochMilli()));
        if (delivery.headers().containsKey(MessageHeaders.REPLAYED)) {
            headers.put(MessageHeaders.REPLAYED, true);
        }
        keepTrace(delivery, headers);
        String key = Topology.laneKey(topology.laneOf(job.chatbotId()));
        if (confirmed(delivery, Publication.json(Topology.WAIT_EXCHANGE, key, job.id(), headers, delivery.body()))) {
            meters.retried(wait.reason());
            delivery.ack();
        }
    }

    /** Whatever happens to a message, its trace goes on. */
    private static void keepTrace(Delivery delivery, Map<String, Object> headers) {
        MessageHeaders.text(delivery.headers(), MessageHeaders.TRACEPARENT)
                .ifPresent(trace -> headers.put(MessageHeaders.TRACEPARENT, trace));
    }

    /**
     * The dead letter comes before the mark in the database: where we die between them the turn is taken again, and at
     * worst there are two letters about it. The other way round there might be none.
     */
    private void deadLetter(Delivery delivery, ReplyJob job, TurnReport report, Verdict.DeadLetter dead)
            throws InterruptedException {
        List<String> wamids = report.seen().isEmpty() ? job.messageIds() : report.wamids();
        Publication letter = traced(
                delivery,
                DeadLetterPublications.reply(
                        job, wamids, dead.reason(), dead.error(), dead.attempts(), clock.instant()));
        if (!confirmed(delivery, letter)) {
            return;
        }
        meters.deadReply(dead.reason());
        boolean othersWait =
                resolution.giveUp(job.id(), job.conversationId(), report.seen(), wamids, dead.reason(), dead.error());
        if (othersWait && !confirmed(delivery, traced(delivery, wakeUp(job)))) {
            return;
        }
        delivery.ack();
    }

    /**
     * Gives back what was not finished, because we stop or the database is away. The broker counts each time as a
     * failure; so that a job that waits through many deployments or a long outage does not look like poison, it begins
     * anew now and then.
     */
    void requeue(Delivery delivery) {
        if (delivery.lostBefore() >= GIVEN_BACK_OFTEN
                && publisher.publish(delivery.restart(), GIVE_BACK_TIMEOUT).confirmed()) {
            delivery.ack();
        } else {
            delivery.requeue();
        }
    }

    private static Publication traced(Delivery delivery, Publication publication) {
        Map<String, Object> headers = new HashMap<>(publication.headers());
        keepTrace(delivery, headers);
        return publication.withHeaders(headers);
    }

    void buryUnreadable(Delivery delivery, String error) throws InterruptedException {
        Publication letter =
                DeadLetterPublications.unreadableJob(delivery.body(), delivery.messageId(), error, clock.instant());
        if (confirmed(delivery, letter)) {
            meters.deadReply(Reason.MALFORMED_JOB);
            delivery.ack();
        }
    }

    /** A new job for the messages that came after those which were given up. */
    private Publication wakeUp(ReplyJob job) {
        ReplyJob fresh = new ReplyJob(
                UUID.randomUUID().toString(),
                job.chatbotId(),
                job.accountId(),
                job.phoneNumberId(),
                job.conversationId(),
                List.of(),
                job.eventId());
        return Publication.json(
                Topology.EXCHANGE,
                Topology.laneKey(topology.laneOf(job.chatbotId())),
                fresh.id(),
                new HashMap<>(DeadLetterPublications.headersOf(fresh, List.of())),
                fresh.toJson());
    }

    /** Tries until the broker confirms, or until the delivery is no longer ours. */
    private boolean confirmed(Delivery delivery, Publication publication) throws InterruptedException {
        while (delivery.channel().open()) {
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
