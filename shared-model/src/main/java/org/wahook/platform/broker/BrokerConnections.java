package org.wahook.platform.broker;

import com.rabbitmq.client.Address;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.wahook.platform.config.RabbitUrls;

/** How connections to RabbitMQ are made. */
public final class BrokerConnections {

    static final int TIMEOUT_MILLIS = 5000;

    /**
     * A peer that is silent for two of these is disconnected. RabbitMQ's default of 60 s would hold a dead replica's
     * jobs too long.
     */
    private static final int HEARTBEAT_SECONDS = 5;

    private BrokerConnections() {}

    /** One connection, for a task that ends soon; it is not made again when it breaks. */
    public static Connection open(RabbitUrls urls, String name) throws IOException, TimeoutException {
        return factory(urls).newConnection(addresses(urls), name);
    }

    /** One that is made again when it breaks, with its queues and consumers: for whoever only watches. */
    public static Connection openRecovering(RabbitUrls urls, String name) throws IOException, TimeoutException {
        ConnectionFactory factory = factory(urls);
        factory.setAutomaticRecoveryEnabled(true);
        factory.setTopologyRecoveryEnabled(true);
        return factory.newConnection(addresses(urls), name);
    }

    static List<Address> addresses(RabbitUrls urls) {
        return urls.nodes().stream()
                .map(node -> new Address(node.host(), node.port()))
                .toList();
    }

    static ConnectionFactory factory(RabbitUrls urls) {
        ConnectionFactory factory = new CoalescingConnectionFactory();
        factory.setUsername(urls.user());
        factory.setPassword(urls.password().reveal());
        factory.setVirtualHost(urls.virtualHost());
        factory.setAutomaticRecoveryEnabled(false);
        factory.setTopologyRecoveryEnabled(false);
        factory.setRequestedHeartbeat(HEARTBEAT_SECONDS);
        factory.setConnectionTimeout(TIMEOUT_MILLIS);
        factory.setHandshakeTimeout(TIMEOUT_MILLIS);
        factory.setShutdownTimeout(TIMEOUT_MILLIS);
        factory.setChannelRpcTimeout(2 * TIMEOUT_MILLIS);
        factory.setThreadFactory(Thread.ofVirtual().name("amqp-", 0).factory());
        factory.setClientProperties(Map.of("product", "wahook", "capabilities", capabilities()));
        if (urls.tls()) {
            factory.useSslProtocol(TlsTrust.context(urls.caFile()));
            factory.enableHostnameVerification();
        }
        return factory;
    }

    /** What the client's own defaults announce; setting the properties replaces them all. */
    private static Map<String, Object> capabilities() {
        return Map.of(
                "publisher_confirms", true,
                "basic.nack", true,
                "consumer_cancel_notify", true,
                "connection.blocked", true,
                "authentication_failure_close", true,
                "exchange_exchange_bindings", true);
    }
}
