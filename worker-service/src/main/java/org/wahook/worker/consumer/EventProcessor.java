package org.wahook.worker.consumer;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wahook.platform.broker.ConfirmingPublisher;
import org.wahook.platform.broker.MessageHeaders;
import org.wahook.platform.broker.PendingConfirms;
import org.wahook.platform.broker.Publication;
import org.wahook.platform.broker.PublishOutcome;
import org.wahook.platform.database.Database;
import org.wahook.platform.database.DatabaseErrors;
import org.wahook.platform.tracing.Tracing;
import org.wahook.worker.outcome.DeadLetterPublications;
import org.wahook.worker.outcome.Reason;
import org.wahook.worker.route.Event;
import org.wahook.worker.route.Router;

/** A batch of events from delivery to settlement: stored, its jobs confirmed by the broker, and only then acked. */
public final class EventProcessor {

    private static final Logger log = LoggerFactory.getLogger(EventProcessor.class);
    private static final Duration CONFIRM_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    /** A statement that fails this often although the database answers is not tried with the whole batch any more. */
    private static final int MOST_FAILURES = 5;

    private final Router router;
    private final ConfirmingPublisher publisher;
    private final Database database;
    private final Duration databasePatience;
    private final Clock clock;
    private final ConsumerMeters meters;
    private final Tracing tracing;

    EventProcessor(
            Router router,
            ConfirmingPublisher publisher,
            Database database,
            Duration databasePatience,
            ConsumerMeters meters,
            Tracing tracing,
            Clock clock) {
        this.router = router;
        this.publisher = publisher;
        this.database = database;
        this.databasePatience = databasePatience;
        this.meters = meters;
        this.tracing = tracing;
        this.clock = clock;
    }

    /** A batch that is stored, with its jobs on their way to the broker. */
    record Routed(
            ConsumerChannel channel,
            List<Delivery> batch,
            List<Publication> jobs,
            PendingConfirms begun,
            RouteSpans spans,
            long began) {

        Routed {
            batch = List.copyOf(batch);
            jobs = List.copyOf(jobs);
        }
    }

    /**
     * Stores deliveries of one channel, in order. Empty where some of them are not stored: nothing that came later on
     * this channel may be acknowledged then, as it would acknowledge them too. All of it must go back with the channel.
     */
    Optional<Routed> store(List<Delivery> batch) throws InterruptedException {
        long began = System.nanoTime();
        ConsumerChannel channel = batch.getLast().channel();
        List<Delivery> ours = withoutPoison(batch);
        RouteSpans spans = RouteSpans.start(tracing, ours);
        Optional<List<Publication>> jobs = Optional.empty();
        try {
            jobs = ours.isEmpty() ? Optional.of(List.of()) : route(ours, spans);
        } finally {
            if (jobs.isEmpty()) {
                spans.close();
            }
        }
        return jobs.map(it -> new Routed(channel, ours, it, publisher.beginAll(it, CONFIRM_TIMEOUT), spans, began));
    }

    /**
     * Acknowledges a batch, and with it all that came before it on its channel, once the broker has confirmed its jobs.
     * Where the channel is gone meanwhile, the batch will be delivered again.
     */
    void settle(Routed routed) throws InterruptedException {
        try (RouteSpans _ = routed.spans()) {
            List<Publication> left = unconfirmed(routed.jobs(), routed.begun().await());
            if (!left.isEmpty() && !publish(routed.channel(), left)) {
                return;
            }
        }
        List<Delivery> batch = routed.batch();
        if (!batch.isEmpty()) {
            routed.channel().ack(batch.getLast().tag(), true);
            meters.batch(batch.size(), System.nanoTime() - routed.began());
            batch.forEach(delivery -> meters.routedAfter(Duration.between(receivedAt(delivery), clock.instant())));
        }
    }

    /** Waits until the database answers; false where it does not in time. */
    boolean awaitDatabase(Duration limit) throws InterruptedException {
        return database.awaitAnswering(limit);
    }

    /**
     * An event whose worker went away with it again and again is given up before it is touched. Those that were
     * prefetched with it were lost as often; since such events are routed one by one, they are not the first.
     */
    private List<Delivery> withoutPoison(List<Delivery> batch) throws InterruptedException {
        List<Delivery> rest = new ArrayList<>();
        for (Delivery delivery : batch) {
            if (delivery.poison() && delivery.firstOfAll()) {
                deadLetter(
                        delivery,
                        Reason.DELIVERY_LIMIT,
                        "its worker went away with it " + delivery.lostBefore() + " times");
            } else {
                rest.add(delivery);
            }
        }
        return rest;
    }

    /** The jobs of what is stored; empty when the deliveries are no longer ours, or have to go back. */
    private Optional<List<Publication>> route(List<Delivery> batch, RouteSpans spans) throws InterruptedException {
        int failures = 0;
        while (batch.getFirst().channel().open()) {
            try {
                List<Event> events =
                        batch.stream().map(delivery -> event(delivery, spans)).toList();
                return Optional.of(router.route(events));
            } catch (JdbiException e) {
                failures += DatabaseErrors.maybeTheStatement(e) ? 1 : 0;
                if (DatabaseErrors.isOutage(e) && failures < MOST_FAILURES) {
                    database.suspect(e);
                    if (!awaitDatabase(databasePatience)) {
                        return Optional.empty();
                    }
                } else {
                    return routeApart(batch, spans, e);
                }
            } catch (RuntimeException e) {
                return routeApart(batch, spans, e);
            }
        }
        return Optional.empty();
    }

    /** One bad event must not hold up the others: each alone, and the bad one to the dead letters. */
    private Optional<List<Publication>> routeApart(List<Delivery> batch, RouteSpans spans, RuntimeException e)
            throws InterruptedException {
        if (batch.size() == 1) {
            Reason reason = DatabaseErrors.isBadData(e) ? Reason.BAD_DATA : Reason.UNEXPECTED_ERROR;
            log.error("event {} can't be routed", batch.getFirst().messageId(), e);
            return Optional.of(List.of(letter(batch.getFirst(), reason, DatabaseErrors.explain(e))));
        }
        List<Publication> jobs = new ArrayList<>();
        for (Delivery delivery : batch) {
            Optional<List<Publication>> its = route(List.of(delivery), spans);
            if (its.isEmpty()) {
                return Optional.empty();
            }
            jobs.addAll(its.get());
        }
        return Optional.of(jobs);
    }

    private void deadLetter(Delivery delivery, Reason reason, String error) throws InterruptedException {
        if (publish(delivery.channel(), List.of(letter(delivery, reason, error)))) {
            delivery.ack();
        }
    }

    private Publication letter(Delivery delivery, Reason reason, String error) {
        return DeadLetterPublications.event(
                delivery.body(), "application/json", delivery.messageId(), reason, error, clock.instant());
    }

    /** True when all are confirmed; false when what came on the channel is no longer ours. */
    private boolean publish(ConsumerChannel channel, List<Publication> publications) throws InterruptedException {
        List<Publication> left = unconfirmed(publications, publisher.publishAll(publications, CONFIRM_TIMEOUT));
        while (!left.isEmpty() && channel.open()) {
            Thread.sleep(PAUSE);
            left = unconfirmed(left, publisher.publishAll(left, CONFIRM_TIMEOUT));
        }
        return left.isEmpty();
    }

    private List<Publication> unconfirmed(List<Publication> publications, List<PublishOutcome> outcomes) {
        List<Publication> left = new ArrayList<>();
        for (int i = 0; i < publications.size(); i++) {
            if (outcomes.get(i).confirmed()) {
                meters.routed(publications.get(i));
            } else {
                left.add(publications.get(i));
            }
        }
        return left;
    }

    private static Event event(Delivery delivery, RouteSpans spans) {
        String id =
                MessageHeaders.text(delivery.headers(), MessageHeaders.EVENT_ID).orElse(delivery.messageId());
        return new Event(id, receivedAt(delivery), delivery.body(), spans.contextOf(delivery));
    }

    private static Instant receivedAt(Delivery delivery) {
        return Instant.ofEpochMilli(
                MessageHeaders.number(delivery.headers(), MessageHeaders.RECEIVED_AT, System.currentTimeMillis()));
    }
}
