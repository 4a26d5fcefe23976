package org.wahook.platform.broker;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ShutdownSignalException;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.wahook.platform.config.RabbitUrls;

/**
 * Publishes with asynchronous confirms: many messages in flight, bounded in number, on one channel. Says what became of
 * each, and keeps nothing: what is not {@link PublishOutcome.Confirmed} is the caller's to publish again.
 *
 * <p>With four channels RabbitMQ took a third more processor time for the same messages: each confirms for itself.
 */
public final class ConfirmingPublisher implements BrokerSession, AutoCloseable {

    private static final int PART_FOR_A_PLACE = 5;
    private static final Duration DECLARE_AGAIN_AFTER = Duration.ofSeconds(10);

    private final BrokerLink link;
    private final Semaphore inFlight;
    private final PublishMeters meters;
    private final AtomicLong declaredAgain = new AtomicLong(System.nanoTime() - DECLARE_AGAIN_AFTER.toNanos());
    private volatile Optional<ConfirmChannel> channel = Optional.empty();
    private volatile Consumer<Publication> whenConfirmed = publication -> {};

    /** @param mostInFlight messages that may await their confirms at one time */
    public ConfirmingPublisher(
            RabbitUrls urls, String name, BrokerTopology topology, int mostInFlight, MeterRegistry registry) {
        this.inFlight = new Semaphore(mostInFlight);
        this.meters = new PublishMeters(registry, inFlight, mostInFlight);
        this.link = new BrokerLink(urls, name, topology, this);
    }

    public ConfirmingPublisher start() {
        link.start();
        return this;
    }

    /** @param observer is told of each message that is confirmed, on the thread of the confirm: it must not wait */
    public ConfirmingPublisher whenConfirmed(Consumer<Publication> observer) {
        whenConfirmed = observer;
        return this;
    }

    /** Why nothing can be published now; empty when the broker is open and confirms. */
    public Optional<String> problem() {
        return link.problem();
    }

    /**
     * Publishes and waits for the broker's answer, at most {@code timeout}. Where too many messages are in flight it waits
     * for a place for a fifth of that: who is refused at once comes again, which costs both sides more than to wait. For
     * longer it would hold the message in vain, since the broker has stopped.
     */
    public PublishOutcome publish(Publication publication, Duration timeout) {
        return meters.count(await(publication, timeout));
    }

    private PublishOutcome await(Publication publication, Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        CompletableFuture<PublishOutcome> outcome = begin(publication, timeout, timeout.dividedBy(PART_FOR_A_PLACE));
        try {
            return outcome.get(until(deadline).toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return new PublishOutcome.TimedOut();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new PublishOutcome.Unavailable("interrupted");
        } catch (ExecutionException e) {
            throw new IllegalStateException("a publish outcome is never an exception", e);
        }
    }

    /**
     * All of them, then waits for all answers: a batch costs one wait. The outcomes are in the order of the batch. Where too
     * many messages are in flight it waits for places, within the same timeout.
     */
    public List<PublishOutcome> publishAll(List<Publication> publications, Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        List<CompletableFuture<PublishOutcome>> outcomes = publications.stream()
                .map(publication -> begin(publication, timeout, until(deadline)))
                .toList();
        return new PendingConfirms(outcomes, until(deadline), meters).await();
    }

    private static Duration until(long deadline) {
        return Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
    }

    /** All of them, for a caller with other things to do until the broker has answered. */
    public PendingConfirms beginAll(List<Publication> publications, Duration timeout) {
        return new PendingConfirms(
                publications.stream()
                        .map(publication -> begin(publication, timeout, Duration.ZERO))
                        .toList(),
                timeout,
                meters);
    }

    /** @param patience for a place, where too many messages are in flight */
    private CompletableFuture<PublishOutcome> begin(Publication publication, Duration timeout, Duration patience) {
        Optional<String> problem = link.problem();
        if (problem.isPresent()) {
            return done(new PublishOutcome.Unavailable(problem.get()));
        }
        try {
            if (!inFlight.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS)) {
                return done(new PublishOutcome.Full());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return done(new PublishOutcome.Unavailable("interrupted"));
        }
        Optional<ConfirmChannel> open = channel;
        if (open.isEmpty()) {
            inFlight.release();
            return done(new PublishOutcome.Unavailable("the channel is not open"));
        }
        long began = System.nanoTime();
        CompletableFuture<PublishOutcome> outcome = new CompletableFuture<>();
        CompletableFuture<PublishOutcome> counted = outcome.whenComplete((answer, error) -> {
            inFlight.release();
            switch (answer) {
                case PublishOutcome.Confirmed() -> whenConfirmed.accept(publication);
                case PublishOutcome.Unroutable() -> declareAgain();
                case null, default -> {}
            }
            meters.answered(System.nanoTime() - began);
        });
        open.get().publish(publication, outcome, timeout);
        return counted;
    }

    /** Somebody deleted a queue. Not too often, should it be of no help. */
    private void declareAgain() {
        long now = System.nanoTime();
        long last = declaredAgain.get();
        if (now - last > DECLARE_AGAIN_AFTER.toNanos() && declaredAgain.compareAndSet(last, now)) {
            link.declareAgain();
        }
    }

    /** What lies in these queues, for those that can be asked now. On a channel of its own, so that it fails alone. */
    public List<QueueDepth> depths(List<String> queues) {
        return link.depths(queues);
    }

    private static CompletableFuture<PublishOutcome> done(PublishOutcome outcome) {
        return CompletableFuture.completedFuture(outcome);
    }

    @Override
    public void opened(Connection connection) throws IOException {
        Channel fresh = connection.createChannel();
        fresh.addShutdownListener(this::channelClosed);
        channel = Optional.of(new ConfirmChannel(fresh, meters).start());
    }

    /** A channel that the broker closed alone (an exchange was deleted, say) takes the connection with it: begin anew. */
    private void channelClosed(ShutdownSignalException cause) {
        if (!cause.isHardError() && !cause.isInitiatedByApplication()) {
            link.reconnect(String.valueOf(cause.getMessage()));
        }
    }

    @Override
    public void closed(String why) {
        Optional<ConfirmChannel> gone = channel;
        channel = Optional.empty();
        gone.ifPresent(it -> it.abandon(why));
    }

    @Override
    public void close() {
        link.close();
    }
}
