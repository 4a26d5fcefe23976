package org.wahook.sandbox.observability;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.wahook.sandbox.LocalSystem;
import org.wahook.shared.topology.Topology;
import org.wahook.testbed.Deadline;
import org.wahook.testbed.FreePort;
import org.wahook.testbed.meta.Customer;
import org.wahook.testbed.meta.WebhookBodies;
import org.wahook.testbed.meta.WebhookNumber;
import org.wahook.testbed.postgres.TestPostgres;
import org.wahook.testbed.responder.ResponseBehaviour.Raw;
import org.wahook.testbed.responder.ResponseBehaviour.Reply;
import org.wahook.testbed.traces.OtlpCollector;
import org.wahook.testbed.traces.SeenSpan;

/** Both services send their spans to a collector that decodes them: a message's whole way is one trace. */
class TraceTest {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Duration ON_THE_WAY = Duration.ofMillis(500);
    private static final WebhookNumber SHOP = WebhookNumber.of("waba-shop", "123456789");
    private static final List<String> WHOLE_WAY =
            List.of("webhook", "publish", "route", "turn", "claim", "history", "ask", "draft", "send", "finish");

    private final OtlpCollector collector = OtlpCollector.start();
    private final WideLines lines = new WideLines();
    private LocalSystem system;

    @BeforeEach
    void watch() {
        lines.attach();
        system = start(collector.baseUrl());
    }

    @AfterEach
    void close() {
        lines.detach();
        system.close();
        collector.close();
    }

    private static LocalSystem start(String endpoint) {
        LocalSystem started = LocalSystem.start(
                1,
                Map.of(
                        "RETRY_DELAYS", "200ms,400ms",
                        "OTEL_EXPORTER_OTLP_ENDPOINT", endpoint,
                        "OTEL_EXPORTER_OTLP_HEADERS", "x-api-key=a%20key"));
        started.client("shop", "key", SHOP.phoneNumberId(), "verify", "token");
        return started;
    }

    @Test
    void one_message_is_one_trace_from_the_webhook_to_the_graph_call() {
        say("4915112345678", "hello");
        whole(1);

        assertThat(collector.traces()).hasSize(1);
        List<SeenSpan> trace = collector.spans();
        assertThat(trace).extracting(SeenSpan::name).containsExactlyInAnyOrderElementsOf(WHOLE_WAY);
        assertThat(span("webhook").parent()).isEmpty();
        Map<String, String> parents = new HashMap<>(Map.of("publish", "webhook", "route", "publish", "turn", "route"));
        WHOLE_WAY.subList(4, WHOLE_WAY.size()).forEach(stage -> parents.put(stage, "turn"));
        parents.forEach((child, parent) -> assertThat(span(child).parent())
                .as("%s is a part of %s", child, parent)
                .isEqualTo(span(parent).spanId()));
        assertThat(span("webhook").service()).isEqualTo("ingest-service");
        assertThat(span("send").service()).isEqualTo("worker-service");
        assertThat(span("send").kind()).isEqualTo(3);
        assertThat(trace).allSatisfy(span -> assertThat(span.nanos()).isPositive());
        assertThat(collector.keys()).containsOnly("a key");
    }

    @Test
    void its_wide_lines_carry_the_trace_its_ids_its_sizes_and_its_times() {
        say("4915112345678", "hello");
        whole(1);

        String traceId = collector.spans().getFirst().traceId();
        Deadline.eventually(
                SOON,
                "both lines",
                () -> lines.about("webhook").size() == 1 && lines.about("turn").size() == 1);
        WideLines.Line webhook = lines.about("webhook").getFirst();
        WideLines.Line turn = lines.about("turn").getFirst();
        assertThat(List.of(webhook, turn))
                .extracting(line -> line.context().get("trace_id"))
                .containsOnly(traceId);
        assertThat(webhook.fields())
                .containsEntry("outcome", "accepted")
                .containsEntry("publish", "confirmed")
                .containsEntry("status", 200)
                .containsEntry("event_id", turn.fields().get("event_id"))
                .containsKeys("bytes", "body_us", "verify_us", "publish_us", "total_us");
        assertThat(turn.fields())
                .containsEntry("outcome", "done")
                .containsEntry("verdict", "ack")
                .containsEntry("chatbot_id", "shop")
                .containsEntry("attempt", 1)
                .containsEntry("messages", 1)
                .containsEntry("history", 1)
                .containsEntry("parts", 1)
                .containsKeys("account_id", "conversation_id", "job_id", "characters")
                .containsKeys("claim_us", "history_us", "ask_us", "draft_us", "send_us", "finish_us", "ms");
        assertThat(String.valueOf(lines.all())).doesNotContain("hello", "4915112345678", "wamid.");
    }

    @Test
    void messages_that_are_routed_in_one_batch_keep_their_own_traces() {
        whileRoutingIsHeldUp(() -> {
            for (int i = 0; i < 5; i++) {
                say("491511234560" + i, "hello");
            }
            say("4915112345600", "are you there?");
        });
        whole(6);
        spans("route", 7);

        assertThat(collector.spans())
                .filteredOn(span -> span.name().equals("route"))
                .extracting(span -> span.attributes().get("messaging.batch.message_count"))
                .as("the one before, and the batch")
                .containsExactlyInAnyOrder("1", "6", "6", "6", "6", "6", "6");
        assertThat(collector.traces()).hasSize(7);
        List<SeenSpan> linked = collector.spans().stream()
                .filter(span -> !span.links().isEmpty())
                .toList();
        assertThat(linked)
                .as("the turn that answers both messages of one customer")
                .hasSize(1);
        SeenSpan other = collector.spans().stream()
                .filter(span -> linked.getFirst().links().contains(span.traceId() + "-" + span.spanId()))
                .findFirst()
                .orElseThrow();
        assertThat(other.name()).isEqualTo("route");
        assertThat(other.traceId()).isNotEqualTo(linked.getFirst().traceId());
    }

    @Test
    void a_retry_goes_on_in_the_same_trace() {
        AtomicBoolean failed = new AtomicBoolean();
        system.responseApi().answer(asked -> failed.getAndSet(true) ? new Reply("at last") : Raw.json(503, "{}"));

        say("4915112345678", "hello");
        whole(1);
        spans("turn", 2);

        assertThat(collector.traces()).hasSize(1);
        assertThat(collector.spans())
                .filteredOn(span -> span.name().equals("turn"))
                .extracting(span -> span.attributes().get("wahook.outcome"))
                .containsExactlyInAnyOrder("response_api_error", "done");
    }

    @Test
    void a_collector_that_is_away_disturbs_nobody() {
        try (LocalSystem alone = start("http://127.0.0.1:" + FreePort.next());
                var sender = alone.sender()) {
            byte[] body = WebhookBodies.text(
                    SHOP, Customer.withPhone("4915112345678", "Anna"), "wamid.1", Instant.now(), "hello");

            assertThat(sender.post(body).status()).isEqualTo(200);

            Deadline.eventually(SOON, "it is answered", () -> alone.meta().sentCount() == 1);
        }
    }

    /** A frozen PostgreSQL and not a lock: what is locked is set aside, and routing goes on. */
    private void whileRoutingIsHeldUp(Runnable posts) {
        TestPostgres.shared().freeze();
        try {
            say("4915112345699", "the first");
            awaitDelivery();
            posts.run();
            awaitDelivery();
        } finally {
            TestPostgres.shared().thaw();
        }
    }

    /** The broker tells when it has sent the events, and nobody when all have arrived. */
    private void awaitDelivery() {
        Instant[] since = {Instant.now()};
        Deadline.eventually(SOON, "the rest has come to it", () -> {
            if (system.messagesIn(Topology.EVENTS) > 0) {
                since[0] = Instant.now();
            }
            return since[0].plus(ON_THE_WAY).isBefore(Instant.now());
        });
    }

    /** Some come with a later export than the rest of their trace. */
    private void spans(String name, int count) {
        Deadline.eventually(
                SOON,
                "%d spans named %s".formatted(count, name),
                () -> collector.spans().stream()
                                .filter(span -> span.name().equals(name))
                                .count()
                        == count);
    }

    /** Waits until so many traces have all spans of a message's way. */
    private void whole(int traces) {
        Deadline.eventually(
                SOON,
                "the whole way of %d messages".formatted(traces),
                () -> collector.traces().values().stream()
                                .filter(trace -> names(trace).containsAll(WHOLE_WAY))
                                .count()
                        == traces);
    }

    private SeenSpan span(String name) {
        return collector.spans().stream()
                .filter(span -> span.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> names(List<SeenSpan> trace) {
        return new ArrayList<>(trace.stream().map(SeenSpan::name).toList());
    }

    private void say(String phone, String text) {
        byte[] body = WebhookBodies.text(
                SHOP, Customer.withPhone(phone, "Anna"), "wamid." + UUID.randomUUID(), Instant.now(), text);
        try (var sender = system.sender()) {
            assertThat(sender.post(body).status()).isEqualTo(200);
        }
    }
}
