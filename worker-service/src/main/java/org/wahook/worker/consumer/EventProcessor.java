package org.wahook.worker.consumer;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.JdbiException;
import org.wahook.platform.broker.ConfirmingPublisher;
import org.wahook.platform.broker.MessageHeaders;
import org.wahook.platform.broker.PendingConfirms;
import org.wahook.platform.broker.Publication;
import org.wahook.platform.broker.PublishOutcome;
import org.wahook.platform.database.Database;
import org.wahook.platform.database.DatabaseErrors;
import org.wahook.platform.tracing.Tracing;
import org.wahook.shared.topology.Topology;
import org.wahook.worker.outcome.DeadLetterPublications;
import org.wahook.worker.outcome.Reason;
import org.wahook.worker.route.Event;
import org.wahook.worker.route.Router;

/** A batch of events from delivery to settlement: stored, its jobs confirmed by the broker, and only then acked. */
public final class EventProcessor {

    private static final Duration CONFIRM_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    /** On their way to the broker: jobs that come meanwhile wait behind so many at most. */
    private static final int LETTERS_AT_ONCE = 200;

    private static final Duration RETRY_HELD_EVERY = Duration.ofMillis(250);

    private final EventRouting routing;
    private final EventAttempts attempts;
    private final ConfirmingPublisher publisher;
    private final Database database;
    private final Duration databasePatience;
    private final Clock clock;
    private final ConsumerMeters meters;
    private final Tracing tracing;
    private long heldTriedAt = System.nanoTime();

    EventProcessor(
            Router router,
            ConfirmingPublisher publisher,
            Database database,
            Duration databasePatience,
            ConsumerMeters meters,
            Tracing tracing,
            Clock clock) {
        this.routing = new EventRouting(router, database, databasePatience, clock);
        this.attempts = new EventAttempts(database.jdbi());
        this.publisher = publisher;
        this.database = database;
        this.databasePatience = databasePatience;
        this.meters = meters;
        this.tracing = tracing;
        this.clock = clock;
    }

    /**
     * A batch that is stored, with its jobs on their way to the broker.
     *
     * @param batch what is stored as a whole
     * @param multiple whether all that came before it on its channel is settled with it
     * @param letters what could not be used of it, which is published when the batch is settled: a webhook may have
     *     thousands of broken items, and the jobs of others must not wait behind them
     */
    record Routed(
            ConsumerChannel channel,
            List<Delivery> batch,
            boolean multiple,
            List<Publication> jobs,
            PendingConfirms begun,
            List<Publication> letters,
            RouteSpans spans,
            long began) {

        Routed {
            batch = List.copyOf(batch);
            jobs = List.copyOf(jobs);
            letters = List.copyOf(letters);
        }

        /** Each delivery is acknowledged alone, not together with those before it. */
        Routed oneByOne() {
            return new Routed(channel, batch, false, jobs, begun, letters, spans, began);
        }
    }

    /**
     * Stores deliveries of one channel, in order. Empty where some of them are not stored: nothing that came later on
     * this channel may be acknowledged then, as it would acknowledge them too. All of it must go back with the channel.
     */
    Optional<Routed> store(List<Delivery> batch) throws InterruptedException {
        long began = System.nanoTime();
        ConsumerChannel channel = batch.getLast().channel();
        boolean suspicious = batch.getFirst().suspicious();
        if (suspicious && isGuilty(batch.getFirst())) {
            deadLetter(batch.getFirst());
            return Optional.of(routed(channel, List.of(), List.of(), RouteSpans.start(tracing, List.of()), began));
        }
        RouteSpans spans = RouteSpans.start(tracing, batch);
        Optional<List<Publication>> jobs = Optional.empty();
        try {
            jobs = routing.route(batch.stream()
                    .map(delivery -> EventPiece.whole(delivery, event(delivery, spans)))
                    .toList());
        } finally {
            if (suspicious) {
                survived(batch.getFirst());
            }
            if (jobs.isEmpty()) {
                spans.close();
            }
        }
        List<Delivery> stored =
                batch.stream().filter(one -> !routing.held().has(one)).toList();
        return jobs.map(it -> routed(channel, stored, it, spans, began));
    }

    private Routed routed(
            ConsumerChannel channel, List<Delivery> stored, List<Publication> all, RouteSpans spans, long began) {
        List<Publication> jobs = all.stream().filter(one -> !isDeadLetter(one)).toList();
        return new Routed(
                channel,
                stored,
                routing.held().isEmpty(),
                jobs,
                publisher.beginAll(jobs, CONFIRM_TIMEOUT),
                all.stream().filter(EventProcessor::isDeadLetter).toList(),
                spans,
                began);
    }

    private static boolean isDeadLetter(Publication publication) {
        return publication.exchange().equals(Topology.DEAD_EXCHANGE);
    }

    /** What waits for rows that somebody else has locked. */
    HeldPieces held() {
        return routing.held();
    }

    /**
     * Tries now and then what waits for locked rows.
     *
     * @param lost told where what came on the channel has to go back
     */
    Optional<Routed> storeHeld(Acknowledger.Requeue lost) throws InterruptedException {
        if (routing.held().isEmpty() || System.nanoTime() - heldTriedAt < RETRY_HELD_EVERY.toNanos()) {
            return Optional.empty();
        }
        long began = System.nanoTime();
        List<Delivery> before = routing.held().all().stream()
                .map(EventPiece::delivery)
                .distinct()
                .toList();
        Optional<List<Publication>> jobs = routing.retry();
        heldTriedAt = System.nanoTime();
        if (jobs.isEmpty()) {
            lost.all(before.getLast().channel());
            return Optional.empty();
        }
        List<Delivery> stored = before.stream()
                .filter(one -> one.channel().open() && !routing.held().has(one))
                .toList();
        return stored.isEmpty() && jobs.get().isEmpty()
                ? Optional.empty()
                : Optional.of(routed(
                                before.getLast().channel(),
                                stored,
                                jobs.get(),
                                RouteSpans.start(tracing, List.of()),
                                began)
                        .oneByOne());
    }

    /**
     * Acknowledges a batch, and with it all that came before it on its channel, once the broker has confirmed its jobs and
     * its dead letters. Where the channel is gone meanwhile, the batch will be delivered again.
     */
    void settle(Routed routed) throws InterruptedException {
        try (RouteSpans _ = routed.spans()) {
            List<Publication> left = unconfirmed(routed.jobs(), routed.begun().await());
            if (!left.isEmpty() && !publish(routed.channel(), left)) {
                return;
            }
            for (int from = 0; from < routed.letters().size(); from += LETTERS_AT_ONCE) {
                int to = Math.min(routed.letters().size(), from + LETTERS_AT_ONCE);
                if (!publish(routed.channel(), routed.letters().subList(from, to))) {
                    return;
                }
            }
        }
        List<Delivery> batch = routed.batch();
        if (!batch.isEmpty()) {
            if (routed.multiple()) {
                routed.channel().ack(batch.getLast().tag(), true);
            } else {
                batch.forEach(Delivery::ack);
            }
            meters.batch(batch.size(), System.nanoTime() - routed.began());
            batch.forEach(delivery -> meters.routedAfter(Duration.between(waitingSince(delivery), clock.instant())));
        }
    }

    /** Waits until the database answers; false where it does not in time. */
    boolean awaitDatabase(Duration limit) throws InterruptedException {
        return database.awaitAnswering(limit);
    }

    /** An event that was in hand alone when its worker died. One that was lost in company, however often, is not to blame. */
    private boolean isGuilty(Delivery delivery) throws InterruptedException {
        while (delivery.channel().open()) {
            try {
                return attempts.begin(delivery.messageId());
            } catch (JdbiException e) {
                if (!DatabaseErrors.isOutage(e) && !DatabaseErrors.isLocked(e)) {
                    throw e;
                }
                database.suspect(e);
                awaitDatabase(databasePatience);
            }
        }
        return false;
    }

    /**
     * The worker survived the event, so the mark is removed. A mark that stayed would say that the event ends its
     * worker.
     */
    private void survived(Delivery delivery) throws InterruptedException {
        do {
            try {
                attempts.end(delivery.messageId());
                return;
            } catch (JdbiException e) {
                if (!DatabaseErrors.isOutage(e) && !DatabaseErrors.isLocked(e)) {
                    throw e;
                }
                database.suspect(e);
            }
        } while (awaitDatabase(databasePatience));
    }

    private void deadLetter(Delivery delivery) throws InterruptedException {
        Publication letter = DeadLetterPublications.event(
                delivery.body(),
                "application/json",
                delivery.messageId(),
                Reason.DELIVERY_LIMIT,
                "its worker went away with it " + delivery.lostBefore() + " times, the last time with it alone",
                clock.instant());
        if (publish(delivery.channel(), List.of(letter))) {
            delivery.ack();
            survived(delivery);
        }
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

    /** An event that was replayed from the dead letters waits since then, and not since ingest took it. */
    private static Instant waitingSince(Delivery delivery) {
        return delivery.headers().get(MessageHeaders.REPLAYED) instanceof Long at
                ? Instant.ofEpochMilli(at)
                : receivedAt(delivery);
    }

    private static Instant receivedAt(Delivery delivery) {
        return Instant.ofEpochMilli(
                MessageHeaders.number(delivery.headers(), MessageHeaders.RECEIVED_AT, System.currentTimeMillis()));
    }
}
