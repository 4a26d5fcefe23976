package org.wahook.testbed.rabbitmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.MessageProperties;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.wahook.testbed.Deadline;
import org.wahook.testbed.Engine;

class RabbitClusterTest {

    /** For one try to connect, and again for its confirm: where both are held up, the next try comes soon enough. */
    private static final int TRY_MILLIS = 10_000;

    private static final Duration LIMIT = Duration.ofMinutes(3);

    @Test
    void two_of_three_nodes_confirm_when_the_leader_is_cut_off_and_the_third_comes_back() throws Exception {
        assumeTrue(Engine.choose() == Engine.NATIVE, "a cluster needs the system's RabbitMQ");
        try (RabbitCluster cluster = RabbitCluster.start(3)) {
            declare(cluster.nodes().getFirst().rabbit());
            RabbitCluster.Node leader = cluster.leaderOf("q");
            TestRabbit other = cluster.nodes().stream()
                    .filter(node -> !node.equals(leader))
                    .findFirst()
                    .orElseThrow()
                    .rabbit();

            cluster.isolate(leader);
            Deadline.eventually(LIMIT, "the two others confirm", () -> confirms(other));
            cluster.rejoin(leader);

            Deadline.eventually(LIMIT, "the third confirms again", () -> confirms(leader.rabbit()));
            assertThat(other.messages(other.url(), "q")).isGreaterThanOrEqualTo(2);
        }
    }

    private static void declare(TestRabbit rabbit) throws Exception {
        try (Connection connection = connect(rabbit);
                Channel channel = connection.createChannel()) {
            channel.queueDeclare("q", true, false, false, Map.of("x-queue-type", "quorum"));
        }
    }

    private static boolean confirms(TestRabbit rabbit) {
        try (Connection connection = connect(rabbit);
                Channel channel = connection.createChannel()) {
            channel.confirmSelect();
            channel.basicPublish("", "q", MessageProperties.PERSISTENT_BASIC, "hello".getBytes(StandardCharsets.UTF_8));
            return channel.waitForConfirms(TRY_MILLIS);
        } catch (IOException | TimeoutException notNow) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static Connection connect(TestRabbit rabbit) throws IOException, TimeoutException {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setAutomaticRecoveryEnabled(false);
        factory.setConnectionTimeout(TRY_MILLIS);
        try {
            factory.setUri(rabbit.url());
        } catch (URISyntaxException | GeneralSecurityException e) {
            throw new IllegalArgumentException(rabbit.url(), e);
        }
        return factory.newConnection("cluster-test");
    }
}
