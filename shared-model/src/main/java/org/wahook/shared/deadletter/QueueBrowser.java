package org.wahook.shared.deadletter;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import com.rabbitmq.client.GetResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads each message once that is in a queue at the beginning, oldest first. Messages that are not acknowledged are
 * requeued at the end, in their order; if they were requeued earlier they would be delivered again at once. Only a
 * few messages at a time are in memory here.
 *
 * @param <T> what is kept of a message
 */
final class QueueBrowser<T> implements AutoCloseable {

    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration ON_ITS_WAY = Duration.ofMillis(200);

    /** How long to wait until requeued messages are back in the queue. */
    private static final Duration BACK = Duration.ofSeconds(3);

    private static final Duration LOOK_AGAIN = Duration.ofMillis(10);

    /** RabbitMQ keeps the order of messages that go back together up to so many: Erlang's small maps are sorted. */
    private static final int GO_BACK_TOGETHER = 32;

    /** A message that was taken, and what {@link #acknowledge} is given. */
    record Taken<T>(long tag, T message) {}

    private final Channel channel;
    private final String queue;
    private final int atATime;
    private final Function<GetResponse, T> read;
    private final BlockingQueue<Taken<T>> arrived = new LinkedBlockingQueue<>();

    /** Tags of what goes back, one list for each consumer: RabbitMQ returns the messages of several in any order. */
    private final List<TreeSet<Long>> held = new ArrayList<>();

    private long left;
    private long remaining;
    private int asked;
    private @Nullable String consumer;

    /**
     * @param atATime messages that are fetched at once
     * @param read called as each message arrives; only its result is kept
     */
    QueueBrowser(Connection connection, String queue, int atATime, Function<GetResponse, T> read) throws IOException {
        this.channel = connection.createChannel();
        this.queue = queue;
        this.atATime = atATime;
        this.read = read;
        this.left = channel.messageCount(queue);
        this.remaining = left;
    }

    /** Empty when all were read, or other readers have the rest. */
    Optional<Taken<T>> next() throws IOException {
        try {
            return left == 0 ? Optional.empty() : take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted; the letters stay where they are", e);
        }
    }

    void acknowledge(long deliveryTag) throws IOException {
        channel.basicAck(deliveryTag, false);
        held.forEach(tags -> tags.remove(deliveryTag));
        remaining--;
    }

    private Optional<Taken<T>> take() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadline) {
            if (asked == 0 && arrived.isEmpty()) {
                askForMore();
            }
            Taken<T> next = arrived.poll(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
            if (next == null && channel.messageCount(queue) == 0) {
                next = arrived.poll(ON_ITS_WAY.toMillis(), TimeUnit.MILLISECONDS);
                if (next == null) {
                    return Optional.empty();
                }
            }
            if (next != null) {
                left--;
                held.getLast().add(next.tag());
                asked = Math.max(0, asked - 1);
                return Optional.of(next);
            }
        }
        throw new IOException("RabbitMQ delivers nothing of what lies in " + queue);
    }

    /** A consumer gets at most so many messages; the next one gets those after them. */
    private void askForMore() throws IOException {
        endConsumer();
        asked = (int) Math.min(atATime, left);
        channel.basicQos(asked);
        held.add(new TreeSet<>());
        consumer = channel.basicConsume(queue, false, new DefaultConsumer(channel) {
            @Override
            public void handleDelivery(String tag, Envelope envelope, BasicProperties properties, byte[] body) {
                arrived.add(new Taken<>(
                        envelope.getDeliveryTag(), read.apply(new GetResponse(envelope, properties, body, 0))));
            }
        });
    }

    private void endConsumer() throws IOException {
        if (consumer != null) {
            channel.basicCancel(consumer);
            consumer = null;
        }
    }

    /** Returns when the requeued messages are back in the queue. */
    @Override
    public void close() throws IOException, TimeoutException {
        if (channel.isOpen()) {
            endConsumer();
            requeue();
            awaitReturn();
            channel.close();
        }
    }

    private void requeue() throws IOException {
        Taken<T> untouched = arrived.poll();
        while (untouched != null) {
            held.getLast().add(untouched.tag());
            untouched = arrived.poll();
        }
        for (TreeSet<Long> tags : held) {
            int together = 0;
            for (long tag : tags) {
                together++;
                if (together % GO_BACK_TOGETHER == 0 || tag == tags.last()) {
                    channel.basicNack(tag, true, true);
                }
            }
        }
        // Deliveries that were under way to a cancelled consumer.
        channel.basicNack(0, true, true);
    }

    /** RabbitMQ requeues with some delay. Messages that other readers take meanwhile are not waited for. */
    private void awaitReturn() throws IOException {
        long deadline = System.nanoTime() + BACK.toNanos();
        try {
            while (channel.messageCount(queue) < remaining && System.nanoTime() < deadline) {
                Thread.sleep(LOOK_AGAIN);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
