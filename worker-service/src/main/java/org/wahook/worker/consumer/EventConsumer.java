package org.wahook.worker.consumer;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wahook.platform.broker.BrokerSession;
import org.wahook.shared.topology.Topology;

/**
 * Consumes the events in order and routes them in batches on one thread, which keeps each conversation's messages in
 * order. A batch is as large as what has arrived meanwhile, so it adds no wait; while its jobs are confirmed the next is
 * stored.
 */
public final class EventConsumer implements BrokerSession {

    private static final Logger log = LoggerFactory.getLogger(EventConsumer.class);

    /** Enough for a batch that is stored, one whose jobs are confirmed, and the next; more would only hold memory. */
    private static final int PREFETCH = 500;

    private static final int LARGEST_BATCH = 200;

    /** Up to 1000 updates come in one event, so a batch is bounded by its bytes too. */
    private static final int MOST_BYTES = 4 * 1024 * 1024;

    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration HELD_PAUSE = Duration.ofMillis(50);

    private final EventProcessor work;
    private final BlockingQueue<Delivery> arrived = new LinkedBlockingQueue<>();
    private final Acknowledger acknowledger;
    private final Thread router = Thread.ofVirtual().name("router").unstarted(this::route);
    private volatile @Nullable Connection connection;
    private volatile @Nullable ConsumerChannel consuming;
    private volatile boolean stopping;

    public EventConsumer(EventProcessor work) {
        this.work = work;
        this.acknowledger = new Acknowledger(work, this::requeue);
    }

    public EventConsumer start() {
        acknowledger.start();
        router.start();
        return this;
    }

    public boolean consuming() {
        return consuming != null;
    }

    @Override
    public synchronized void opened(Connection fresh) throws IOException {
        connection = fresh;
        consume(fresh);
    }

    private synchronized void consume(Connection connection) throws IOException {
        if (stopping) {
            return;
        }
        Channel channel = connection.createChannel();
        channel.addShutdownListener(cause -> {
            if (!cause.isHardError() && !cause.isInitiatedByApplication()) {
                connection.abort(1000);
            }
        });
        channel.basicQos(PREFETCH);
        ConsumerChannel ours = new ConsumerChannel(channel);
        channel.basicConsume(Topology.EVENTS, false, new DefaultConsumer(channel) {
            @Override
            public void handleDelivery(String tag, Envelope envelope, BasicProperties properties, byte[] body) {
                arrived.add(Delivery.of(ours, envelope, properties, body));
            }

            @Override
            public void handleCancel(String tag) {
                Thread.startVirtualThread(() -> connection.abort(1000));
            }
        });
        consuming = ours;
    }

    /** What has arrived on the old channel will be delivered again. */
    @Override
    public synchronized void closed(String why) {
        connection = null;
        consuming = null;
        arrived.removeIf(delivery -> !delivery.channel().open());
    }

    private void route() {
        try {
            while (!stopping) {
                List<Delivery> batch = nextBatch();
                if (!batch.isEmpty()) {
                    perform(batch);
                }
                storeHeld();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * This thread must not end while there are events, whatever is wrong with one of them: nobody else gets any as long
     * as this consumer is the active one.
     */
    private void perform(List<Delivery> batch) throws InterruptedException {
        if (batch.getLast().suspicious()) {
            acknowledger.awaitSettled();
        }
        Optional<EventProcessor.Routed> routed = Optional.empty();
        try {
            routed = work.store(batch);
        } catch (RuntimeException | Error e) {
            log.error("a batch of {} events could not be stored and goes back", batch.size(), e);
        }
        if (routed.isPresent()) {
            acknowledger.add(routed.get());
        } else {
            requeue(batch.getLast().channel());
        }
    }

    private void storeHeld() throws InterruptedException {
        try {
            Optional<EventProcessor.Routed> routed = work.storeHeld(this::requeue);
            if (routed.isPresent()) {
                acknowledger.add(routed.get());
            }
        } catch (RuntimeException | Error e) {
            log.error("what waits for locked rows could not be stored and is tried again", e);
        }
    }

    /**
     * Everything that came on the channel goes back with it, in its order, and another replica takes over. We ask for
     * more once the database answers.
     */
    private void requeue(ConsumerChannel channel) throws InterruptedException {
        synchronized (this) {
            if (consuming == channel) {
                consuming = null;
            }
        }
        channel.close();
        do {
            Thread.sleep(PAUSE);
        } while (!stopping && !work.awaitDatabase(PAUSE));
        consumeAgain();
    }

    /** Where the connection is gone too, its successor brings a channel. */
    private synchronized void consumeAgain() {
        Connection open = connection;
        if (open == null || consuming != null) {
            return;
        }
        try {
            consume(open);
        } catch (IOException | ShutdownSignalException e) {
            log.debug("the connection is gone: {}", e.getMessage());
            Thread.startVirtualThread(() -> open.abort(1000));
        }
    }

    private List<Delivery> nextBatch() throws InterruptedException {
        List<Delivery> batch = new ArrayList<>();
        if (work.held().full()) {
            Thread.sleep(HELD_PAUSE);
            return batch;
        }
        Delivery first = arrived.poll(200, TimeUnit.MILLISECONDS);
        int bytes = 0;
        for (Delivery next = first; next != null; next = arrived.poll()) {
            if (next.channel().open()) {
                batch.add(next);
                bytes += next.body().length;
            }
            if (batch.size() >= LARGEST_BATCH || bytes >= MOST_BYTES || next.suspicious() || suspiciousComes()) {
                break;
            }
        }
        return ofOneChannel(batch);
    }

    /** One of the events that were lost together is the cause, so each is routed alone. */
    private boolean suspiciousComes() {
        Delivery next = arrived.peek();
        return next != null && next.suspicious();
    }

    /**
     * Where a batch has deliveries of two channels, the older channel is closed, and RabbitMQ delivers its messages
     * again.
     */
    private static List<Delivery> ofOneChannel(List<Delivery> batch) {
        return batch.stream()
                .filter(delivery -> delivery.channel() == batch.getLast().channel())
                .toList();
    }

    /**
     * Finishes what is in hand and closes the channel, which gives back the rest. Cancelling the consumer would not
     * do: the next replica would get what lies in the queue before the rest comes back to it, and would store a
     * conversation's messages out of order.
     */
    public void stop(Duration grace) {
        ConsumerChannel channel = endConsuming();
        long deadline = System.nanoTime() + grace.toNanos();
        try {
            if (router.getState() != Thread.State.NEW && !router.join(grace)) {
                log.warn("a batch of events was not routed within {}: it goes back", grace);
                router.interrupt();
            }
            acknowledger.stop(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (channel != null) {
            channel.close();
        }
    }

    private synchronized @Nullable ConsumerChannel endConsuming() {
        stopping = true;
        ConsumerChannel channel = consuming;
        consuming = null;
        return channel;
    }
}
