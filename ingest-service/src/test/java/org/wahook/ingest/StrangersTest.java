package org.wahook.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.wahook.testbed.Deadline;
import org.wahook.testbed.rabbitmq.TestRabbit;
import org.wahook.testbed.stranger.StrangerKind;
import org.wahook.testbed.stranger.Strangers;

/** Who has no secret costs the others nothing, whatever is sent or held back. */
@Timeout(300)
class StrangersTest {

    private static final byte[] BODY = "{\"object\":\"whatsapp_business_account\"}".getBytes(StandardCharsets.UTF_8);
    private static final Duration AT_MOST = Duration.ofSeconds(1);
    private static final int POSTS = 40;

    private static RunningIngest ingest;

    @BeforeAll
    static void start() {
        ingest = RunningIngest.start(
                        AdminSettings.NO_DATABASE,
                        TestRabbit.shared().createVirtualHost(),
                        Map.of("ADMIN_API_TOKEN", AdminSettings.TOKEN, "ADMIN_PORT", "0"))
                .awaitReady();
        post();
    }

    @AfterAll
    static void stop() {
        ingest.close();
    }

    record Crowd(StrangerKind kind, int connections) {}

    static Stream<Crowd> crowds() {
        return Stream.of(
                new Crowd(StrangerKind.silent(), 5_000),
                new Crowd(StrangerKind.dripping(), 5_000),
                new Crowd(StrangerKind.unfinishedHeaders(7_900), 5_000),
                new Crowd(StrangerKind.chunkedWithoutBody(), 33),
                new Crowd(StrangerKind.chunkedWithoutBody(), 3_000),
                new Crowd(StrangerKind.announcing(4_194_304), 33),
                new Crowd(StrangerKind.announcing(100), 1_030),
                new Crowd(StrangerKind.drippingBody(1_000_000), 1_030),
                new Crowd(StrangerKind.stoppingAfter(1_000_000), 300));
    }

    @ParameterizedTest
    @MethodSource("crowds")
    void signed_webhooks_are_answered_within_a_second(Crowd crowd) {
        try (Strangers _ = Strangers.start(ingest.app().port(), crowd.kind(), crowd.connections())) {
            assertThat(slowWebhooks()).as("webhooks that were slow or refused").isEmpty();
        }
    }

    @Test
    void signed_webhooks_are_answered_within_a_second_beside_7000_unfinished_logins() {
        int admin = ingest.app().adminPort().orElseThrow();
        try (Strangers _ = Strangers.start(admin, StrangerKind.unfinishedLogin(), 7_000)) {
            assertThat(slowWebhooks()).as("webhooks that were slow or refused").isEmpty();
            Deadline.eventually(
                    RunningIngest.PATIENCE,
                    "one who comes from the strangers' own address, and tries again, is served",
                    () -> send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + admin + "/openapi.json"))
                                    .timeout(AT_MOST)
                                    .build())
                            == 200);
        }
    }

    @Test
    void a_connection_that_has_asked_and_stays_keeps_little_memory() {
        int connections = 2_000;
        long before = heapInUse();
        try (Strangers strangers = Strangers.start(ingest.app().port(), StrangerKind.asking(), connections)) {
            Deadline.eventually(RunningIngest.PATIENCE, "all are answered", () -> strangers.answered() >= connections);

            assertThat((heapInUse() - before) / strangers.open())
                    .as("bytes of the heap for each connection")
                    .isLessThan(32 * 1024);
        }
    }

    @Test
    void connections_of_one_address_are_bounded() {
        try (RunningIngest small = RunningIngest.start(
                        AdminSettings.NO_DATABASE,
                        "amqp://guest:guest@127.0.0.1:1/%2F",
                        Map.of("MAX_CONNECTIONS", "300", "MAX_CONNECTIONS_PER_ADDRESS", "100"));
                Strangers strangers = Strangers.start(small.app().port(), StrangerKind.silent(), 150)) {
            Deadline.eventually(RunningIngest.PATIENCE, "some were ended", () -> strangers.opened() > 300);
            assertThat(small.management("/metrics").body().lines())
                    .filteredOn(line -> line.startsWith("wahook_http_connections{listener=\"webhook\"}"))
                    .singleElement()
                    .satisfies(line -> assertThat(Double.parseDouble(line.replaceAll(".* ", "")))
                            .isBetween(50.0, 100.0));
        }
    }

    @Test
    void headers_of_more_than_8_kilobytes_are_refused() {
        try (RawHttp stranger = new RawHttp(ingest.app().port())) {
            stranger.head("POST /webhook HTTP/1.1", "X-Long: " + "x".repeat(8_200));

            assertThat(stranger.untilTheEnd(Duration.ofSeconds(20))).startsWith("HTTP/1.1 431");
        }
    }

    /** Of what is still referred to. */
    private static long heapInUse() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    /** On a connection of its own each, as from a sender that has none open. */
    private static List<String> slowWebhooks() {
        List<String> slow = new ArrayList<>();
        for (int i = 0; i < POSTS; i++) {
            long began = System.nanoTime();
            int status = post();
            Duration took = Duration.ofNanos(System.nanoTime() - began);
            if (status != 200 || took.compareTo(AT_MOST) > 0) {
                slow.add(status + " after " + took.toMillis() + " ms");
            }
        }
        // A machine that is busy with other tests slows some down; strangers would slow them all, or have them refused.
        return slow.size() <= POSTS / 2 && slow.stream().allMatch(it -> it.startsWith("200")) ? List.of() : slow;
    }

    private static int post() {
        return send(HttpRequest.newBuilder(URI.create(ingest.url("/webhook")))
                .timeout(Duration.ofSeconds(30))
                .header("X-Hub-Signature-256", ingest.meta().sign(BODY))
                .POST(BodyPublishers.ofByteArray(BODY))
                .build());
    }

    /** The status, or 0 where no answer came; on a connection of its own. */
    private static int send(HttpRequest request) {
        try (HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            return http.send(request, BodyHandlers.discarding()).statusCode();
        } catch (IOException e) {
            return 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }
}
