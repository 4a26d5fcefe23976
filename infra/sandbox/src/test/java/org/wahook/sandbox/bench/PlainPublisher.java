package org.wahook.sandbox.bench;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.MessageProperties;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;

/** The least that publishes with confirms to a quorum queue: one channel, many in flight. What ingest is compared with. */
final class PlainPublisher {

    private static final String QUEUE = "plain-publisher";
    private static final int MOST_UNCONFIRMED = 1024;

    private PlainPublisher() {}

    /** Confirmed messages per second. */
    static double rate(String rabbitUrl, int bodySize, Duration window) throws Exception {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setUri(rabbitUrl);
        byte[] body = new byte[bodySize];
        try (Connection connection = factory.newConnection("plain-publisher");
                Channel channel = connection.createChannel()) {
            channel.queueDeclare(QUEUE, true, false, false, Map.of("x-queue-type", "quorum"));
            channel.confirmSelect();
            Semaphore unconfirmed = new Semaphore(MOST_UNCONFIRMED);
            AtomicLong confirmed = new AtomicLong();
            channel.addConfirmListener((tag, multiple) -> settle(tag, confirmed, unconfirmed), (tag, multiple) -> {});
            long began = System.nanoTime();
            while (System.nanoTime() - began < window.toNanos()) {
                unconfirmed.acquire();
                channel.basicPublish("", QUEUE, MessageProperties.PERSISTENT_BASIC, body);
            }
            unconfirmed.acquire(MOST_UNCONFIRMED);
            double rate = confirmed.get() / ((System.nanoTime() - began) / 1e9);
            channel.queueDelete(QUEUE);
            return rate;
        }
    }

    /** A quorum queue confirms in order, so that a tag says how many are confirmed. */
    private static void settle(long tag, AtomicLong confirmed, Semaphore unconfirmed) {
        unconfirmed.release((int) (tag - confirmed.getAndSet(tag)));
    }
}
