package org.wahook.worker.consumer;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A channel that deliveries came on, the only one they can be settled on. Settling on one that is gone does nothing:
 * the broker has given those deliveries to somebody else already.
 */
final class ConsumerChannel {

    private static final Logger log = LoggerFactory.getLogger(ConsumerChannel.class);

    private final Channel channel;
    private final ReentrantLock oneWriter = new ReentrantLock();

    ConsumerChannel(Channel channel) {
        this.channel = channel;
    }

    boolean open() {
        return channel.isOpen();
    }

    void ack(long deliveryTag, boolean multiple) {
        settle(() -> channel.basicAck(deliveryTag, multiple));
    }

    /** Gives it back, to be delivered again, here or elsewhere. */
    void requeue(long deliveryTag) {
        settle(() -> channel.basicNack(deliveryTag, false, true));
    }

    void cancel(String consumerTag) {
        settle(() -> channel.basicCancel(consumerTag));
    }

    /** Everything that came on it and was not settled goes back, in its order. */
    void close() {
        settle(channel::close);
    }

    private interface Settlement {
        void run() throws IOException, TimeoutException;
    }

    private void settle(Settlement settlement) {
        oneWriter.lock();
        try {
            settlement.run();
        } catch (IOException | TimeoutException | ShutdownSignalException e) {
            log.debug("not settled, the channel is gone: {}", e.getMessage());
        } finally {
            oneWriter.unlock();
        }
    }
}
