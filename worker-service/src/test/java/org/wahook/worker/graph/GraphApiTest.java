package org.wahook.worker.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
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
import org.wahook.testbed.FreePort;
import org.wahook.testbed.http.LocalHttpServer;
import org.wahook.testbed.http.SimulatedAnswer;

class GraphApiTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final SendDeadline SOON = SendDeadline.within(Duration.ofMinutes(5));
    private static final Recipient ANNA = new Recipient.Phone("4915112345678");
    private static final String ACCEPTED =
            "{\"messaging_product\":\"whatsapp\",\"contacts\":[{\"input\":\"x\"}],\"messages\":[{\"id\":\"wamid.1\"}]}";

    private record Request(String method, String path, String authorization, String contentType, String body) {}

    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private volatile SimulatedAnswer answer = SimulatedAnswer.json(200, ACCEPTED);
    private final LocalHttpServer server = LocalHttpServer.start(this::handle);
    private final GraphApi graph = graph(TIMEOUT);

    @AfterEach
    void close() {
        graph.close();
        server.close();
    }

    @Test
    void a_text_is_sent_to_the_letter_of_metas_documentation() {
        assertThat(send(ANNA, "Grüß \"Gott\"")).isEqualTo(new SendResult.Accepted("wamid.1"));

        assertThat(requests)
                .containsExactly(new Request(
                        "POST",
                        "/v26.0/123456789/messages",
                        "Bearer the-token",
                        "application/json",
                        "{\"messaging_product\":\"whatsapp\",\"recipient_type\":\"individual\","
                                + "\"to\":\"+4915112345678\",\"type\":\"text\","
                                + "\"text\":{\"preview_url\":false,\"body\":\"Grüß \\\"Gott\\\"\"},"
                                + "\"biz_opaque_callback_data\":\"4711\"}"));
    }

    @Test
    void a_contact_without_a_number_is_the_recipient_and_to_is_left_out() {
        send(new Recipient.UserId("US.13491208655302741918"), "Hi");

        assertThat(requests.getFirst().body())
                .contains("\"recipient\":\"US.13491208655302741918\"")
                .doesNotContain("\"to\"");
    }

    @Test
    void reading_and_typing_are_one_call() {
        warmUp();
        answer = SimulatedAnswer.json(200, "{\"success\":true}");

        graph.markReadAndType("123456789", new Secret("the-token"), "wamid.in");

        assertThat(requests).hasSize(2);
        assertThat(requests.getLast().body())
                .isEqualTo("{\"messaging_product\":\"whatsapp\",\"status\":\"read\",\"message_id\":\"wamid.in\","
                        + "\"typing_indicator\":{\"type\":\"text\"}}");
    }

    @Test
    void a_typing_indicator_that_fails_is_no_harm() {
        warmUp();
        answer = new SimulatedAnswer.HangUp();

        assertThatCode(() -> {
                    graph.markReadAndType("123456789", new Secret("the-token"), "wamid.in");
                    graph.markReadAndType("123456789", new Secret("a token\nof two lines"), "wamid.in");
                })
                .doesNotThrowAnyException();
        assertThat(requests).hasSize(2);
    }

    @ParameterizedTest(name = "HTTP {0} {1}")
    @CsvSource(delimiter = '|', textBlock = """
            200 | {}                                 | Unknown
            200 | <html>                             | Unknown
            201 | {"messages":[{"id":"wamid.1"}]}    | Accepted
            302 | moved                              | Refused
            400 | <html>                             | Refused
            404 | {"other":1}                        | Refused
            429 | <html>                             | NotNow
            500 | <html>                             | Unknown
            502 | bad gateway                        | Unknown
            504 | {"error":"a string"}               | Unknown
            400 | {"error":{"code":130429}}          | NotNow
            500 | {"error":{"code":131000}}          | Unknown
            401 | {"error":{"code":190}}             | AccountBlocked
            200 | {"error":{"code":190}}             | AccountBlocked
            200 | {"error":{"code":131056}}          | NotNow
            200 | {"error":{"code":131026}}          | Refused
            200 | {"error":{"code":131048}}          | AccountLimited
            403 | {"error":{"code":131070}}          | NotOurs
            400 | {"error":{"code":131026}}          | Refused
            """)
    void what_an_answer_means(int status, String body, String expected) {
        answer = new SimulatedAnswer.Full(
                status, "application/json", body, Map.of("Location", server.baseUrl() + "/elsewhere"));

        assertThat(send(ANNA, "Hi").getClass().getSimpleName()).isEqualTo(expected);
        assertThat(requests).hasSize(1);
    }

    @Test
    void a_send_that_got_no_answer_may_have_gone_out() {
        answer = new SimulatedAnswer.HangUp();
        assertThat(send(ANNA, "Hi")).isInstanceOf(SendResult.Unknown.class);
    }

    @Test
    void a_send_that_is_not_answered_in_time_may_have_gone_out() {
        answer = new SimulatedAnswer.Silence();
        SendResult result = sendWithin(Duration.ofMillis(300));
        // On a slow machine nothing may have left by then.
        for (int more = 2; result instanceof SendResult.NotNow && more <= 64; more *= 2) {
            result = sendWithin(Duration.ofMillis(300).multipliedBy(more));
        }

        assertThat(result).isEqualTo(new SendResult.Unknown("no answer: InterruptedIOException"));
    }

    @Test
    void a_call_that_reached_nobody_has_sent_nothing() {
        try (GraphApi nobody =
                new GraphApi("http://127.0.0.1:" + FreePort.next(), "v26.0", TIMEOUT, 4, Clock.systemUTC())) {
            assertThat(nobody.sendText("123456789", new Secret("the-token"), ANNA, "Hi", false, "1", SOON))
                    .isInstanceOfSatisfying(
                            SendResult.NotNow.class,
                            it -> assertThat(it.limit()).isEqualTo(SendResult.Limit.UNAVAILABLE));
        }
        try (GraphApi unknownHost =
                new GraphApi("http://no-such-host.invalid", "v26.0", TIMEOUT, 4, Clock.systemUTC())) {
            assertThat(unknownHost.sendText("123456789", new Secret("the-token"), ANNA, "Hi", false, "1", SOON))
                    .isInstanceOf(SendResult.NotNow.class);
        }
    }

    @Test
    void a_worker_that_was_held_up_for_too_long_does_not_send_any_more() {
        SendResult result = graph.sendText(
                "123456789",
                new Secret("the-token"),
                ANNA,
                "Hi",
                false,
                "4711",
                SendDeadline.within(Duration.ofMillis(-1)));

        assertThat(result)
                .isInstanceOfSatisfying(
                        SendResult.NotNow.class, it -> assertThat(it.limit()).isEqualTo(SendResult.Limit.UNAVAILABLE));
        assertThat(requests).isEmpty();
    }

    /** Each of these makes OkHttp ask a second time unless it is told not to: the customer would get two messages. */
    @ParameterizedTest
    @CsvSource({"503,0", "503,1", "408,0", "421,0", "500,0"})
    void no_answer_whatsoever_makes_the_http_client_send_again(int status, String retryAfter) {
        answer = new SimulatedAnswer.Full(status, "text/html", "<html>", Map.of("Retry-After", retryAfter));
        send(ANNA, "Hi");

        assertThat(requests).hasSize(1);
    }

    @Test
    void a_kept_connection_that_breaks_does_not_make_the_http_client_send_again() {
        send(ANNA, "one");
        answer = new SimulatedAnswer.HangUp();
        assertThat(send(ANNA, "two")).isInstanceOf(SendResult.Unknown.class);

        assertThat(requests).hasSize(2);
    }

    @Test
    void a_redirect_is_not_followed_with_the_token() {
        answer = new SimulatedAnswer.Full(307, "text/html", "", Map.of("Location", server.baseUrl() + "/elsewhere"));
        send(ANNA, "Hi");

        assertThat(requests).extracting(Request::path).containsExactly("/v26.0/123456789/messages");
    }

    @Test
    void a_retry_after_is_passed_on() {
        answer = new SimulatedAnswer.Full(
                400, "application/json", "{\"error\":{\"code\":130429}}", Map.of("Retry-After", "17"));

        assertThat(send(ANNA, "Hi"))
                .isInstanceOfSatisfying(
                        SendResult.NotNow.class,
                        it -> assertThat(it.retryAfter()).contains(Duration.ofSeconds(17)));
    }

    /** Such as one that was pasted with a line break into the database. */
    @Test
    void a_token_that_no_header_can_carry_stops_the_account_and_is_not_shown() {
        SendResult result =
                graph.sendText("123456789", new Secret("secret-part\nof-a-token"), ANNA, "Hi", false, "4711", SOON);

        assertThat(result)
                .isInstanceOfSatisfying(
                        SendResult.AccountBlocked.class,
                        stopped -> assertThat(stopped.error()).contains("token").doesNotContain("secret-part"));
        assertThat(requests).isEmpty();
    }

    @Test
    void an_answer_that_never_ends_is_read_no_further_than_an_answer_can_be_long() {
        answer = new SimulatedAnswer.Full(500, "text/html", "x".repeat(5_000_000), Map.of());

        assertThat(send(ANNA, "Hi")).isInstanceOf(SendResult.Unknown.class);
    }

    private GraphApi graph(Duration timeout) {
        return new GraphApi(server.baseUrl(), "v26.0", timeout, 4, Clock.systemUTC());
    }

    private SendResult sendWithin(Duration timeout) {
        try (GraphApi impatient = graph(timeout)) {
            return impatient.sendText("123456789", new Secret("the-token"), ANNA, "Hi", false, "4711", SOON);
        }
    }

    /** The first call of a JVM takes long, and a typing indicator has two seconds. */
    private void warmUp() {
        assertThat(send(ANNA, "Hi")).isInstanceOf(SendResult.Accepted.class);
    }

    private SendResult send(Recipient recipient, String text) {
        return graph.sendText("123456789", new Secret("the-token"), recipient, text, false, "4711", SOON);
    }

    private void handle(HttpExchange exchange) throws IOException {
        requests.add(new Request(
                exchange.getRequestMethod(),
                exchange.getRequestURI().getPath(),
                header(exchange, "Authorization"),
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
