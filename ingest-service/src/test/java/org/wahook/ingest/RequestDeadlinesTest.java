package org.wahook.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wahook.testbed.rabbitmq.TestRabbit;

/** Whoever takes too long over a request is ended, however little is missing at each moment. All wait at the same time. */
@Timeout(120)
@Execution(ExecutionMode.CONCURRENT)
class RequestDeadlinesTest {

    private static final String SIGNATURE = "X-Hub-Signature-256: sha256=" + "0".repeat(64);

    private static RunningIngest ingest;

    @BeforeAll
    static void start() {
        ingest = RunningIngest.start(
                        AdminSettings.NO_DATABASE, TestRabbit.shared().createVirtualHost(), Map.of())
                .awaitReady();
    }

    @AfterAll
    static void stop() {
        ingest.close();
    }

    @Test
    void a_body_that_stands_still_ends_after_some_five_seconds_with_408() {
        long began = System.nanoTime();
        try (RawHttp stranger = new RawHttp(ingest.app().port())) {
            stranger.head("POST /webhook HTTP/1.1", SIGNATURE, "Content-Length: 1000")
                    .send("a");

            assertThat(stranger.untilTheEnd(Duration.ofSeconds(25))).startsWith("HTTP/1.1 408");
        }
        assertThat(Duration.ofNanos(System.nanoTime() - began))
                .isBetween(Duration.ofSeconds(4), Duration.ofSeconds(15));
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST /webhook HTTP/1.1\r\nHost: a\r\nX-Drip: ", "GET /webhook?"})
    void headers_that_drip_end_though_each_byte_is_in_time(String opening) {
        assertThat(endsWhileDripping(opening, Duration.ofSeconds(25))).isTrue();
    }

    @Test
    void a_body_that_drips_ends_though_each_byte_is_in_time() {
        String opening = "POST /webhook HTTP/1.1\r\nHost: a\r\n" + SIGNATURE + "\r\nContent-Length: 1000\r\n\r\n";

        assertThat(endsWhileDripping(opening, Duration.ofSeconds(18))).isTrue();
    }

    private static boolean endsWhileDripping(String opening, Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        try (RawHttp stranger = new RawHttp(ingest.app().port())) {
            stranger.send(opening);
            while (System.nanoTime() - end < 0) {
                stranger.send("a");
                LockSupport.parkNanos(Duration.ofMillis(300).toNanos());
            }
            return false;
        } catch (UncheckedIOException ended) {
            return true;
        }
    }
}
