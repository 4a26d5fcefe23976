package org.wahook.shared.broker;

import com.rabbitmq.client.AMQP.Queue.DeclareOk;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.wahook.shared.config.RabbitUrls;

/** How much lies in the queues, for people who look. */
public final class QueueDepths {

    private final RabbitUrls urls;
    private final Topology topology;

    /**
     * One queue now.
     *
     * @param ready messages that wait for a consumer; those in work do not count
     */
    public record Depth(String queue, long ready, int consumers) {}

    public QueueDepths(RabbitUrls urls, Topology topology) {
        this.urls = urls;
        this.topology = topology;
    }

    /** @throws IllegalStateException when RabbitMQ can't be asked */
    public List<Depth> read() {
        try (Connection connection = BrokerConnections.open(urls, "queue-depths");
                Channel channel = connection.createChannel()) {
            List<Depth> depths = new ArrayList<>();
            for (String queue : topology.queueNames()) {
                DeclareOk now = channel.queueDeclarePassive(queue);
                depths.add(new Depth(queue, now.getMessageCount(), now.getConsumerCount()));
            }
            return depths;
        } catch (IOException | TimeoutException e) {
            throw new IllegalStateException("RabbitMQ can't be asked for its queues: " + e.getMessage(), e);
        }
    }
}
