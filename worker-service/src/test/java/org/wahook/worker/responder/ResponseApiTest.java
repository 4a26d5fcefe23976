package org.wahook.worker.responder;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.wahook.platform.config.Secret;
import org.wahook.platform.outgoing.OutgoingAllowed;
import org.wahook.platform.telemetry.ClientNames;
import org.wahook.testbed.FreePort;
import org.wahook.testbed.http.LocalHttpServer;
import org.wahook.worker.outcome.Reason;
import org.wahook.worker.responder.HistoryEntry.Role;

class ResponseApiTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    /** For what is never answered in time, on no machine. */
    private static final Duration SHORT = Duration.ofMillis(300);

    private static final Question QUESTION = new Question(
            "shop",
            new Secret("key-of-the-shop"),
            "4915112345678",
            List.of(
                    new HistoryEntry(Role.USER, "Say \"Hi\""),
                    new HistoryEntry(Role.ASSISTANT, "Hi"),
                    new HistoryEntry(Role.USER, "Grüß Gott 😀")),
            "turn-1-2",
            Optional.empty());

    private record Request(String method, String path, String key, String contentType, String body) {}

    /** What the server does with a request. */
    private interface Conduct {
        void give(HttpExchange exchange) throws IOException, InterruptedException;
    }

    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private volatile Conduct answer = json(200, "{\"response\":\"Hi\"}");
    private final LocalHttpServer server = LocalHttpServer.start(this::handle);
    private final ResponseApi api = api(server.baseUrl() + "/response", "/response");

    @AfterEach
    void close() {
        api.close();
        server.close();
    }

    @Test
    void the_question_is_asked_to_the_letter_of_the_contract() {
        assertThat(api.ask(QUESTION)).isEqualTo(new Answer.Reply("Hi"));

        assertThat(requests)
                .containsExactly(new Request(
                        "POST",
                        "/response",
                        "turn-1-2",
                        "application/json",
                        "{\"query\":\"[{\\\"role\\\":\\\"user\\\",\\\"content\\\":\\\"Say \\\\\\\"Hi\\\\\\\"\\\"},"
                                + "{\\\"role\\\":\\\"assistant\\\",\\\"content\\\":\\\"Hi\\\"},"
                                + "{\\\"role\\\":\\\"user\\\",\\\"content\\\":\\\"Grüß Gott 😀\\\"}]\","
                                + "\"chatbotId\":\"shop\",\"user\":{\"uniqueClientId\":\"whatsapp_4915112345678_shop\","
                                + "\"converslyWebId\":\"key-of-the-shop\"}}"));
    }

    @ParameterizedTest(name = "HTTP {0} {1}: {2}")
    @CsvSource(delimiter = '|', textBlock = """
            200 | {"response":" Hi "}        | Reply
            201 | {"response":"Hi"}          | Reply
            200 | {"response":""}            | Silence
            200 | {"response":"  "}          | Silence
            200 | {"response":7}             | Unusable
            200 | {"reply":"Hi"}             | Unusable
            200 | Hi                         | Unusable
            204 | ''                         | Unusable
            302 | {"response":"Hi"}          | Unusable
            400 | {"response":"Hi"}          | Unusable
            401 | {}                         | Unusable
            404 | {}                         | Unusable
            408 | {}                         | Unavailable
            425 | {}                         | Unavailable
            429 | {}                         | Throttled
            500 | {"response":"Hi"}          | Unavailable
            503 | {}                         | Unavailable
            """)
    void what_an_answer_means(int status, String body, String expected) {
        answer = json(status, body);

        assertThat(api.ask(QUESTION).getClass().getSimpleName()).isEqualTo(expected);
    }

    @Test
    void a_retry_after_is_passed_on_with_429_and_503() {
        answer = full(429, "text/html", "", Map.of("Retry-After", "7"));
        assertThat(api.ask(QUESTION))
                .isInstanceOfSatisfying(
                        Answer.Throttled.class,
                        it -> assertThat(it.retryAfter()).contains(Duration.ofSeconds(7)));
        answer = full(503, "text/html", "", Map.of("Retry-After", "9"));
        assertThat(api.ask(QUESTION))
                .isInstanceOfSatisfying(
                        Answer.Unavailable.class,
                        it -> assertThat(it.retryAfter()).contains(Duration.ofSeconds(9)));
    }

    @ParameterizedTest
    @CsvSource({
        "503, 99999999999",
        "503, -1",
        "503, 'Fri, 31 Dec 9999 23:59:59 GMT'",
        "503, 0",
        "408, 99999999999",
        "408, 0",
        "429, 99999999999",
        "500, soon"
    })
    void no_retry_after_is_an_exception_or_makes_two_requests_of_one(int status, String retryAfter) {
        answer = full(status, "text/html", "", Map.of("Retry-After", retryAfter));

        Optional<Duration> pause = switch (api.ask(QUESTION)) {
            case Answer.Unavailable it -> it.retryAfter();
            case Answer.Throttled it -> it.retryAfter();
            case Answer other -> throw new AssertionError(other);
        };

        assertThat(pause).isEqualTo(retryAfter.equals("0") ? Optional.of(Duration.ZERO) : Optional.empty());
        assertThat(requests).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "http://169.254.169.254/latest, *",
        "http://169.254.169.254/latest, 0.0.0.0/0",
        "http://[fe80::1]:80, ::/0",
        "http://[::ffff:169.254.169.254], 0.0.0.0/0",
        "http://127.0.0.1:PORT, 10.0.0.0/8",
        "http://localhost:PORT, 10.0.0.0/8",
        "http://127.1:PORT, 10.0.0.0/8",
        "http://0.0.0.0:PORT, 0.0.0.0/0",
        "http://localhost:99999, localhost",
    })
    void a_client_of_its_own_response_api_may_not_name_just_any_address(String url, String allowed) {
        try (ResponseApi guarded = ofClients(allowed)) {
            assertThat(guarded.ask(askedAt(url.replace("PORT", port()))))
                    .isInstanceOfSatisfying(
                            Answer.Unusable.class,
                            it -> assertThat(it.reason()).isEqualTo(Reason.RESPONSE_API_ADDRESS_REFUSED));
        }
        assertThat(requests).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"http://127.0.0.1:PORT, 127.0.0.0/8", "http://localhost:PORT, localhost"})
    void what_the_operator_allows_is_asked(String url, String allowed) {
        try (ResponseApi guarded = ofClients(allowed)) {
            assertThat(guarded.ask(askedAt(url.replace("PORT", port())))).isEqualTo(new Answer.Reply("Hi"));
        }
    }

    private String port() {
        return String.valueOf(URI.create(server.baseUrl()).getPort());
    }

    private static Question askedAt(String url) {
        return new Question("shop", new Secret("key"), "49151", List.of(), "turn-1-1", Optional.of(url));
    }

    private static ResponseApi ofClients(String allowed) {
        OutgoingAllowed parsed = allowed.equals("*") ? OutgoingAllowed.NONE : OutgoingAllowed.parse(allowed);
        return new ResponseApi("http://127.0.0.1:1", "/response", TIMEOUT, "/response", parsed, 4, Clock.systemUTC());
    }

    @Test
    void the_reply_stands_where_the_pointer_says() {
        answer = json(200, "{\"data\":{\"messages\":[{\"text\":\"deep\"}]}}");
        try (ResponseApi deep = api(server.baseUrl(), "/data/messages/0/text")) {
            assertThat(deep.ask(QUESTION)).isEqualTo(new Answer.Reply("deep"));
        }
    }

    @ParameterizedTest
    @CsvSource({"text/plain,UTF-8", "text/plain; charset=utf-8,UTF-8", "text/plain; charset=iso-8859-1,ISO-8859-1"})
    void plain_text_is_read_in_its_charset(String contentType, String charset) {
        answer = exchange -> {
            byte[] bytes = "Grüß Gott".getBytes(Charset.forName(charset));
            exchange.getResponseHeaders().set("Content-Type", contentType);
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        };

        assertThat(api.ask(QUESTION)).isEqualTo(new Answer.Reply("Grüß Gott"));
    }

    @Test
    void an_answer_of_more_than_a_mebibyte_is_not_read_to_its_end() {
        answer = json(200, "{\"response\":\"" + "x".repeat(2_000_000) + "\"}");

        assertThat(api.ask(QUESTION))
                .isInstanceOfSatisfying(
                        Answer.Unusable.class, it -> assertThat(it.reason()).isEqualTo(Reason.RESPONSE_API_NO_REPLY));
    }

    @Test
    void a_long_answer_that_is_not_too_long_is_taken() {
        answer = json(200, "{\"response\":\"" + "x".repeat(1_000_000) + "\"}");

        assertThat(api.ask(QUESTION)).isEqualTo(new Answer.Reply("x".repeat(1_000_000)));
    }

    @Test
    void a_redirect_is_not_followed_with_the_clients_key() {
        answer = full(307, "text/html", "", Map.of("Location", server.baseUrl() + "/elsewhere"));

        assertThat(api.ask(QUESTION)).isInstanceOf(Answer.Unusable.class);
        assertThat(requests).extracting(Request::path).containsExactly("/response");
    }

    @Test
    void the_time_limit_is_for_the_whole_call_even_where_bytes_trickle_in() {
        answer = exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, 0);
            for (int i = 0; i < 600; i++) {
                exchange.getResponseBody().write(' ');
                exchange.getResponseBody().flush();
                Thread.sleep(100);
            }
        };
        long began = System.nanoTime();

        try (ResponseApi impatient = api(server.baseUrl() + "/response", "/response", SHORT)) {
            assertThat(reasonOf(impatient.ask(QUESTION))).isEqualTo(Reason.RESPONSE_API_TIMEOUT);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(30));
    }

    @Test
    void nobody_there_and_a_broken_connection_are_told_from_a_slow_answer() {
        try (ResponseApi nobody = api("http://127.0.0.1:" + FreePort.next(), "/response")) {
            assertThat(reasonOf(nobody.ask(QUESTION))).isEqualTo(Reason.RESPONSE_API_UNREACHABLE);
        }
        try (ResponseApi unknownHost = api("http://no-such-host.invalid/", "/response")) {
            assertThat(reasonOf(unknownHost.ask(QUESTION))).isEqualTo(Reason.RESPONSE_API_UNREACHABLE);
        }
        answer = hangUp();
        assertThat(reasonOf(api.ask(QUESTION))).isEqualTo(Reason.RESPONSE_API_UNREACHABLE);
        answer = silence();
        try (ResponseApi impatient = api(server.baseUrl() + "/response", "/response", SHORT)) {
            assertThat(reasonOf(impatient.ask(QUESTION))).isEqualTo(Reason.RESPONSE_API_TIMEOUT);
        }
    }

    @Test
    void after_many_failures_a_client_is_not_asked_for_a_while_and_others_are() {
        Responder responder = new Responder(api, new SimpleMeterRegistry(), new ClientNames());
        answer = json(500, "{}");
        for (int i = 0; i < 20; i++) {
            assertThat(responder.ask(QUESTION)).isInstanceOf(Answer.Unavailable.class);
        }
        assertThat(responder.ask(QUESTION)).isInstanceOf(Answer.BreakerOpen.class);
        assertThat(requests).hasSize(20);

        answer = json(200, "{\"response\":\"Hi\"}");
        Question other = new Question("other", new Secret("k"), "1", List.of(), "turn-2-1", Optional.empty());
        assertThat(responder.ask(other)).isEqualTo(new Answer.Reply("Hi"));
    }

    @Test
    void a_client_that_is_told_no_or_to_wait_is_still_asked() {
        Responder responder = new Responder(api, new SimpleMeterRegistry(), new ClientNames());
        for (int status : new int[] {400, 429}) {
            answer = json(status, "{}");
            for (int i = 0; i < 40; i++) {
                responder.ask(QUESTION);
            }
        }

        assertThat(requests).hasSize(80);
    }

    private static Conduct json(int status, String body) {
        return full(status, "application/json", body, Map.of());
    }

    private static Conduct full(int status, String contentType, String body, Map<String, String> headers) {
        return new org.wahook.testbed.http.SimulatedAnswer.Full(status, contentType, body, headers)::give;
    }

    private static Conduct hangUp() {
        return new org.wahook.testbed.http.SimulatedAnswer.HangUp()::give;
    }

    private static Conduct silence() {
        return new org.wahook.testbed.http.SimulatedAnswer.Silence()::give;
    }

    private static Reason reasonOf(Answer answer) {
        assertThat(answer).isInstanceOf(Answer.Unavailable.class);
        return ((Answer.Unavailable) answer).reason();
    }

    private static ResponseApi api(String url, String pointer) {
        return api(url, pointer, TIMEOUT);
    }

    private static ResponseApi api(String url, String pointer, Duration timeout) {
        return new ResponseApi(url, "", timeout, pointer, OutgoingAllowed.NONE, 4, Clock.systemUTC());
    }

    private void handle(HttpExchange exchange) throws IOException {
        requests.add(new Request(
                exchange.getRequestMethod(),
                exchange.getRequestURI().getPath(),
                header(exchange, "Idempotency-Key"),
                header(exchange, "Content-Type"),
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
        try {
            answer.give(exchange);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String header(HttpExchange exchange, String name) {
        return Optional.ofNullable(exchange.getRequestHeaders().getFirst(name)).orElse("");
    }
}
