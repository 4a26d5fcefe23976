package org.wahook.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wahook.ingest.RawHttp;
import org.wahook.testbed.Deadline;

/** Bodies over real connections, to a listener that may hold 350 KiB of them. */
@Timeout(120)
class RequestBodyTest {

    private static final int MOST = 100_000;
    private static final int ANNOUNCED = 99_000;
    private static final Duration SOON = Duration.ofSeconds(30);

    private static final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private static HttpListener listener;

    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeAll
    static void start() {
        listener = HttpListener.start(
                "test",
                new ListenAddress("127.0.0.1", 0),
                ListenerLimits.of(64, 350 * 1024),
                meters,
                routes -> routes.post("/", ctx -> {
                    switch (RequestBody.read(ctx.req(), new BodyLimits(MOST, Duration.ofSeconds(20)))) {
                        case RequestBody.Whole(byte[] bytes, RequestBody.Memory memory) -> {
                            try (memory) {
                                ctx.result(bytes);
                            }
                        }
                        case RequestBody.TooLarge() -> Refusal.send(ctx.status(413));
                        case RequestBody.Incomplete() -> Refusal.send(ctx.status(408));
                        case RequestBody.NoMemory() -> Refusal.send(ctx.status(503));
                    }
                }));
    }

    @AfterAll
    static void stop() {
        listener.close();
    }

    private HttpResponse<byte[]> post(BodyPublisher body) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + listener.port() + "/"))
                        .POST(body)
                        .build(),
                BodyHandlers.ofByteArray());
    }

    private static byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2_046, 2_047, 2_048, 2_049, 8_192, 99_999, 100_000})
    void a_body_up_to_the_limit_is_read_whole_with_a_length_and_without(int size) throws Exception {
        byte[] body = bytes(size);

        assertThat(post(BodyPublishers.ofByteArray(body)).body()).isEqualTo(body);
        assertThat(post(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)))
                        .body())
                .isEqualTo(body);
    }

    @ParameterizedTest
    @ValueSource(ints = {100_001, 150_000})
    void a_larger_one_is_too_large_with_a_length_and_without(int size) throws Exception {
        byte[] body = bytes(size);

        assertThat(post(BodyPublishers.ofByteArray(body)).statusCode()).isEqualTo(413);
        assertThat(post(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)))
                        .statusCode())
                .isEqualTo(413);
    }

    @Test
    void what_is_announced_takes_no_memory() throws Exception {
        List<RawHttp> strangers = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            strangers.add(new RawHttp(listener.port()).head("POST / HTTP/1.1", "Content-Length: " + ANNOUNCED));
        }

        assertThat(post(BodyPublishers.ofByteArray(bytes(MOST))).statusCode()).isEqualTo(200);
        strangers.forEach(RawHttp::close);
    }

    @Test
    void the_oldest_unfinished_body_gives_way_when_memory_is_short() {
        // On a machine so busy that five seconds pass before the third one is sent, the oldest ends for that, with 408.
        Deadline.eventually(Duration.ofMinutes(1), "the oldest gave way", RequestBodyTest::theOldestGivesWay);
    }

    /**
     * Each takes what it has announced and one byte more, of the 268,800 that large bodies may take: for the third there is
     * room only when the first gives way.
     */
    private static boolean theOldestGivesWay() {
        Deadline.eventually(SOON, "no body is in memory", () -> inMemory() == 0);
        try (RawHttp oldest = unfinished()) {
            Deadline.eventually(SOON, "the oldest is in memory", () -> inMemory() > ANNOUNCED);
            try (RawHttp _ = unfinished()) {
                Deadline.eventually(
                        SOON,
                        "two are in memory, or the oldest was too slow",
                        () -> inMemory() > 2 * ANNOUNCED || inMemory() <= ANNOUNCED);
                try (RawHttp _ = unfinished()) {
                    return oldest.untilTheEnd(SOON).startsWith("HTTP/1.1 503");
                }
            }
        }
    }

    private static double inMemory() {
        return meters.get("wahook.http.body.bytes").gauge().value();
    }

    private static RawHttp unfinished() {
        return new RawHttp(listener.port())
                .head("POST / HTTP/1.1", "Content-Length: " + ANNOUNCED)
                .send("b".repeat(70_000));
    }
}
