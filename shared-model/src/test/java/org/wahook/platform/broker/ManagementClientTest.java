package org.wahook.platform.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.wahook.platform.config.ManagementUrl;
import org.wahook.platform.config.RabbitUrls;
import org.wahook.platform.config.Secret;
import org.wahook.testbed.Deadline;
import org.wahook.testbed.rabbitmq.TestRabbit;

/** What a real RabbitMQ says of its queues. */
class ManagementClientTest {

    private static final TestRabbit RABBIT = TestRabbit.shared();

    private final String url = RABBIT.createVirtualHost();
    private final String virtualHost = URI.create(url).getPath().substring(1);

    @AfterEach
    void clean() {
        RABBIT.discardVirtualHost(url);
    }

    @Test
    void a_quorum_queue_on_one_node_has_one_member() throws Exception {
        declareQuorumQueue("jobs");

        try (ManagementClient client = client(RABBIT.password())) {
            Deadline.eventually(
                    Duration.ofSeconds(30),
                    "the queue is told of",
                    () -> members(client).members().containsKey("jobs"));
            QueueMembers members = members(client);

            assertThat(members.nodes()).isEqualTo(1);
            assertThat(members.members()).containsEntry("jobs", 1);
            assertThat(members.fewest(List.of("jobs"))).isEqualTo(1);
            assertThat(members.fewerThan(1, List.of("jobs"))).isEmpty();
            assertThat(members.fewerThan(3, List.of("jobs", "unknown"))).isEqualTo(Map.of("jobs", 1, "unknown", 0));
        }
    }

    @Test
    void a_user_that_is_refused_is_named_with_what_it_lacks() {
        try (ManagementClient client = client("wrong")) {
            assertThatThrownBy(() -> client.queueMembers(virtualHost))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(RABBIT.user())
                    .hasMessageContaining("monitoring");
        }
    }

    private QueueMembers members(ManagementClient client) {
        try {
            return client.queueMembers(virtualHost);
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private void declareQuorumQueue(String name) throws Exception {
        try (Connection connection = BrokerConnections.open(RabbitUrls.parse(url), "test");
                Channel channel = connection.createChannel()) {
            channel.queueDeclare(name, true, false, false, Map.of("x-queue-type", "quorum"));
        }
    }

    private static ManagementClient client(String password) {
        return new ManagementClient(new ManagementUrl(RABBIT.managementUrl(), RABBIT.user(), new Secret(password)));
    }
}
