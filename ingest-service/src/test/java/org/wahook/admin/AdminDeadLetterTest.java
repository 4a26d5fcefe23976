package org.wahook.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wahook.platform.broker.MessageHeaders;
import org.wahook.shared.topology.Topology;
import org.wahook.testbed.Deadline;
import org.wahook.testbed.rabbitmq.TestRabbit;

class AdminDeadLetterTest {

    @AutoClose
    private static final BrokerFixture broker = BrokerFixture.start();

    private static final AdminService admin = broker.admin();

    @BeforeEach
    void emptyQueues() throws Exception {
        broker.emptyQueues();
    }

    private static final String LETTERS = "/api/v1/dead-letters";

    @Test
    void letters_are_listed_with_what_went_wrong_and_stay_where_they_are() throws Exception {
        letter("replies", "letter-1", "shop");
        letter("replies", "letter-2", "support");

        AdminResponse all = admin.get(LETTERS);
        AdminResponse ofShop = admin.get(LETTERS + "?chatbotId=shop&limit=10");

        assertThat(all.json().path("items")).hasSize(2);
        assertThat(ofShop.json().path("items")).hasSize(1);
        assertThat(ofShop.field("/items/0/id")).isEqualTo("letter-1");
        assertThat(ofShop.field("/items/0/reason")).isEqualTo("account_paused");
        assertThat(ofShop.field("/items/0/messageIds/0")).isEqualTo("wamid.letter-1");
        assertThat(ofShop.text()).doesNotContain("the text of a customer");
        Deadline.eventually(
                BrokerFixture.SOON, "both are back in their queue", () -> count(Topology.REPLIES_DEAD) == 2);
    }

    @Test
    void letters_of_one_chatbot_are_replayed_to_their_lane_and_the_others_stay() throws Exception {
        letter("replies", "letter-1", "shop");
        letter("replies", "letter-2", "shop");
        letter("replies", "letter-3", "support");

        AdminResponse reply = admin.post(LETTERS + "/replay", "{\"chatbotId\": \"shop\"}");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.json().path("replayed").asInt()).isEqualTo(2);
        assertThat(reply.json().path("count").asInt()).isEqualTo(2);
        Deadline.eventually(
                BrokerFixture.SOON,
                "two jobs are in the lane and one letter is left",
                () -> count(Topology.lane(BrokerFixture.TOPOLOGY.laneOf("shop"))) == 2
                        && count(Topology.REPLIES_DEAD) == 1);
    }

    @Test
    void letters_are_discarded_by_id_or_all_of_a_queue() throws Exception {
        letter("replies", "letter-1", "shop");
        letter("replies", "letter-2", "shop");
        letter("events", "letter-3", "");

        assertThat(admin.post(LETTERS + "/discard", "{\"ids\": [\"letter-1\", \"nobody\"]}")
                        .json()
                        .path("discarded")
                        .asInt())
                .isEqualTo(1);
        assertThat(admin.post(LETTERS + "/discard", "{\"all\": true, \"queue\": \"events\"}")
                        .json()
                        .path("discarded")
                        .asInt())
                .isEqualTo(1);
        Deadline.eventually(
                BrokerFixture.SOON,
                "one letter is left",
                () -> count(Topology.REPLIES_DEAD) == 1 && count(Topology.EVENTS_DEAD) == 0);
    }

    /** The broker gives back in its own time what somebody has looked at. */
    @Test
    void what_one_request_has_left_the_next_one_finds_at_once() throws Exception {
        letter("replies", "letter-1", "shop");

        for (int i = 0; i < 30; i++) {
            assertThat(admin.post(LETTERS + "/discard", "{\"ids\": [\"nobody\"]}")
                            .json()
                            .path("discarded")
                            .asInt(-1))
                    .isZero();
        }
        assertThat(admin.post(LETTERS + "/discard", "{\"all\": true}")
                        .json()
                        .path("discarded")
                        .asInt())
                .isEqualTo(1);
    }

    @Test
    void a_replay_that_breaks_off_tells_how_many_were_done_and_the_rest_stays() throws Exception {
        String elsewhere = chatbotOnAnotherLaneThan("shop");
        for (int i = 0; i < 120; i++) {
            letter("replies", "letter-" + i, i < 110 ? "shop" : elsewhere);
        }
        broker.withChannel(channel -> channel.queueDelete(Topology.lane(BrokerFixture.TOPOLOGY.laneOf(elsewhere))));
        try (LogLines log = new LogLines()) {
            AdminResponse reply = admin.post(LETTERS + "/replay", "{\"all\": true, \"queue\": \"replies\"}");

            assertThat(reply.status()).isEqualTo(503);
            assertThat(reply.field("/type")).endsWith("broken-off");
            assertThat(reply.field("/detail")).startsWith("100 letters were replayed; the others are where they were");
            assertThat(reply.json().path("replayed").asInt()).isEqualTo(100);
            assertThat(reply.header("Retry-After")).isPresent();
            assertThat(log.all())
                    .filteredOn(line -> line.startsWith("org.wahook.audit"))
                    .singleElement()
                    .satisfies(line -> assertThat(line).contains("replayed in part", "count=\"100\""));
        } finally {
            broker.withChannel(BrokerFixture.TOPOLOGY::declare);
        }
        Deadline.eventually(
                BrokerFixture.SOON, "the others are back in their queue", () -> count(Topology.REPLIES_DEAD) == 20);
        assertThat(admin.post(LETTERS + "/replay", "{\"all\": true, \"queue\": \"replies\"}")
                        .json()
                        .path("replayed")
                        .asInt())
                .isEqualTo(20);
    }

    @Test
    void of_two_replays_at_once_each_letter_is_done_by_one() throws Exception {
        for (int i = 0; i < 30; i++) {
            letter("replies", "letter-" + i, "shop");
        }
        int replayed =
                ConcurrentRequests.ask(3, _ -> admin.post(LETTERS + "/replay", "{\"chatbotId\": \"shop\"}")).stream()
                        .mapToInt(reply -> reply.json().path("replayed").asInt())
                        .sum();

        assertThat(replayed).isEqualTo(30);
        Deadline.eventually(
                BrokerFixture.SOON,
                "all are in the lane once",
                () -> count(Topology.lane(BrokerFixture.TOPOLOGY.laneOf("shop"))) == 30);
    }

    private static String chatbotOnAnotherLaneThan(String chatbotId) {
        return IntStream.range(0, 100)
                .mapToObj(i -> "bot-" + i)
                .filter(it -> BrokerFixture.TOPOLOGY.laneOf(it) != BrokerFixture.TOPOLOGY.laneOf(chatbotId))
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"all\": false}",
                "{\"all\": \"yes\"}",
                "{\"ids\": []}",
                "{\"ids\": \"letter-1\"}",
                "{\"chatbotId\": null}",
                "{\"chatbotId\": \"shop\", \"all\": true}",
                "{\"all\": true, \"queue\": \"lost\"}",
                "{\"all\": true, \"really\": true}"
            })
    void without_exactly_one_clear_choice_nothing_is_touched(String body) throws Exception {
        letter("replies", "letter-1", "shop");

        assertThat(admin.post(LETTERS + "/replay", body).status()).isEqualTo(400);
        assertThat(admin.post(LETTERS + "/discard", body).status()).isEqualTo(400);
        assertThat(count(Topology.REPLIES_DEAD)).isEqualTo(1);
    }

    @Test
    void while_rabbitmq_is_away_the_answer_is_503_and_integrations_still_work() {
        try (AdminService alone = AdminService.start(Map.of())) {
            assertThat(alone.get(LETTERS).status()).isEqualTo(503);
            assertThat(alone.get(LETTERS).header("Retry-After")).isPresent();
            assertThat(alone.get(AdminService.INTEGRATION).status()).isEqualTo(200);
        }
    }

    private static void letter(String key, String id, String chatbotId) throws IOException, TimeoutException {
        Map<String, Object> headers = new HashMap<>(Map.of(
                MessageHeaders.REASON,
                "account_paused",
                MessageHeaders.ERROR,
                "the token was refused",
                MessageHeaders.ATTEMPTS,
                3,
                MessageHeaders.CHATBOT_ID,
                chatbotId,
                MessageHeaders.MESSAGE_IDS,
                "wamid." + id));
        BasicProperties properties = new BasicProperties.Builder()
                .deliveryMode(2)
                .messageId(id)
                .headers(headers)
                .build();
        byte[] body = "{\"note\": \"the text of a customer\"}".getBytes(StandardCharsets.UTF_8);
        try (Connection connection = broker.connect();
                Channel channel = connection.createChannel()) {
            channel.confirmSelect();
            channel.basicPublish(Topology.DEAD_EXCHANGE, key, true, properties, body);
            channel.waitForConfirmsOrDie(10_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private static long count(String queue) {
        return TestRabbit.shared().messages(broker.rabbitUrl(), queue);
    }
}
