package org.wahook.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.wahook.shared.broker.MessageHeaders;
import org.wahook.shared.broker.Topology;
import org.wahook.shared.config.Environment;
import org.wahook.shared.job.ReplyJob;
import org.wahook.testbed.Deadline;
import org.wahook.testbed.FreePort;
import org.wahook.testbed.meta.Customer;
import org.wahook.testbed.meta.GraphBehaviour;
import org.wahook.testbed.meta.Sent;
import org.wahook.testbed.meta.SimulatedMeta;
import org.wahook.testbed.meta.WebhookBodies;
import org.wahook.testbed.proxy.TcpProxy;
import org.wahook.testbed.responder.ResponseBehaviour;
import org.wahook.testbed.responder.SimulatedResponseApi;
import org.wahook.worker.testing.Background;
import org.wahook.worker.testing.Broker;
import org.wahook.worker.testing.Client;
import org.wahook.worker.testing.WorkerDatabase;

/** The whole worker between a real broker, a real database and both APIs. */
class WorkerAppTest {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Duration LONG = Duration.ofSeconds(90);
    private static final Topology TOPOLOGY = new Topology(2, List.of(Duration.ofMillis(400), Duration.ofMillis(700)));
    private static final AtomicInteger CUSTOMERS = new AtomicInteger();
    private static final WorkerDatabase database = WorkerDatabase.create();

    private final Broker broker = new Broker(TOPOLOGY);
    private final SimulatedMeta meta = SimulatedMeta.start();
    private final SimulatedResponseApi responseApi = SimulatedResponseApi.start();
    private final Client shop = database.client();

    @AfterAll
    static void closeDatabase() {
        database.close();
    }

    @AfterEach
    void close() {
        responseApi.close();
        meta.close();
        broker.close();
    }

    @Test
    void an_event_is_answered_and_the_broker_has_nothing_left() {
        try (WorkerApp worker = worker(Map.of())) {
            Customer anna = says("Hello");

            Deadline.eventually(SOON, "she was answered", () -> !toOf(anna).isEmpty());
            assertThat(worker.health().ready()).isTrue();
            Deadline.eventually(SOON, "all is acked", () -> broker.alive() == 0);
        }
        assertThat(meta.sent()).extracting(Sent::text).containsExactly("echo: Hello");
    }

    @Test
    void a_failure_is_tried_again_after_the_steps_of_the_ladder_and_then_is_a_dead_letter_that_can_be_replayed() {
        responseApi.answer(asked -> ResponseBehaviour.Raw.json(500, "{}"));
        try (WorkerApp worker = worker(Map.of())) {
            assertThat(worker.managementPort()).isPositive();
            Customer anna = says("a text that nobody else may read");
            Broker.Taken letter = broker.take(Topology.REPLIES_DEAD);

            assertThat(responseApi.askedCount()).isEqualTo(3);
            assertThat(letter.header(MessageHeaders.REASON)).isEqualTo("response_api_error");
            assertThat(letter.header(MessageHeaders.ERROR)).isEqualTo("HTTP 500");
            assertThat(letter.header(MessageHeaders.ATTEMPTS)).isEqualTo("3");
            assertThat(letter.header(MessageHeaders.CHATBOT_ID)).isEqualTo(shop.chatbotId());
            assertThat(letter.header(MessageHeaders.ACCOUNT_ID))
                    .isEqualTo(shop.accountId().toString());
            assertThat(letter.header(MessageHeaders.PHONE_NUMBER_ID)).isEqualTo(shop.phoneNumberId());
            assertThat(letter.header(MessageHeaders.MESSAGE_IDS)).startsWith("wamid.");
            assertThat(Instant.parse(letter.header(MessageHeaders.FIRST_FAILED_AT)))
                    .isBefore(Instant.parse(letter.header(MessageHeaders.LAST_FAILED_AT)));
            assertThat(letter.toString())
                    .doesNotContain("nobody else")
                    .doesNotContain(String.valueOf(anna.phone()))
                    .doesNotContain(shop.token());
            Deadline.eventually(SOON, "it is given up", () -> statuses().equals(List.of("failed")));

            responseApi.answerNormally();
            broker.job(
                    TOPOLOGY,
                    ReplyJob.fromJson(letter.body().getBytes(StandardCharsets.UTF_8)),
                    Map.of(MessageHeaders.REPLAYED, true));
            Deadline.eventually(
                    SOON, "she was answered after all", () -> !toOf(anna).isEmpty());
        }
    }

    @Test
    void a_customer_who_writes_while_the_turn_waits_is_answered_together_with_what_waited() {
        responseApi.answer(asked -> asked.query().size() < 2
                ? ResponseBehaviour.Raw.json(429, "{}")
                : new ResponseBehaviour.Reply("to " + asked.query().size()));
        try (WorkerApp worker = worker(Map.of())) {
            Customer anna = says("one");
            Deadline.eventually(SOON, "the AI was asked", () -> responseApi.askedCount() >= 1);
            says(anna, "two");

            Deadline.eventually(SOON, "she was answered", () -> !toOf(anna).isEmpty());
            assertThat(worker.health().ready()).isTrue();
        }
        assertThat(meta.sent()).extracting(Sent::text).containsExactly("to 2");
    }

    @Test
    void a_job_is_not_acknowledged_before_the_broker_has_confirmed_its_wait() {
        responseApi.answer(asked -> ResponseBehaviour.Raw.json(500, "{}"));
        Customer anna;
        try (WorkerApp worker = worker(Map.of("SHUTDOWN_GRACE", "1s"))) {
            assertThat(worker.health().ready()).isTrue();
            broker.delete(Topology.waitQueue(Duration.ofMillis(400)));
            anna = says("Hello");
            Deadline.eventually(SOON, "the AI was asked", () -> responseApi.askedCount() >= 1);
        }
        responseApi.answerNormally();
        try (WorkerApp next = worker(Map.of())) {
            Deadline.eventually(SOON, "she was answered", () -> !toOf(anna).isEmpty());
            assertThat(next.health().ready()).isTrue();
        }
    }

    @Test
    void what_is_no_job_is_buried_and_the_others_go_on() {
        try (WorkerApp worker = worker(Map.of())) {
            broker.publish(
                    Topology.EXCHANGE, Topology.laneKey(0), "bad", Map.of(), "no job".getBytes(StandardCharsets.UTF_8));
            Broker.Taken letter = broker.take(Topology.REPLIES_DEAD);

            assertThat(letter.header(MessageHeaders.REASON)).isEqualTo("malformed_job");
            assertThat(letter.body()).isEqualTo("no job");
            Customer anna = says("Hello");
            Deadline.eventually(SOON, "she was answered", () -> !toOf(anna).isEmpty());
            assertThat(worker.health().ready()).isTrue();
        }
    }

    @Test
    void a_bad_event_in_a_batch_holds_up_nobody() {
        broker.event("bad", "no JSON".getBytes(StandardCharsets.UTF_8));
        Customer anna = says("Hello");
        try (WorkerApp worker = worker(Map.of())) {
            assertThat(broker.take(Topology.EVENTS_DEAD).header(MessageHeaders.REASON))
                    .isEqualTo("malformed_event");
            Deadline.eventually(SOON, "she was answered", () -> !toOf(anna).isEmpty());
            assertThat(worker.health().ready()).isTrue();
        }
    }

    @Test
    void a_message_that_meta_refuses_does_not_stop_the_next_one() {
        meta.behaveOnce(send -> true, new GraphBehaviour.Fail(400, 131_026, "undeliverable"));
        try (WorkerApp worker = worker(Map.of())) {
            Customer anna = says("one");
            assertThat(broker.take(Topology.REPLIES_DEAD).header(MessageHeaders.REASON))
                    .isEqualTo("graph_rejected");
            says(anna, "two");

            Deadline.eventually(SOON, "she was answered", () -> !toOf(anna).isEmpty());
            assertThat(toOf(anna)).containsExactly("echo: two");
            assertThat(worker.health().ready()).isTrue();
        }
    }

    @Test
    void at_its_end_a_worker_finishes_what_is_in_hand_and_gives_back_the_rest() {
        CompletableFuture<String> answer = new CompletableFuture<>();
        responseApi.answer(asked -> new ResponseBehaviour.Reply(answer.join()));
        Background<Boolean> answering;
        try (WorkerApp worker =
                worker(Map.of("WORKER_CONCURRENCY", "5", "CLIENT_CONCURRENCY", "5", "SHUTDOWN_GRACE", "60s"))) {
            for (int i = 0; i < 12; i++) {
                says("Hello " + i);
            }
            Deadline.eventually(SOON, "five turns are in hand", () -> responseApi.inFlight() == 5);
            assertThat(worker.health().ready()).isTrue();
            answering = Background.start(() -> {
                Deadline.eventually(SOON, "the worker takes no more", () -> !broker.consumed(TOPOLOGY.laneQueues()));
                return answer.complete("done");
            });
        }
        assertThat(answering.result()).isTrue();
        assertThat(meta.sent()).as("the five in hand, and no other").hasSize(5);
        assertThat(database.column(
                        "SELECT id FROM messages WHERE chatbot_id = ? AND status = 'answered'", shop.chatbotId()))
                .hasSize(5);

        responseApi.answerNormally();
        try (WorkerApp next = worker(Map.of())) {
            Deadline.eventually(SOON, "the next worker answers the rest", () -> meta.sentCount() == 12);
            assertThat(next.health().ready()).isTrue();
            Deadline.eventually(SOON, "all is acked", () -> broker.alive() == 0);
        }
        assertThat(meta.sent()).extracting(Sent::contactId).doesNotHaveDuplicates();
    }

    @Test
    void a_job_that_many_workers_gave_back_when_they_stopped_is_no_poison() {
        responseApi.answer(asked -> new ResponseBehaviour.Hang());
        Customer anna = says("in hand each time");
        Customer bob = says("never begun");
        for (int stops = 1; stops <= 12; stops++) {
            int begun = stops;
            try (WorkerApp worker = worker(Map.of("CLIENT_CONCURRENCY", "1", "SHUTDOWN_GRACE", "200ms"))) {
                Deadline.eventually(SOON, "a turn is in hand", () -> responseApi.askedCount() >= begun);
                assertThat(worker.health().ready()).isTrue();
            }
        }
        responseApi.answerNormally();
        try (WorkerApp worker = worker(Map.of())) {
            Deadline.eventually(
                    SOON,
                    "both are answered",
                    () -> !toOf(anna).isEmpty() && !toOf(bob).isEmpty());
            assertThat(worker.health().ready()).isTrue();
        }
        assertThat(meta.sentCount()).isEqualTo(2);
    }

    @Test
    void a_cut_of_the_brokers_connection_in_the_midst_of_turns_costs_nobody_a_reply_and_sends_none_twice() {
        try (TcpProxy proxy = TcpProxy.to("127.0.0.1", URI.create(broker.url()).getPort());
                WorkerApp worker = worker(Map.of(
                        "RABBITMQ_URL",
                        broker.url().replaceFirst("127\\.0\\.0\\.1:\\d+", "127.0.0.1:" + proxy.port())))) {
            responseApi.answer(
                    asked -> new ResponseBehaviour.After(Duration.ofMillis(300), new ResponseBehaviour.Reply("done")));
            for (int i = 0; i < 30; i++) {
                says("Hello " + i);
                if (i % 10 == 5) {
                    proxy.cut();
                }
            }
            // A job that comes back while its first holder sends waits for as long as that may be uncertain.
            Deadline.eventually(LONG, "all were answered", () -> meta.sentCount() >= 30);
            Deadline.eventually(LONG, "all is acked", () -> broker.alive() == 0);
            assertThat(worker.health().ready()).isTrue();
        }
        assertThat(meta.sent())
                .extracting(Sent::contactId)
                .doesNotHaveDuplicates()
                .hasSize(30);
    }

    @Test
    void a_worker_whose_neighbours_were_never_there_can_be_closed() {
        WorkerApp worker = start(Map.of(
                "DATABASE_URL", "postgresql://u:p@127.0.0.1:" + FreePort.next() + "/db",
                "RABBITMQ_URL", "amqp://u:p@127.0.0.1:" + FreePort.next() + "/"));
        Deadline.eventually(SOON, "it says so", () -> worker.health().report().contains("postgresql"));
        assertThat(worker.health().ready()).isFalse();

        assertThatCode(worker::close).doesNotThrowAnyException();
    }

    private WorkerApp worker(Map<String, String> overrides) {
        WorkerApp worker = start(overrides);
        Deadline.eventually(SOON, "the worker is ready", worker.health()::ready);
        return worker;
    }

    private WorkerApp start(Map<String, String> overrides) {
        Map<String, String> settings = new HashMap<>();
        settings.put("DATABASE_URL", database.url());
        settings.put("RABBITMQ_URL", broker.url());
        settings.put("RESPONSE_API_BASE_URL", responseApi.baseUrl());
        settings.put("RESPONSE_API_TIMEOUT", "60s");
        settings.put("GRAPH_API_BASE_URL", meta.baseUrl());
        settings.put("RETRY_DELAYS", "400ms,700ms");
        settings.put("REPLY_LANES", "2");
        settings.put("MANAGEMENT_HOST", "127.0.0.1");
        settings.put("MANAGEMENT_PORT", "0");
        settings.put("SHUTDOWN_GRACE", "10s");
        settings.putAll(overrides);
        return WorkerApp.start(WorkerConfig.read(new Environment(settings)));
    }

    /** A customer who was not here before. */
    private Customer says(String text) {
        Customer customer = Customer.withPhone(String.valueOf(491510000000L + CUSTOMERS.incrementAndGet()), "C");
        says(customer, text);
        return customer;
    }

    private void says(Customer customer, String text) {
        String wamid = "wamid." + UUID.randomUUID();
        broker.event("event-" + wamid, WebhookBodies.text(shop.number(), customer, wamid, Instant.now(), text));
    }

    private List<String> toOf(Customer customer) {
        return meta.sentTo(String.valueOf(customer.phone())).stream()
                .map(Sent::text)
                .toList();
    }

    private List<String> statuses() {
        return database.column(
                "SELECT status FROM messages WHERE chatbot_id = ? AND direction = 'inbound'", shop.chatbotId());
    }
}
