package org.wahook.platform.broker;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.GetResponse;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.wahook.platform.config.RabbitUrls;
import org.wahook.shared.topology.Topology;
import org.wahook.testbed.Deadline;
import org.wahook.testbed.rabbitmq.TestRabbit;

/** On a node of its own, since most of these harm it. */
@Timeout(180)
class ConfirmingPublisherTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final Duration RECOVERY = Duration.ofSeconds(60);
    private static final Topology TOPOLOGY = new Topology(2, List.of(Duration.ofSeconds(5)));

    private static TestRabbit rabbit;
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private String url;
    private ConfirmingPublisher publisher;

    @BeforeAll
    static void startRabbit() {
        rabbit = TestRabbit.start();
    }

    @AfterAll
    static void stopRabbit() {
        rabbit.close();
    }

    @BeforeEach
    void startPublisher() {
        url = rabbit.createVirtualHost();
        publisher = publisher(1000);
        awaitOpen();
    }

    @AfterEach
    void stopPublisher() {
        publisher.close();
    }

    @Test
    void a_confirmed_message_is_in_the_queue_as_it_was_given() throws Exception {
        bindQueue("mine", Map.of("x-queue-type", "quorum"));

        PublishOutcome outcome = publisher.publish(
                Publication.json(Topology.EXCHANGE, "mine", "id-1", Map.of(MessageHeaders.RECEIVED_AT, 7L), new byte[] {
                    0, 1, (byte) 0xff
                }),
                TIMEOUT);

        assertThat(outcome).isEqualTo(new PublishOutcome.Confirmed());
        GetResponse message = take("mine");
        assertThat(message.getBody()).containsExactly(0, 1, 0xff);
        assertThat(message.getProps().getMessageId()).isEqualTo("id-1");
        assertThat(message.getProps().getContentType()).isEqualTo("application/json");
        assertThat(message.getProps().getDeliveryMode()).isEqualTo(2);
        assertThat(MessageHeaders.number(message.getProps().getHeaders(), MessageHeaders.RECEIVED_AT, 0))
                .isEqualTo(7);
    }

    @Test
    void a_message_that_no_queue_takes_is_unroutable() {
        assertThat(publisher.publish(message("nowhere", "x"), TIMEOUT)).isEqualTo(new PublishOutcome.Unroutable());
        assertThat(publish()).isEqualTo(new PublishOutcome.Confirmed());
    }

    @Test
    void a_full_queue_refuses() throws Exception {
        bindQueue("tiny", Map.of("x-queue-type", "quorum", "x-max-length", 1, "x-overflow", "reject-publish"));

        List<PublishOutcome> outcomes = IntStream.range(0, 20)
                .mapToObj(i -> publisher.publish(message("tiny", "x"), TIMEOUT))
                .toList();

        assertThat(outcomes.getFirst()).isEqualTo(new PublishOutcome.Confirmed());
        assertThat(outcomes.getLast()).isEqualTo(new PublishOutcome.Nacked());
    }

    @Test
    void a_batch_gives_an_outcome_for_each_in_its_order() {
        List<PublishOutcome> outcomes = publisher.publishAll(
                List.of(message(Topology.EVENTS_KEY, "a"), message("nowhere", "b"), message(Topology.EVENTS_KEY, "c")),
                TIMEOUT);

        assertThat(outcomes).extracting(PublishOutcome::word).containsExactly("confirmed", "unroutable", "confirmed");
    }

    @Test
    void more_than_may_be_in_flight_is_shed() {
        ConfirmingPublisher narrow = publisher(1);
        Deadline.eventually(RECOVERY, "open", () -> narrow.problem().isEmpty());
        List<PublishOutcome> outcomes = new ArrayList<>();
        rabbit.freeze();
        try {
            outcomes.add(narrow.publish(message(Topology.EVENTS_KEY, "x"), Duration.ofMillis(200)));
            outcomes.add(narrow.publish(message(Topology.EVENTS_KEY, "x"), Duration.ofMillis(200)));
        } finally {
            rabbit.thaw();
        }
        assertThat(outcomes).extracting(PublishOutcome::word).containsExactly("timed_out", "full");
        Deadline.eventually(
                RECOVERY,
                "the late confirm makes room again",
                () -> narrow.publish(message(Topology.EVENTS_KEY, "x"), TIMEOUT).confirmed());
        narrow.close();
    }

    @Test
    void who_comes_when_all_places_are_taken_waits_a_moment_for_one() throws Exception {
        ConfirmingPublisher narrow = publisher(1);
        Deadline.eventually(RECOVERY, "open", () -> narrow.problem().isEmpty());
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var outcomes = threads.invokeAll(IntStream.range(0, 20)
                    .<Callable<PublishOutcome>>mapToObj(
                            i -> () -> narrow.publish(message(Topology.EVENTS_KEY, "x"), RECOVERY))
                    .toList());
            assertThat(outcomes).allMatch(it -> it.resultNow().confirmed());
        }
        narrow.close();
    }

    @Test
    void a_batch_waits_for_places_that_become_free() {
        ConfirmingPublisher narrow = publisher(1);
        Deadline.eventually(RECOVERY, "open", () -> narrow.problem().isEmpty());
        List<Publication> batch = IntStream.range(0, 20)
                .mapToObj(i -> message(Topology.EVENTS_KEY, "x"))
                .toList();

        assertThat(narrow.publishAll(batch, TIMEOUT)).containsOnly(new PublishOutcome.Confirmed());
        narrow.close();
    }

    @Test
    void a_batch_that_gets_no_place_in_its_time_is_shed() {
        ConfirmingPublisher narrow = publisher(1);
        Deadline.eventually(RECOVERY, "open", () -> narrow.problem().isEmpty());
        List<Publication> batch = List.of(message(Topology.EVENTS_KEY, "x"), message(Topology.EVENTS_KEY, "y"));
        List<PublishOutcome> outcomes;
        long began = System.nanoTime();
        rabbit.freeze();
        try {
            outcomes = narrow.publishAll(batch, Duration.ofMillis(400));
        } finally {
            rabbit.thaw();
        }
        assertThat(outcomes).extracting(PublishOutcome::word).containsExactly("timed_out", "full");
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(TIMEOUT);
        narrow.close();
    }

    @Test
    void a_blocked_broker_is_told_at_once_and_taken_up_again() {
        rabbit.block(true);
        try {
            // The broker says so on the first message that it does not read.
            Deadline.eventually(
                    RECOVERY,
                    "the alarm is noticed",
                    () -> publisher
                            .publish(message(Topology.EVENTS_KEY, "x"), Duration.ofMillis(500))
                            .equals(new PublishOutcome.Unavailable(
                                    publisher.problem().orElse(""))));
            long began = System.nanoTime();
            assertThat(publish()).isInstanceOf(PublishOutcome.Unavailable.class);
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(4));
        } finally {
            rabbit.block(false);
        }
        awaitConfirm();
    }

    @Test
    void a_killed_broker_is_found_again_when_it_is_back() {
        // See TestRabbit.kill(): what is confirmed by a queue that is younger may be lost.
        long lasting = System.nanoTime() + Duration.ofSeconds(1).toNanos();
        Deadline.eventually(RECOVERY, "the node has written down its queues", () -> System.nanoTime() > lasting);
        assertThat(publish()).isEqualTo(new PublishOutcome.Confirmed());

        rabbit.kill();
        Deadline.eventually(
                RECOVERY, "the loss is noticed", () -> publisher.problem().isPresent());
        assertThat(publish()).isInstanceOf(PublishOutcome.Unavailable.class);
        rabbit.startAgain();

        awaitConfirm();
        assertThat(rabbit.messages(url, Topology.EVENTS)).isGreaterThanOrEqualTo(2);
    }

    @Test
    void a_publisher_whose_exchange_was_deleted_declares_it_again() throws Exception {
        withChannel(channel -> channel.exchangeDelete(Topology.EXCHANGE));

        assertThat(publish()).isInstanceOf(PublishOutcome.Unavailable.class);

        awaitConfirm();
    }

    /** Those that wait until its silence is noticed. The node asks for a sign of life each second; clients ask for five. */
    @Nested
    class WhileNothingIsHeardOfTheBroker {

        @BeforeAll
        static void noticeSilenceSoon() {
            rabbit.control("eval", "application:set_env(rabbit, heartbeat, 1).");
        }

        @Test
        void a_frozen_broker_times_out_and_is_taken_up_again() {
            rabbit.freeze();
            try {
                assertThat(publisher.publish(message(Topology.EVENTS_KEY, "x"), Duration.ofMillis(500)))
                        .isEqualTo(new PublishOutcome.TimedOut());
                Deadline.eventually(
                        RECOVERY,
                        "its silence is noticed",
                        () -> publisher.problem().isPresent());
            } finally {
                rabbit.thaw();
            }
            awaitConfirm();
        }

        @Test
        void nobody_waits_longer_than_the_timeout_though_a_frozen_broker_reads_nothing() throws Exception {
            byte[] big = new byte[4 * 1024 * 1024];
            List<Duration> waits = new ArrayList<>();
            rabbit.freeze();
            try {
                List<Thread> threads = IntStream.range(0, 24)
                        .mapToObj(i -> Thread.ofVirtual().start(() -> {
                            long began = System.nanoTime();
                            publisher.publish(
                                    Publication.json(Topology.EXCHANGE, Topology.EVENTS_KEY, "b", Map.of(), big),
                                    Duration.ofSeconds(1));
                            synchronized (waits) {
                                waits.add(Duration.ofNanos(System.nanoTime() - began));
                            }
                        }))
                        .toList();
                for (Thread thread : threads) {
                    thread.join();
                }
                // Though its own threads are stuck in their writes, the link notices the silence and gives the socket
                // up.
                Deadline.eventually(
                        RECOVERY,
                        "the link is given up",
                        () -> publisher.problem().isPresent());
            } finally {
                rabbit.thaw();
            }
            assertThat(waits).hasSize(24).allMatch(wait -> wait.compareTo(Duration.ofSeconds(6)) < 0);
            awaitConfirm();
            assertThat(meters.get("wahook.publish.in_flight").gauge().value())
                    .as("places of messages that nobody will hear of")
                    .isZero();
        }
    }

    private ConfirmingPublisher publisher(int mostInFlight) {
        return new ConfirmingPublisher(RabbitUrls.parse(url), "test", TOPOLOGY, mostInFlight, meters).start();
    }

    private void awaitOpen() {
        Deadline.eventually(
                RECOVERY, "the publisher is open", () -> publisher.problem().isEmpty());
    }

    private void awaitConfirm() {
        Deadline.eventually(
                RECOVERY, "a message is confirmed again", () -> publish().confirmed());
    }

    private PublishOutcome publish() {
        return publisher.publish(message(Topology.EVENTS_KEY, "x"), TIMEOUT);
    }

    private static Publication message(String key, String body) {
        return Publication.json(Topology.EXCHANGE, key, "id-" + body, Map.of(), body.getBytes(StandardCharsets.UTF_8));
    }

    private void bindQueue(String name, Map<String, Object> arguments) throws Exception {
        withChannel(channel -> {
            channel.queueDeclare(name, true, false, false, arguments);
            return channel.queueBind(name, Topology.EXCHANGE, name);
        });
    }

    private GetResponse take(String queue) throws Exception {
        return withChannel(channel -> channel.basicGet(queue, true));
    }

    @FunctionalInterface
    private interface Work<T> {
        T on(Channel channel) throws Exception;
    }

    private <T> T withChannel(Work<T> work) throws Exception {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setUri(url);
        try (Connection connection = factory.newConnection();
                Channel channel = connection.createChannel()) {
            return work.on(channel);
        }
    }
}
