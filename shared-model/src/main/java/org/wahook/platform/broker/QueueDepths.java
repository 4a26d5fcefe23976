package org.wahook.platform.broker;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.wahook.platform.config.RabbitUrls;

/**
 * Reads the depths of the queues, for people. It has a connection of its own, since RabbitMQ reads nothing from
 * publishing connections while it blocks publishers. The connection stays open for the next look.
 */
public final class QueueDepths implements AutoCloseable {

    private final RabbitUrls urls;
    private final BrokerTopology topology;
    private @Nullable Connection connection;
    private @Nullable Channel channel;

    public QueueDepths(RabbitUrls urls, BrokerTopology topology) {
        this.urls = urls;
        this.topology = topology;
    }

    /** @throws IllegalStateException when RabbitMQ can't be asked */
    public List<QueueDepth> read() {
        return read(topology.queueNames());
    }

    /** @throws IllegalStateException when RabbitMQ can't be asked */
    public synchronized List<QueueDepth> read(List<String> queues) {
        try {
            Channel open = channel();
            List<QueueDepth> depths = new ArrayList<>();
            for (String queue : queues) {
                depths.add(QueueDepth.of(open, queue));
            }
            return depths;
        } catch (IOException | TimeoutException | ShutdownSignalException e) {
            close();
            throw new IllegalStateException("RabbitMQ can't be asked for its queues: " + e.getMessage(), e);
        }
    }

    private Channel channel() throws IOException, TimeoutException {
        Channel known = channel;
        if (known != null && known.isOpen()) {
            return known;
        }
        close();
        Connection fresh = BrokerConnections.open(urls, "queue-depths");
        connection = fresh;
        Channel opened = fresh.createChannel();
        channel = opened;
        return opened;
    }

    @Override
    public synchronized void close() {
        if (connection != null) {
            connection.abort(BrokerConnections.TIMEOUT_MILLIS);
        }
        connection = null;
        channel = null;
    }
}
