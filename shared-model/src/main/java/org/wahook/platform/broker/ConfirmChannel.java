package org.wahook.platform.broker;

import com.rabbitmq.client.Channel;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * One channel in confirm mode with many messages in flight, each waiting on its own future. One thread writes them,
 * so that callers do not block while the broker reads nothing.
 */
final class ConfirmChannel {

    private final Channel channel;
    private final PublishMeters meters;
    private final BlockingQueue<Handed> handed = new LinkedBlockingQueue<>();
    private final ConcurrentNavigableMap<Long, Handed> unconfirmed = new ConcurrentSkipListMap<>();

    /** How many messages of each id were returned: a job may be under way twice, and each has a confirm of its own. */
    private final ConcurrentMap<String, Integer> returned = new ConcurrentHashMap<>();

    private final Thread writer = Thread.ofVirtual().name("publishes").unstarted(this::writeAll);
    private volatile @Nullable String abandoned;

    /**
     * The last one's delivery tag. The client counts what can't be encoded too, which the broker never sees: its numbers
     * would take the confirm of one message for another's from there on.
     */
    private long written;

    /** A message, and when it was handed over. */
    private record Handed(
            Publication publication, CompletableFuture<PublishOutcome> outcome, long began, long timeoutNanos) {

        boolean late() {
            return System.nanoTime() - began > timeoutNanos;
        }
    }

    ConfirmChannel(Channel channel, PublishMeters meters) throws IOException {
        this.channel = channel;
        this.meters = meters;
        channel.confirmSelect();
        channel.addReturnListener(
                message -> returned.merge(message.getProperties().getMessageId(), 1, Integer::sum));
        channel.addConfirmListener(
                (tag, multiple) -> settle(tag, multiple, new PublishOutcome.Confirmed()),
                (tag, multiple) -> settle(tag, multiple, new PublishOutcome.Nacked()));
    }

    ConfirmChannel start() {
        writer.start();
        return this;
    }

    /**
     * Completes {@code outcome} when the broker has answered, or when the message can't be written. It is not written
     * once the timeout is over.
     */
    void publish(Publication publication, CompletableFuture<PublishOutcome> outcome, Duration timeout) {
        handed.add(new Handed(publication, outcome, System.nanoTime(), timeout.toNanos()));
        failWhereAbandoned();
    }

    private void writeAll() {
        try {
            while (abandoned == null) {
                write(handed.take());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void write(Handed message) {
        if (message.late()) {
            message.outcome().complete(new PublishOutcome.TimedOut());
            return;
        }
        long tag = written + 1;
        unconfirmed.put(tag, message);
        Publication publication = message.publication();
        try {
            channel.basicPublish(
                    publication.exchange(),
                    publication.routingKey(),
                    true,
                    publication.properties(),
                    publication.body());
            written = tag;
            meters.written(System.nanoTime() - message.began());
        } catch (IOException | RuntimeException | Error e) {
            // Any error: the writer thread must not end, since the channel would end with it.
            unconfirmed.remove(tag);
            message.outcome().complete(new PublishOutcome.Unavailable(e.toString()));
        }
        failWhereAbandoned();
    }

    /** The outcome of what was in flight is unknown. */
    void abandon(String why) {
        abandoned = why;
        writer.interrupt();
        failWhereAbandoned();
    }

    /** Asked after each step, so that nothing is forgotten that was handed over or written meanwhile. */
    private void failWhereAbandoned() {
        String why = abandoned;
        if (why == null) {
            return;
        }
        for (Handed next = handed.poll(); next != null; next = handed.poll()) {
            next.outcome().complete(new PublishOutcome.Unavailable(why));
        }
        for (var first = unconfirmed.pollFirstEntry(); first != null; first = unconfirmed.pollFirstEntry()) {
            first.getValue().outcome().complete(new PublishOutcome.Unavailable(why));
        }
    }

    /** The broker returns an unroutable message before it confirms it. */
    private void settle(long tag, boolean multiple, PublishOutcome outcome) {
        if (!multiple) {
            complete(unconfirmed.remove(tag), outcome);
            return;
        }
        var settled = unconfirmed.headMap(tag, true);
        while (!settled.isEmpty()) {
            var first = settled.pollFirstEntry();
            complete(first == null ? null : first.getValue(), outcome);
        }
    }

    private void complete(@Nullable Handed message, PublishOutcome outcome) {
        if (message == null) {
            return;
        }
        boolean unroutable =
                !returned.isEmpty() && wasReturned(message.publication().messageId());
        message.outcome().complete(unroutable ? new PublishOutcome.Unroutable() : outcome);
    }

    private boolean wasReturned(String messageId) {
        boolean[] found = {false};
        returned.computeIfPresent(messageId, (id, many) -> {
            found[0] = true;
            return many == 1 ? null : many - 1;
        });
        return found[0];
    }
}
