package org.wahook.worker.consumer;

import com.rabbitmq.client.Connection;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.wahook.platform.broker.BrokerLink;
import org.wahook.platform.broker.BrokerSession;
import org.wahook.platform.config.RabbitUrls;
import org.wahook.shared.topology.Topology;
import org.wahook.testbed.Deadline;
import org.wahook.worker.testing.Broker;

class BrokerLinkTest {

    @Test
    void a_session_that_fails_in_a_way_nobody_thought_of_is_opened_again() {
        Topology topology = new Topology(1, List.of(Duration.ofSeconds(1)));
        AtomicInteger opened = new AtomicInteger();
        BrokerSession session = new BrokerSession() {
            @Override
            public void opened(Connection connection) {
                if (opened.incrementAndGet() == 1) {
                    throw new IllegalStateException("a bug");
                }
            }

            @Override
            public void closed(String why) {}
        };
        try (Broker broker = new Broker(topology);
                BrokerLink link = new BrokerLink(RabbitUrls.parse(broker.url()), "test", topology, session).start()) {
            Deadline.eventually(
                    Duration.ofSeconds(60),
                    "it is open",
                    () -> opened.get() == 2 && link.problem().isEmpty());
        }
    }
}
