package org.wahook.worker.responder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wahook.worker.responder.ResponseApiFixture.QUESTION;
import static org.wahook.worker.responder.ResponseApiFixture.api;
import static org.wahook.worker.responder.ResponseApiFixture.full;
import static org.wahook.worker.responder.ResponseApiFixture.json;

import java.nio.charset.Charset;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.wahook.worker.outcome.Reason;
import org.wahook.worker.responder.ResponseApiFixture.Request;

/** The question to the letter of the contract, and what an answer means. */
class ResponseApiTest {

    @AutoClose
    private final ResponseApiFixture server = new ResponseApiFixture();

    @Test
    void the_question_is_asked_to_the_letter_of_the_contract() {
        assertThat(server.ask()).isEqualTo(new Answer.Reply("Hi"));

        assertThat(server.requests())
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
        server.answers(json(status, body));

        assertThat(server.ask().getClass().getSimpleName()).isEqualTo(expected);
    }

    @Test
    void a_retry_after_is_passed_on_with_429_and_503() {
        server.answers(full(429, "text/html", "", Map.of("Retry-After", "7")));
        assertThat(server.ask())
                .isInstanceOfSatisfying(
                        Answer.Throttled.class,
                        it -> assertThat(it.retryAfter()).contains(Duration.ofSeconds(7)));
        server.answers(full(503, "text/html", "", Map.of("Retry-After", "9")));
        assertThat(server.ask())
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
        server.answers(full(status, "text/html", "", Map.of("Retry-After", retryAfter)));

        Optional<Duration> pause = switch (server.ask()) {
            case Answer.Unavailable it -> it.retryAfter();
            case Answer.Throttled it -> it.retryAfter();
            case Answer other -> throw new AssertionError(other);
        };

        assertThat(pause).isEqualTo(retryAfter.equals("0") ? Optional.of(Duration.ZERO) : Optional.empty());
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void the_reply_stands_where_the_pointer_says() {
        server.answers(json(200, "{\"data\":{\"messages\":[{\"text\":\"deep\"}]}}"));
        try (ResponseApi deep = api(server.baseUrl(), "/data/messages/0/text")) {
            assertThat(deep.ask(QUESTION)).isEqualTo(new Answer.Reply("deep"));
        }
    }

    @ParameterizedTest
    @CsvSource({"text/plain,UTF-8", "text/plain; charset=utf-8,UTF-8", "text/plain; charset=iso-8859-1,ISO-8859-1"})
    void plain_text_is_read_in_its_charset(String contentType, String charset) {
        server.answers(exchange -> {
            byte[] bytes = "Grüß Gott".getBytes(Charset.forName(charset));
            exchange.getResponseHeaders().set("Content-Type", contentType);
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });

        assertThat(server.ask()).isEqualTo(new Answer.Reply("Grüß Gott"));
    }

    @Test
    void an_answer_of_more_than_a_mebibyte_is_not_read_to_its_end() {
        server.answers(json(200, "{\"response\":\"" + "x".repeat(2_000_000) + "\"}"));

        assertThat(server.ask())
                .isInstanceOfSatisfying(
                        Answer.Unusable.class, it -> assertThat(it.reason()).isEqualTo(Reason.RESPONSE_API_NO_REPLY));
    }

    @Test
    void a_long_answer_that_is_not_too_long_is_taken() {
        server.answers(json(200, "{\"response\":\"" + "x".repeat(1_000_000) + "\"}"));

        assertThat(server.ask()).isEqualTo(new Answer.Reply("x".repeat(1_000_000)));
    }
}
