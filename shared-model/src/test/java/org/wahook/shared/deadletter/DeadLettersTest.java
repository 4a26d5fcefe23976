package org.wahook.shared.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.GetResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.wahook.platform.broker.BrokerConnections;
import org.wahook.platform.broker.MessageHeaders;
import org.wahook.platform.config.RabbitUrls;
import org.wahook.shared.topology.Topology;
import org.wahook.testbed.rabbitmq.TestRabbit;

@SuppressWarnings("NullAway.Init")
class DeadLettersTest {

    private static final Topology TOPOLOGY = new Topology(1, List.of(Duration.ofSeconds(5)));
    private static final Set<DeadLetterQueue> REPLIES = EnumSet.of(DeadLetterQueue.REPLIES);

    private final String url = TestRabbit.shared().createVirtualHost();
    private final DeadLetters letters = new DeadLetters(RabbitUrls.parse(url), TOPOLOGY);
    private Connection connection;
    private Channel channel;

    @BeforeEach
    void connect() throws IOException, TimeoutException {
        connection = BrokerConnections.open(RabbitUrls.parse(url), "test");
        channel = connection.createChannel();
        channel.confirmSelect();
        TOPOLOGY.declare(channel);
    }

    @AfterEach
    void close() throws IOException {
        connection.close();
        TestRabbit.shared().discardVirtualHost(url);
    }

    @Test
    void a_list_takes_no_more_from_the_queue_than_it_was_asked_for() throws Exception {
        deadLetter("shop", 5);

        assertThat(letters.list(REPLIES, new Selection.All(), 2))
                .extracting(DeadLetter::id)
                .containsExactly("shop-0", "shop-1");
        assertThat(touched()).containsExactly(true, true, false, false, false);
    }

    @Test
    void a_list_says_how_many_there_are_beyond_it_by_client_and_reason() throws Exception {
        deadLetter("noisy", 130);
        deadLetter("shop", 4);

        DeadLetterList list = letters.listAndCount(REPLIES, new Selection.All(), 3, 1000);

        assertThat(list.letters()).extracting(DeadLetter::id).containsExactly("noisy-0", "noisy-1", "noisy-2");
        assertThat(list.total()).isEqualTo(134);
        assertThat(list.complete()).isTrue();
        assertThat(list.groups())
                .extracting(group -> group.getKey().chatbotId() + " " + group.getValue())
                .containsExactly("noisy 130", "shop 4");
        assertThat(letters.count(REPLIES, new Selection.All())).isEqualTo(134);
    }

    @Test
    void a_list_that_was_not_counted_to_the_end_says_so() throws Exception {
        deadLetter("noisy", 5);

        DeadLetterList list = letters.listAndCount(REPLIES, new Selection.All(), 2, 4);

        assertThat(list.total()).isEqualTo(4);
        assertThat(list.complete()).isFalse();
        assertThat(letters.listAndCount(REPLIES, new Selection.All(), 2, 5).complete())
                .isTrue();
    }

    @Test
    void those_who_look_at_the_same_time_all_see_everything() throws Exception {
        deadLetter("shop", 200);
        Callable<Integer> look =
                () -> letters.list(REPLIES, new Selection.All(), 1000).size();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> seen =
                    threads.invokeAll(IntStream.range(0, 6).mapToObj(i -> look).toList());

            assertThat(seen).extracting(Future::resultNow).containsOnly(200);
        }
    }

    @Test
    void the_letters_of_one_client_are_found_behind_however_many_of_another() throws Exception {
        deadLetter("noisy", 10_050);
        deadLetter("shop", 2);
        Selection ofShop = new Selection.OfChatbot("shop");

        assertThat(letters.count(REPLIES, ofShop)).isEqualTo(2);
        assertThat(letters.replay(REPLIES, ofShop)).isEqualTo(2);
        assertThat(channel.messageCount(Topology.lane(0))).isEqualTo(2);
        assertThat(letters.count(REPLIES, new Selection.All())).isEqualTo(10_050);
    }

    private void deadLetter(String chatbotId, int many) throws Exception {
        for (int i = 0; i < many; i++) {
            BasicProperties properties = new BasicProperties.Builder()
                    .deliveryMode(2)
                    .messageId(chatbotId + "-" + i)
                    .headers(Map.of(MessageHeaders.CHATBOT_ID, chatbotId))
                    .build();
            byte[] body = "{}".getBytes(StandardCharsets.UTF_8);
            channel.basicPublish(Topology.DEAD_EXCHANGE, Topology.REPLIES_KEY, properties, body);
        }
        channel.waitForConfirmsOrDie(30_000);
    }

    /** Whether the letters were ever delivered to somebody, oldest first. */
    private List<Boolean> touched() throws IOException {
        List<Boolean> touched = new ArrayList<>();
        for (GetResponse next = get(); next != null; next = get()) {
            touched.add(next.getEnvelope().isRedeliver());
        }
        return touched;
    }

    private @org.jspecify.annotations.Nullable GetResponse get() throws IOException {
        return channel.basicGet(Topology.REPLIES_DEAD, true);
    }
}
