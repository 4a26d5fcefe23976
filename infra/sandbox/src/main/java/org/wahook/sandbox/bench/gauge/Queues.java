package org.wahook.sandbox.bench.gauge;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import java.io.IOException;
import java.net.URISyntaxException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.wahook.shared.topology.Topology;

/** The services' queues, looked at and emptied from outside. */
public final class Queues implements AutoCloseable {

    private static final Topology TOPOLOGY = new Topology(8, List.of(Duration.ofSeconds(5)));

    private final Connection connection;
    private final Channel channel;

    public Queues(String rabbitUrl) {
        ConnectionFactory factory = new ConnectionFactory();
        try {
            factory.setUri(rabbitUrl);
            connection = factory.newConnection("bench");
            channel = connection.createChannel();
        } catch (IOException | TimeoutException | URISyntaxException | GeneralSecurityException e) {
            throw new IllegalStateException("no connection to RabbitMQ", e);
        }
    }

    /** Events that no worker has yet. */
    public long events() {
        return count(Topology.EVENTS);
    }

    /** Jobs that no worker has yet. */
    public long jobs() {
        return TOPOLOGY.laneQueues().stream().mapToLong(this::count).sum();
    }

    private long count(String queue) {
        try {
            return channel.messageCount(queue);
        } catch (IOException e) {
            throw new IllegalStateException("no count of " + queue, e);
        }
    }

    public void purgeEvents() {
        try {
            channel.queuePurge(Topology.EVENTS);
        } catch (IOException e) {
            throw new IllegalStateException("the events were not purged", e);
        }
    }

    @Override
    public void close() {
        connection.abort();
    }
}
