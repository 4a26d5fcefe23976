package org.wahook.admin;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.wahook.platform.broker.BrokerConnections;
import org.wahook.platform.config.RabbitUrls;
import org.wahook.shared.topology.Topology;
import org.wahook.testbed.rabbitmq.TestRabbit;

/** An admin service with PostgreSQL and a virtual host of RabbitMQ of its own. */
record BrokerFixture(String rabbitUrl, AdminService admin) implements AutoCloseable {

    static final Topology TOPOLOGY = new Topology(8, List.of(Duration.ofSeconds(5), Duration.ofMinutes(10)));

    static final Duration SOON = Duration.ofSeconds(60);

    static BrokerFixture start() {
        String rabbitUrl = TestRabbit.shared().createVirtualHost();
        try (Connection connection = connect(rabbitUrl);
                Channel channel = connection.createChannel()) {
            TOPOLOGY.declare(channel);
        } catch (IOException | TimeoutException e) {
            throw new IllegalStateException("no RabbitMQ", e);
        }
        return new BrokerFixture(
                rabbitUrl, AdminService.start(Map.of("RABBITMQ_URL", rabbitUrl, "RETRY_DELAYS", "5s,10m")));
    }

    interface Work {
        void with(Channel channel) throws IOException;
    }

    void emptyQueues() throws IOException, TimeoutException {
        withChannel(channel -> {
            for (String queue : TOPOLOGY.queueNames()) {
                channel.queuePurge(queue);
            }
        });
    }

    void withChannel(Work work) throws IOException, TimeoutException {
        try (Connection connection = connect();
                Channel channel = connection.createChannel()) {
            work.with(channel);
        }
    }

    Connection connect() throws IOException, TimeoutException {
        return connect(rabbitUrl);
    }

    private static Connection connect(String rabbitUrl) throws IOException, TimeoutException {
        return BrokerConnections.open(RabbitUrls.parse(rabbitUrl), "test");
    }

    @Override
    public void close() {
        admin.close();
        TestRabbit.shared().discardVirtualHost(rabbitUrl);
    }
}
