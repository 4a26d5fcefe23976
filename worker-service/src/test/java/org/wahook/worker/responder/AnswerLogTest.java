package org.wahook.worker.responder;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import okhttp3.MediaType;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.ResponseBody;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.wahook.platform.config.Secret;

class AnswerLogTest {

    private static final Question QUESTION =
            new Question("shop", new Secret("key-of-shop"), "4915112345678", List.of(), "turn-1-2", Optional.empty());

    private final Logger logger = (Logger) LoggerFactory.getLogger(AnswerLog.class);
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

    @BeforeEach
    void listen() {
        lines.start();
        logger.addAppender(lines);
        logger.setLevel(Level.DEBUG);
    }

    @AfterEach
    void forget() {
        logger.detachAppender(lines);
        logger.setLevel(null);
    }

    @Test
    void status_type_size_and_beginning_are_logged_and_the_body_stays_to_be_read() throws IOException {
        try (Response response = response(400, "{\"error\":\"no such bot\"}")) {
            AnswerLog.write(QUESTION, response);

            assertThat(line()).contains("shop", "HTTP 400", "application/json", "23 bytes", "no such bot");
            assertThat(response.body().string()).contains("no such bot");
        }
    }

    @Test
    void of_a_successful_answer_the_fields_are_logged_and_not_the_words() throws IOException {
        try (Response response = response(200, "{\"response\":\"your results are fine\",\"pin\":4711}")) {
            AnswerLog.write(QUESTION, response);

            assertThat(line()).contains("response", "21 characters", "pin").doesNotContain("results", "4711");
        }
    }

    @Test
    void the_clients_key_and_phone_numbers_are_masked() throws IOException {
        log(
                "{\"error\":\"bad key key-of-shop of 4915112345678, call +49 151 98765432 or ask token EAAG1234567890abcdefgh\"}");

        assertThat(line())
                .doesNotContain("key-of-shop", "4915112345678", "98765432", "EAAG1234567890abcdefgh")
                .contains("bad key ***");
    }

    @Test
    void of_a_long_answer_only_the_first_200_characters_are_logged_on_one_line() throws IOException {
        log("{\"error\":\"a b " + "word ".repeat(1000) + "\"}");

        assertThat(line())
                .contains("5016 bytes", "a b word")
                .hasSizeLessThan(300)
                .doesNotContain("\n");
    }

    @Test
    void nothing_is_logged_at_info() throws IOException {
        logger.setLevel(Level.INFO);
        log("hello");

        assertThat(lines.list).isEmpty();
    }

    private static void log(String text) throws IOException {
        try (Response response = response(502, text)) {
            AnswerLog.write(QUESTION, response);
        }
    }

    private String line() {
        assertThat(lines.list).hasSize(1);
        return lines.list.getFirst().getFormattedMessage();
    }

    private static Response response(int status, String text) {
        MediaType type = MediaType.get("application/json");
        return new Response.Builder()
                .request(new Request.Builder().url("http://localhost/").build())
                .protocol(Protocol.HTTP_1_1)
                .code(status)
                .message("")
                .header("Content-Type", type.toString())
                .body(ResponseBody.create(text.getBytes(StandardCharsets.UTF_8), type))
                .build();
    }
}
