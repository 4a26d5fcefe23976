package org.wahook.worker.consumer;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wahook.platform.broker.BrokerSession;
import org.wahook.shared.topology.Topology;

/** Consumes the lanes and gives each job to a virtual thread of its own, at most so many at a time. */
public final class ReplyConsumer implements BrokerSession {

    private static final Logger log = LoggerFactory.getLogger(ReplyConsumer.class);

    private record Consuming(ConsumerChannel channel, String consumerTag) {}

    private final Topology topology;
    private final int concurrency;
    private final int prefetch;
    private final ReplyProcessor work;
    private final Semaphore places;
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("reply-", 0).factory());
    private volatile List<Consuming> consuming = List.of();
    private volatile boolean stopping;

    /**
     * @param concurrency turns in flight
     * @param clientConcurrency of which for one client; twice as many more wait here for a place, and the lane must
     *     have room besides for its other clients
     */
    public ReplyConsumer(Topology topology, int concurrency, int clientConcurrency, ReplyProcessor work) {
        this.topology = topology;
        this.concurrency = concurrency;
        this.prefetch = prefetch(topology, concurrency, clientConcurrency);
        this.work = work;
        this.places = new Semaphore(concurrency, true);
    }

    /** Jobs of one lane in hand. */
    static int prefetch(Topology topology, int concurrency, int clientConcurrency) {
        int forOneClient = 3 * Math.min(clientConcurrency, concurrency);
        return Math.max(Math.min(2 * forOneClient, 2 * concurrency), concurrency / topology.lanes());
    }

    public int inFlight() {
        return concurrency - places.availablePermits();
    }

    public boolean consuming() {
        return !consuming.isEmpty();
    }

    @Override
    public void opened(Connection connection) throws IOException {
        if (stopping) {
            return;
        }
        List<Consuming> started = new ArrayList<>();
        for (String lane : topology.laneQueues()) {
            Channel channel = connection.createChannel();
            // Where one channel breaks, the connection is closed too, and all channels are opened anew.
            channel.addShutdownListener(cause -> {
                if (!cause.isHardError() && !cause.isInitiatedByApplication()) {
                    connection.abort(1000);
                }
            });
            channel.basicQos(Math.min(prefetch, 65_535));
            ConsumerChannel ours = new ConsumerChannel(channel);
            started.add(new Consuming(ours, channel.basicConsume(lane, false, consumer(channel, ours, connection))));
        }
        consuming = List.copyOf(started);
    }

    @Override
    public void closed(String why) {
        consuming = List.of();
    }

    private DefaultConsumer consumer(Channel channel, ConsumerChannel ours, Connection connection) {
        return new DefaultConsumer(channel) {
            @Override
            public void handleDelivery(String tag, Envelope envelope, BasicProperties properties, byte[] body) {
                Delivery delivery = Delivery.of(ours, envelope, properties, body);
                begin(delivery);
            }

            // The queue was deleted, or its leader moved.
            @Override
            public void handleCancel(String tag) {
                Thread.startVirtualThread(() -> connection.abort(1000));
            }
        };
    }

    /**
     * Deliveries that arrive during the stop go back with the channel. An exception from here would close the channel
     * at once.
     */
    private void begin(Delivery delivery) {
        try {
            threads.execute(() -> work(delivery));
        } catch (RejectedExecutionException e) {
            log.debug("stopping: a delivery goes back");
        }
    }

    private void work(Delivery delivery) {
        try {
            if (stopping) {
                work.requeue(delivery);
            } else {
                work.perform(delivery, this::inPlace);
            }
        } catch (InterruptedException e) {
            work.requeue(delivery);
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error e) {
            log.error("A job could not be settled and is published again", e);
            work.requeueLost(delivery);
        }
    }

    /** Runs a turn when there is a place for it in this replica; a job that was not begun when we stop goes back. */
    private void inPlace(Delivery delivery, ReplyProcessor.Turn turn) throws InterruptedException {
        places.acquire();
        try {
            if (stopping) {
                work.requeue(delivery);
            } else {
                turn.run();
            }
        } finally {
            places.release();
        }
    }

    /** Takes no more jobs, lets those in hand finish, and gives back what was not begun. */
    public void stop(Duration grace) {
        stopping = true;
        List<Consuming> before = consuming;
        consuming = List.of();
        before.forEach(one -> one.channel().cancel(one.consumerTag()));
        threads.shutdown();
        int inHand = inFlight();
        try {
            if (!threads.awaitTermination(grace.toMillis(), TimeUnit.MILLISECONDS)) {
                log.warn("{} of {} turns were not finished within {}: their jobs go back", inFlight(), inHand, grace);
                threads.shutdownNow();
                threads.awaitTermination(2, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
