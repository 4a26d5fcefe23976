package org.wahook.shared.broker;

import com.rabbitmq.client.Channel;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/** One channel in confirm mode with many messages in flight, each waiting on its own future. */
final class ConfirmChannel {

    private record Unconfirmed(String messageId, CompletableFuture<PublishOutcome> outcome) {}

    private final Channel channel;
    private final ReentrantLock oneWriter = new ReentrantLock();
    private final ConcurrentNavigableMap<Long, Unconfirmed> unconfirmed = new ConcurrentSkipListMap<>();
    private final Set<String> returned = ConcurrentHashMap.newKeySet();

    ConfirmChannel(Channel channel) throws IOException {
        this.channel = channel;
        channel.confirmSelect();
        channel.addReturnListener(
                message -> returned.add(message.getProperties().getMessageId()));
        channel.addConfirmListener(
                (tag, multiple) -> settle(tag, multiple, new PublishOutcome.Confirmed()),
                (tag, multiple) -> settle(tag, multiple, new PublishOutcome.Nacked()));
    }

    boolean open() {
        return channel.isOpen();
    }

    /** Completes {@code outcome} when the broker has answered; fails it at once when the message can't be written. */
    void publish(Publication publication, CompletableFuture<PublishOutcome> outcome, long waitMillis) {
        if (!lock(waitMillis)) {
            outcome.complete(new PublishOutcome.TimedOut());
            return;
        }
        long tag = channel.getNextPublishSeqNo();
        try {
            unconfirmed.put(tag, new Unconfirmed(publication.messageId(), outcome));
            channel.basicPublish(
                    publication.exchange(),
                    publication.routingKey(),
                    true,
                    publication.properties(),
                    publication.body());
        } catch (IOException | RuntimeException e) {
            unconfirmed.remove(tag);
            outcome.complete(new PublishOutcome.Unavailable(String.valueOf(e.getMessage())));
        } finally {
            oneWriter.unlock();
        }
    }

    /** Nothing more will be heard of what was in flight. */
    void abandon(String why) {
        while (true) {
            var first = unconfirmed.pollFirstEntry();
            if (first == null) {
                return;
            }
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

    private void complete(@org.jspecify.annotations.Nullable Unconfirmed message, PublishOutcome outcome) {
        if (message == null) {
            return;
        }
        boolean unroutable = !returned.isEmpty() && returned.remove(message.messageId());
        message.outcome().complete(unroutable ? new PublishOutcome.Unroutable() : outcome);
    }

    /** A broker that reads nothing lets the socket fill up, and the writer then holds the lock until the heartbeat ends it. */
    private boolean lock(long waitMillis) {
        try {
            return oneWriter.tryLock(waitMillis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
