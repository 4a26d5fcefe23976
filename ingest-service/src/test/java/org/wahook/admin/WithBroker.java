package org.wahook.admin;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.wahook.platform.broker.BrokerConnections;
import org.wahook.platform.config.RabbitUrls;
import org.wahook.shared.topology.Topology;
import org.wahook.testbed.rabbitmq.TestRabbit;

/** One service for all tests of a class, with RabbitMQ, whose queues are empty when a test begins. */
abstract class WithBroker {

    static final Topology TOPOLOGY = new Topology(8, List.of(Duration.ofSeconds(5), Duration.ofMinutes(10)));

    static final Duration SOON = Duration.ofSeconds(60);

    static String rabbitUrl = "";

    static AdminService admin;

    @BeforeAll
    static void start() throws Exception {
        rabbitUrl = TestRabbit.shared().createVirtualHost();
        withChannel(TOPOLOGY::declare);
        admin = AdminService.start(Map.of("RABBITMQ_URL", rabbitUrl, "RETRY_DELAYS", "5s,10m"));
    }

    @BeforeEach
    void emptyQueues() throws Exception {
        withChannel(channel -> {
            for (String queue : TOPOLOGY.queueNames()) {
                channel.queuePurge(queue);
            }
        });
    }

    @AfterAll
    static void stop() {
        admin.close();
        TestRabbit.shared().discardVirtualHost(rabbitUrl);
    }

    interface Work {
        void with(Channel channel) throws IOException;
    }

    static void withChannel(Work work) throws IOException, TimeoutException {
        try (Connection connection = connect();
                Channel channel = connection.createChannel()) {
            work.with(channel);
        }
    }

    static Connection connect() throws IOException, TimeoutException {
        return BrokerConnections.open(RabbitUrls.parse(rabbitUrl), "test");
    }
}
