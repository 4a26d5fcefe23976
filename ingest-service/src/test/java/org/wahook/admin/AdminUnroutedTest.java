package org.wahook.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP.BasicProperties;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.wahook.platform.broker.MessageHeaders;
import org.wahook.platform.json.Json;
import org.wahook.shared.topology.Topology;
import org.wahook.testbed.Deadline;
import org.wahook.testbed.rabbitmq.TestRabbit;

/** Events that came for a number before it had an account. */
class AdminUnroutedTest extends WithBroker {

    @Test
    void are_told_in_the_warnings_of_a_new_account_and_replayed_where_it_asks_for_it() throws Exception {
        for (int i = 0; i < 3; i++) {
            unrouted("event-" + i, "6001");
        }
        unrouted("event-0", "6002");

        AdminResponse told = admin.create("late", "6001");

        assertThat(told.status()).isEqualTo(201);
        assertThat(told.json().path("warnings").toString()).contains("3 event(s) of this number");
        assertThat(told.json().has("replayedUnrouted")).isFalse();
        assertThat(count(Topology.UNROUTED)).isEqualTo(4);

        AdminResponse replayed = admin.post(
                AdminService.INTEGRATION,
                Json.text(AdminService.integration("second", "6001").put("replayUnrouted", true)));

        assertThat(replayed.status()).isEqualTo(201);
        assertThat(replayed.json().path("replayedUnrouted").asInt()).isEqualTo(3);
        assertThat(replayed.json().path("warnings").toString()).doesNotContain("whatsapp.unrouted");
        Deadline.eventually(
                SOON, "the other number's stays", () -> count(Topology.UNROUTED) == 1 && count(Topology.EVENTS) == 3);
    }

    @Test
    void nothing_is_said_where_there_is_none() {
        AdminResponse made = admin.post(
                AdminService.INTEGRATION,
                Json.text(AdminService.integration("early", "6003").put("replayUnrouted", true)));

        assertThat(made.json().path("replayedUnrouted").asInt(-1)).isZero();
        assertThat(made.json().path("warnings").toString()).doesNotContain("unrouted");
        assertThat(admin.post(
                                AdminService.INTEGRATION,
                                Json.text(AdminService.integration("wrong", "6004")
                                        .put("replayUnrouted", "perhaps")))
                        .status())
                .isEqualTo(400);
    }

    @Test
    void an_account_is_made_also_while_rabbitmq_is_away() {
        try (AdminService alone = AdminService.start(Map.of())) {
            AdminResponse made = alone.post(
                    AdminService.INTEGRATION,
                    Json.text(AdminService.integration("alone", "6005").put("replayUnrouted", true)));

            assertThat(made.status()).isEqualTo(201);
            assertThat(made.json().path("warnings").toString()).contains("RabbitMQ is unavailable");
        }
    }

    private static void unrouted(String id, String number) throws Exception {
        withChannel(channel -> {
            channel.confirmSelect();
            channel.basicPublish(
                    Topology.EXCHANGE,
                    Topology.UNROUTED_KEY,
                    true,
                    new BasicProperties.Builder()
                            .deliveryMode(2)
                            .messageId(id)
                            .headers(Map.of(MessageHeaders.PHONE_NUMBER_ID, number))
                            .build(),
                    "{}".getBytes(StandardCharsets.UTF_8));
            try {
                channel.waitForConfirmsOrDie(10_000);
            } catch (InterruptedException | java.util.concurrent.TimeoutException e) {
                throw new java.io.IOException(e);
            }
        });
    }

    private static long count(String queue) {
        return TestRabbit.shared().messages(rabbitUrl, queue);
    }
}
