package org.wahook.sandbox.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.wahook.sandbox.bench.load.Arrivals;
import org.wahook.sandbox.bench.load.HttpLoad;
import org.wahook.testbed.http.LocalHttpServer;

class HttpLoadTest {

    private static final Duration NONE = Duration.ZERO;

    @Test
    void each_request_is_posted_until_it_is_taken_and_then_no_more() throws Exception {
        Set<String> taken = ConcurrentHashMap.newKeySet();
        AtomicInteger posts = new AtomicInteger();
        HttpHandler refusesEachThird = exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            boolean refused = posts.incrementAndGet() % 3 == 0;
            assertThat(refused || taken.add(body)).isTrue();
            answer(exchange, refused ? 503 : 200);
        };
        try (LocalHttpServer server = LocalHttpServer.start(refusesEachThird)) {
            load(server, 16).send(1_000);
        }

        assertThat(taken).hasSize(1_000).contains("0", "999");
        assertThat(posts.get()).isBetween(1_498, 1_500);
    }

    @Test
    void a_rate_is_kept_whatever_the_answers_take() throws Exception {
        try (LocalHttpServer server = LocalHttpServer.start(exchange -> answer(exchange, 200))) {
            HttpLoad.Result result = load(server, 8).run(new Arrivals(200), NONE, Duration.ofSeconds(2));

            assertThat(result.posts()).isBetween(398L, 402L);
            assertThat(result.refused()).isZero();
        }
    }

    @Test
    void what_waits_for_a_slow_answer_on_its_connection_is_late_by_as_much() throws Exception {
        AtomicInteger posts = new AtomicInteger();
        HttpHandler firstIsSlow = exchange -> {
            if (posts.getAndIncrement() == 0) {
                pause(Duration.ofMillis(800));
            }
            answer(exchange, 200);
        };
        try (LocalHttpServer server = LocalHttpServer.start(firstIsSlow)) {
            HttpLoad.Result result = load(server, 1).run(new Arrivals(40), NONE, Duration.ofSeconds(5));

            // Of 200 posts 32 were due while the first one had no answer, one each 25 ms.
            assertThat(result.latencies().percentile(100)).isGreaterThan(790);
            assertThat(result.latencies().percentile(90)).isGreaterThan(200);
        }
    }

    @Test
    void a_server_that_hangs_up_ends_the_load_with_an_error() throws Exception {
        try (LocalHttpServer server = LocalHttpServer.start(HttpExchange::close)) {
            assertThatThrownBy(() -> load(server, 4).send(10))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessage("a connection broke under load");
        }
    }

    private static HttpLoad load(LocalHttpServer server, int connections) {
        URI url = URI.create(server.baseUrl() + "/");
        return new HttpLoad(url, connections, number -> {
            String body = String.valueOf(number);
            return "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n%s"
                    .formatted(body.length(), body)
                    .getBytes(StandardCharsets.UTF_8);
        });
    }

    private static void answer(HttpExchange exchange, int status) throws IOException {
        exchange.getRequestBody().readAllBytes();
        byte[] words = "some words".getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, words.length);
        exchange.getResponseBody().write(words);
        exchange.close();
    }

    private static void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
