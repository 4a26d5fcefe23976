package org.wahook.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.wahook.platform.broker.MessageHeaders;
import org.wahook.shared.job.ReplyJob;
import org.wahook.shared.topology.Topology;
import org.wahook.testbed.Deadline;
import org.wahook.testbed.meta.Customer;
import org.wahook.testbed.meta.GraphBehaviour;
import org.wahook.testbed.meta.SentMessage;
import org.wahook.testbed.meta.WebhookBodies;
import org.wahook.testbed.responder.ResponseBehaviour;
import org.wahook.worker.testing.Broker;

/** What a worker makes of events and jobs, good and bad. */
class WorkerAppTest extends WorkerFixture {

    @Test
    void an_event_is_answered_and_the_broker_has_nothing_left() {
        try (WorkerApp worker = worker(Map.of())) {
            Customer anna = says("Hello");

            Deadline.eventually(SOON, "she was answered", () -> !toOf(anna).isEmpty());
            assertThat(worker.health().ready()).isTrue();
            Deadline.eventually(SOON, "all is acked", () -> broker.alive() == 0);
        }
        assertThat(meta.sent()).extracting(SentMessage::text).containsExactly("echo: Hello");
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
            assertThat(database.column(
                            "SELECT replayed_at > created_at FROM messages WHERE chatbot_id = ? AND direction = 'inbound'",
                            shop.chatbotId()))
                    .as("reply times count from the replay")
                    .containsExactly("t");
        }
    }

    @Test
    void an_event_that_was_replayed_after_hours_makes_no_routing_time_of_hours()
            throws IOException, InterruptedException {
        long now = System.currentTimeMillis();
        Customer anna = Customer.withPhone("491519999999", "Anna");
        byte[] body = WebhookBodies.text(shop.number(), anna, "wamid." + UUID.randomUUID(), Instant.now(), "Hello");
        Map<String, Object> headers =
                Map.of(MessageHeaders.RECEIVED_AT, now - Duration.ofHours(3).toMillis(), MessageHeaders.REPLAYED, now);
        try (WorkerApp worker = worker(Map.of())) {
            broker.publish(Topology.EXCHANGE, Topology.EVENTS_KEY, "replayed", headers, body);
            Deadline.eventually(SOON, "she was answered", () -> !toOf(anna).isEmpty());
            Deadline.eventually(SOON, "the event is acked", () -> broker.alive() == 0);

            assertThat(metrics(worker))
                    .filteredOn(line -> line.startsWith("wahook_route_delay_seconds_max"))
                    .singleElement()
                    .satisfies(line -> assertThat(Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                            .isBetween(Double.MIN_VALUE, 600.0));
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
        assertThat(meta.sent()).extracting(SentMessage::text).containsExactly("to 2");
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

    /** A model may think for a minute: whoever waits for a place behind it is not sent away for that. */
    @Test
    void a_slow_ai_is_not_taken_for_a_hung_one() throws IOException, InterruptedException {
        responseApi.answer(asked -> new ResponseBehaviour.After(
                Duration.ofSeconds(12), new ResponseBehaviour.Reply("slow " + asked.lastUserContent())));
        try (WorkerApp worker = worker(Map.of("CLIENT_CONCURRENCY", "1"))) {
            Customer anna = says("one");
            Customer bob = says("two");

            Deadline.eventually(
                    SOON,
                    "both were answered",
                    () -> !toOf(anna).isEmpty() && !toOf(bob).isEmpty());
            assertThat(metrics(worker))
                    .filteredOn(line -> line.startsWith("wahook_retries_total") && line.contains("client_busy"))
                    .isNotEmpty()
                    .allMatch(line -> line.endsWith(" 0.0"));
        }
    }

    private static List<String> metrics(WorkerApp worker) throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(
                            URI.create("http://127.0.0.1:" + worker.managementPort() + "/metrics"))
                    .build();
            return http.send(request, HttpResponse.BodyHandlers.ofLines())
                    .body()
                    .toList();
        }
    }
}
