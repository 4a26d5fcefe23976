package org.wahook.shared.bot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wahook.shared.bot.AskedBot.turn;
import static org.wahook.shared.bot.AskedBot.words;
import static org.wahook.shared.bot.BotFixture.inShort;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.wahook.testbed.Deadline;
import org.wahook.testbed.FreePort;

/** The examples of requests, answers and servers in {@code docs/response-api.md} and {@code docs/bots/v2.md}. */
class DocumentedContractsTest {

    private static final Path DOCS = Path.of("..", "docs");

    @AutoClose
    private final AskedBot bot = new AskedBot();

    @Test
    void the_server_of_v1_answers_the_request_that_stands_above_it() throws Exception {
        String page = Files.readString(DOCS.resolve("response-api.md"));
        int port = FreePort.next();
        Process server = new ProcessBuilder(
                        "python3", "-c", block(page, "python").replace("9000", String.valueOf(port)))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (HttpClient http = HttpClient.newHttpClient()) {
            String request = block(page, "");
            HttpRequest asked = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/response"))
                    .header("Content-Type", "application/json")
                    .timeout(Duration.ofSeconds(30))
                    .POST(BodyPublishers.ofString(request.substring(request.indexOf('{', request.indexOf("\n\n")))))
                    .build();
            List<String> answers = new ArrayList<>();
            Deadline.eventually(Duration.ofSeconds(60), "the server answers", () -> {
                send(http, asked).ifPresent(answers::add);
                return !answers.isEmpty();
            });

            bot.answers(200, answers.getFirst());
            assertThat(inShort(bot.ask("{}", turn(words("Do you have it in red?")))))
                    .isEqualTo("text:You said: Do you have it in red?");
        } finally {
            server.destroyForcibly();
        }
    }

    @Test
    void the_request_and_the_answer_of_v2_are_what_the_schemas_and_the_worker_read() throws Exception {
        String page = Files.readString(DOCS.resolve("bots/v2.md"));
        MatchResult[] blocks = blocks(page, "json");
        List<String> whole = Arrays.stream(blocks)
                .map(block -> block.group(1))
                .filter(json -> json.startsWith("{\"version\": 2"))
                .toList();
        assertThat(whole).hasSize(2);
        String request = whole.getFirst();
        String answer = whole.getLast();

        assertThat(BotSchemas.problems("bot-request-v2", request)).isEmpty();
        assertThat(BotSchemas.problems("bot-answer-v2", answer)).isEmpty();
        bot.answers(200, answer);
        assertThat(inShort(bot.ask("{\"responseContract\":\"v2\"}", turn(words("Hello")))))
                .isEqualTo("buttons:Book it?/1. Yes/2. No+handoff");
    }

    private static Optional<String> send(HttpClient http, HttpRequest request) {
        try {
            HttpResponse<String> response = http.send(request, BodyHandlers.ofString(StandardCharsets.UTF_8));
            assertThat(response.statusCode()).isEqualTo(200);
            return Optional.of(response.body());
        } catch (IOException notYet) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String block(String page, String language) {
        return blocks(page, language)[0].group(1);
    }

    private static MatchResult[] blocks(String page, String language) {
        return Pattern.compile("^```" + language + "\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL)
                .matcher(page)
                .results()
                .toArray(MatchResult[]::new);
    }
}
