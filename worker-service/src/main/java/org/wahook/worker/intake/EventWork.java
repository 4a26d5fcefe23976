package org.wahook.worker.intake;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wahook.shared.broker.ConfirmingPublisher;
import org.wahook.shared.broker.MessageHeaders;
import org.wahook.shared.broker.Publication;
import org.wahook.shared.broker.PublishOutcome;
import org.wahook.shared.database.Database;
import org.wahook.shared.database.DatabaseErrors;
import org.wahook.shared.tracing.Tracing;
import org.wahook.worker.outcome.DeadLetter;
import org.wahook.worker.outcome.Reason;
import org.wahook.worker.route.Event;
import org.wahook.worker.route.Router;

/** A batch of events from delivery to settlement: stored, its jobs confirmed by the broker, and only then acked. */
public final class EventWork {

    private static final Logger log = LoggerFactory.getLogger(EventWork.class);
    private static final Duration CONFIRM_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final int MOST_LOST = 10;

    /** A statement that fails this often although the database answers is not tried with the whole batch any more. */
    private static final int MOST_FAILURES = 5;

    private final Router router;
    private final ConfirmingPublisher publisher;
    private final Database database;
    private final Duration databasePatience;
    private final Clock clock;
    private final IntakeMeters meters;
    private final Tracing tracing;

    EventWork(
            Router router,
            ConfirmingPublisher publisher,
            Database database,
            Duration databasePatience,
            IntakeMeters meters,
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

    /**
     * Deliveries of one channel, in order.
     *
     * @return false where some of them are not settled. Nothing that came later on this channel may be acknowledged
     *     then: it would acknowledge them too. All of it must go back with the channel
     */
    boolean perform(List<Delivery> batch) throws InterruptedException {
        long began = System.nanoTime();
        List<Delivery> ours = withoutPoison(batch);
        if (ours.isEmpty()) {
            return batch.getLast().channel().open();
        }
        try (RouteSpans spans = RouteSpans.start(tracing, ours)) {
            if (!route(ours, spans)) {
                return false;
            }
        }
        Delivery last = ours.getLast();
        last.channel().ack(last.tag(), true);
        meters.batch(ours.size(), System.nanoTime() - began);
        ours.forEach(delivery -> meters.routedAfter(Duration.between(receivedAt(delivery), clock.instant())));
        return true;
    }

    /** Waits until the database answers; false where it does not in time. */
    boolean awaitDatabase(Duration limit) throws InterruptedException {
        return database.awaitAnswering(limit);
    }

    /** An event whose worker went away with it again and again is given up before it is touched. */
    private List<Delivery> withoutPoison(List<Delivery> batch) throws InterruptedException {
        List<Delivery> rest = new ArrayList<>();
        for (Delivery delivery : batch) {
            if (delivery.lostBefore() >= MOST_LOST) {
                bury(
                        delivery,
                        Reason.DELIVERY_LIMIT,
                        "its worker went away with it " + delivery.lostBefore() + " times");
            } else {
                rest.add(delivery);
            }
        }
        return rest;
    }

    /** True when everything is stored and published; false when the deliveries are no longer ours, or have to go back. */
    private boolean route(List<Delivery> batch, RouteSpans spans) throws InterruptedException {
        int failures = 0;
        while (batch.getFirst().channel().open()) {
            try {
                List<Event> events =
                        batch.stream().map(delivery -> event(delivery, spans)).toList();
                return publish(batch.getFirst(), router.route(events));
            } catch (JdbiException e) {
                failures += DatabaseErrors.maybeTheStatement(e) ? 1 : 0;
                if (DatabaseErrors.isOutage(e) && failures < MOST_FAILURES) {
                    database.suspect(e);
                    if (!awaitDatabase(databasePatience)) {
                        return false;
                    }
                } else {
                    return routeApart(batch, spans, e);
                }
            } catch (RuntimeException e) {
                return routeApart(batch, spans, e);
            }
        }
        return false;
    }

    /** One bad event must not hold up the others: each alone, and the bad one to the dead letters. */
    private boolean routeApart(List<Delivery> batch, RouteSpans spans, RuntimeException e) throws InterruptedException {
        if (batch.size() > 1) {
            for (Delivery delivery : batch) {
                if (!route(List.of(delivery), spans)) {
                    return false;
                }
            }
            return true;
        }
        Reason reason = DatabaseErrors.isBadData(e) ? Reason.BAD_DATA : Reason.UNEXPECTED_ERROR;
        log.error("event {} can't be routed", batch.getFirst().messageId(), e);
        return publish(batch.getFirst(), List.of(letter(batch.getFirst(), reason, DatabaseErrors.explain(e))));
    }

    private void bury(Delivery delivery, Reason reason, String error) throws InterruptedException {
        if (publish(delivery, List.of(letter(delivery, reason, error)))) {
            delivery.ack();
        }
    }

    private Publication letter(Delivery delivery, Reason reason, String error) {
        return DeadLetter.event(
                delivery.body(), "application/json", delivery.messageId(), reason, error, clock.instant());
    }

    private boolean publish(Delivery delivery, List<Publication> publications) throws InterruptedException {
        List<Publication> left = publications;
        while (!left.isEmpty()) {
            List<PublishOutcome> outcomes = publisher.publishAll(left, CONFIRM_TIMEOUT);
            List<Publication> unconfirmed = new ArrayList<>();
            for (int i = 0; i < left.size(); i++) {
                if (outcomes.get(i).confirmed()) {
                    meters.routed(left.get(i));
                } else {
                    unconfirmed.add(left.get(i));
                }
            }
            left = unconfirmed;
            if (!left.isEmpty()) {
                if (!delivery.channel().open()) {
                    return false;
                }
                Thread.sleep(PAUSE);
            }
        }
        return true;
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
