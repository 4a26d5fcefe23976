package org.wahook.sandbox.bench;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import java.io.IOException;
import java.net.URISyntaxException;
import java.security.GeneralSecurityException;
import java.util.concurrent.TimeoutException;
import org.wahook.shared.broker.Topology;

/** The queue of events, looked at and emptied from outside. */
final class Events implements AutoCloseable {

    private final Connection connection;
    private final Channel channel;

    Events(String rabbitUrl) {
        ConnectionFactory factory = new ConnectionFactory();
        try {
            factory.setUri(rabbitUrl);
            connection = factory.newConnection("bench");
            channel = connection.createChannel();
        } catch (IOException | TimeoutException | URISyntaxException | GeneralSecurityException e) {
            throw new IllegalStateException("no connection to RabbitMQ", e);
        }
    }

    /** Those that no worker has yet. */
    long waiting() {
        try {
            return channel.messageCount(Topology.EVENTS);
        } catch (IOException e) {
            throw new IllegalStateException("no count of the events", e);
        }
    }

    void purge() {
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
