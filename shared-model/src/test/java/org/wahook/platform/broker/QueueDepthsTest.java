package org.wahook.platform.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.wahook.platform.config.RabbitUrls;
import org.wahook.shared.topology.Topology;
import org.wahook.testbed.Deadline;
import org.wahook.testbed.proxy.TcpProxy;
import org.wahook.testbed.rabbitmq.TestRabbit;

class QueueDepthsTest {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Topology TOPOLOGY = new Topology(2, List.of(Duration.ofSeconds(5)));

    @Test
    void looks_by_one_connection_that_is_made_again_where_it_broke() throws IOException, TimeoutException {
        String url = TestRabbit.shared().createVirtualHost();
        TOPOLOGY.declareAt(RabbitUrls.parse(url));
        URI server = URI.create(url);
        try (TcpProxy proxy = TcpProxy.to(server.getHost(), server.getPort());
                QueueDepths depths = new QueueDepths(
                        RabbitUrls.parse(url.replace(":" + server.getPort(), ":" + proxy.port())), TOPOLOGY)) {
            depths.read();
            assertThat(depths.read()).extracting(QueueDepth::queue).containsExactlyElementsOf(TOPOLOGY.queueNames());
            assertThat(proxy.connections()).isEqualTo(1);

            proxy.refuse();
            proxy.cut();
            Deadline.eventually(SOON, "the connection is gone", () -> proxy.connections() == 0);
            assertThatThrownBy(depths::read).isInstanceOf(IllegalStateException.class);
            proxy.pass();

            assertThat(depths.read()).extracting(QueueDepth::messages).containsOnly(0L);
        }
        TestRabbit.shared().discardVirtualHost(url);
    }
}
