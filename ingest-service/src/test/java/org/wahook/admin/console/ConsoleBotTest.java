package org.wahook.admin.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.wahook.platform.json.Json;
import org.wahook.testbed.Deadline;
import org.wahook.testbed.http.LocalHttpServer;
import org.wahook.testbed.http.SimulatedAnswer;

/** "Try the bot" with bots that mean harm. */
@SuppressWarnings("NullAway.Init")
class ConsoleBotTest {

    private static final String KEY = "planted-key-of-the-bot";
    private static final String SCRIPT = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>";
    private static RunningConsole console;

    private final AtomicInteger asked = new AtomicInteger();
    private final CountDownLatch release = new CountDownLatch(1);
    private volatile SimulatedAnswer answer = SimulatedAnswer.json(200, "{\"response\":\"Hi\"}");
    private volatile boolean slow;
    private final LocalHttpServer bot = LocalHttpServer.start(this::handle);

    @BeforeAll
    static void start() {
        console = new RunningConsole(Map.of("OUTGOING_ALLOWED", "127.0.0.1"));
    }

    @AfterAll
    static void stop() {
        console.close();
    }

    @BeforeEach
    void nobody() {
        console.execute("TRUNCATE chatbots CASCADE");
        console.execute("DELETE FROM response_api_defaults");
    }

    @AfterEach
    void close() {
        release.countDown();
        bot.close();
    }

    private void handle(HttpExchange exchange) throws IOException {
        asked.incrementAndGet();
        try {
            if (slow) {
                release.await();
            }
            answer.give(exchange);
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    /** @return the path of its page */
    private String client(String id, String baseUrl, String settings) {
        console.execute(
                "INSERT INTO chatbots (id, name, api_key, settings) VALUES ('%s', 'Of %s', '%s', '{\"responseApiBaseUrl\": \"%s\"%s}')"
                        .formatted(id, id, KEY, baseUrl, settings));
        console.execute(
                "INSERT INTO whatsapp_accounts (chatbot_id, phone_number_id, webhook_url, verify_token, access_token)"
                        + " VALUES ('%s', '47%d', 'https://bot.example.com/webhook', 'v', 't')"
                                .formatted(id, id.hashCode() & 0xFFFF));
        Matcher client = Pattern.compile("/console/clients/[0-9a-f-]{36}(?=\">Of " + id + "<)")
                .matcher(console.get("/console").body());
        assertThat(client.find()).isTrue();
        return client.group();
    }

    private static HttpResponse<String> ask(String client) {
        return console.post(client + "/bot", Map.of("text", "Are you\r\nopen?"));
    }

    @Test
    void the_page_shows_the_request_the_answer_and_the_message_and_not_the_key() {
        String client = client("plain", bot.baseUrl(), "");
        answer = SimulatedAnswer.json(200, "{\"response\":\"**Yes**, until 10, says " + KEY + "\"}");

        HttpResponse<String> page = ask(client);

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body())
                .contains(
                        "with 1 message",
                        "<span class=\"bold\">Yes</span>",
                        "says ***",
                        "POST " + bot.baseUrl() + "/response")
                .contains("Idempotency-Key: test-", "Are you\\\\nopen?", "\"response\"")
                .doesNotContain(KEY);
        assertThat(console.get(client + "/bot").body()).contains("Ask the bot").doesNotContain("botResult");
    }

    @Test
    void what_a_bot_says_is_text_wherever_it_stands() {
        String client = client(
                "script",
                bot.baseUrl(),
                ", \"responseContract\": \"v2\", \"bot\": {\"actions\": [\"followUp\"], \"hosts\": [\"a.example\"]}");
        String word = Json.text(Json.object().stringNode(SCRIPT));
        String title = Json.text(Json.object().stringNode("<b onclick=x>"));
        answer = new SimulatedAnswer.Full(200, "application/json; x=" + SCRIPT, """
                {"version": 2, "messages": [
                  {"type": "text", "text": %1$s},
                  {"type": "buttons", "text": %1$s, "buttons": [{"id": "1", "title": %2$s}], "fallbackText": %1$s},
                  {"type": "list", "text": %1$s, "button": %2$s, "sections": [{"title": %2$s, "rows": [{"id": "1", "title": %2$s, "description": %1$s}]}], "fallbackText": %1$s},
                  {"type": "image", "url": "https://a.example/'onerror=x", "caption": %1$s, "fallbackText": %1$s},
                  {"type": "image", "url": "javascript:alert(3)", "fallbackText": %1$s},
                  {"type": "location", "latitude": 1, "longitude": 2, "name": %1$s, "address": %1$s, "fallbackText": %1$s},
                  {"type": "contacts", "contacts": [{"name": {"formatted_name": %1$s}}], "fallbackText": %1$s},
                  {"type": %1$s, "fallbackText": %1$s}],
                 "actions": [{"type": "handoff", "reason": "other", "summary": %1$s, "team": %1$s}, {"type": "followUp", "id": %1$s, "afterSeconds": 60}, {"type": %1$s}],
                 "usage": {"model": %1$s, "inputTokens": 1, "outputTokens": 2, "cost": %1$s, "currency": %1$s}}
                """.formatted(word, title), Map.of());

        HttpResponse<String> page = ask(client);

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body())
                .contains("&lt;script&gt;alert(1)&lt;/script&gt;", "Hands over to a person", "Photo")
                .doesNotContain("<script>alert", "<img src=x", "<b onclick", "href=\"javascript");
        assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
                .contains("script-src 'self'");
    }

    @Test
    void what_is_sent_in_words_instead_says_why() {
        String client = client("words", bot.baseUrl(), ", \"responseContract\": \"v2\"");
        answer = SimulatedAnswer.json(
                200,
                "{\"version\": 2, \"messages\": [{\"type\": \"image\", \"url\": \"https://elsewhere.example/a.jpg\","
                        + " \"fallbackText\": \"A photo of the hall\"}]}");

        assertThat(ask(client).body())
                .contains("A photo of the hall", "Words in its place: image: the host is not in bot.hosts");
    }

    @Test
    void an_answer_without_end_is_not_read_and_one_that_is_long_is_cut() {
        String client = client("huge", bot.baseUrl(), "");
        answer = SimulatedAnswer.json(200, "{\"response\":\"" + "x".repeat(9 * 1024 * 1024) + "\"}");
        assertThat(ask(client).body()).contains("No answer after", "Let the bot answer with less");

        answer = SimulatedAnswer.json(200, "{\"response\":\"" + "*a* ".repeat(200_000) + "\"}");
        HttpResponse<String> page = ask(client);

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body().length()).isLessThan(4_000_000);
        answer = SimulatedAnswer.json(400, "[".repeat(99) + "{\"a\":1},".repeat(8000) + "1" + "]".repeat(99));
        assertThat(ask(client).body().length()).isLessThan(1_000_000);
    }

    @Test
    void a_slow_bot_ends_with_its_time_and_keeps_nobody_else_waiting() {
        console.execute("INSERT INTO response_api_defaults (base_url, path, reply_pointer, timeout_millis)"
                + " VALUES ('http://127.0.0.1:1', '/response', '/response', 4000)");
        String sleepy = client("sleepy", bot.baseUrl(), "");
        slow = true;
        CompletableFuture<HttpResponse<String>> first = CompletableFuture.supplyAsync(() -> ask(sleepy));
        CompletableFuture<HttpResponse<String>> second = CompletableFuture.supplyAsync(() -> ask(sleepy));
        Deadline.eventually(Duration.ofSeconds(10), "both are asked", () -> asked.get() == 2);

        HttpResponse<String> third = ask(sleepy);
        slow = false;
        HttpResponse<String> other = ask(client("awake", bot.baseUrl(), ""));

        assertThat(third.statusCode()).isEqualTo(503);
        assertThat(third.body()).contains("Too many tests are running");
        assertThat(other.body()).contains("with 1 message");
        assertThat(first.join().body()).contains("No answer after 4.", "RESPONSE_API_TIMEOUT");
        assertThat(second.join().statusCode()).isEqualTo(200);
        assertThat(ask(sleepy).body()).contains("with 1 message");
    }

    @Test
    void addresses_inside_are_not_called() {
        String inside = client("inside", bot.baseUrl().replace("127.0.0.1", "127.0.0.2"), "");
        String metadata = client("metadata", "http://169.254.169.254", "");

        assertThat(ask(inside).body()).contains("must be in OUTGOING_ALLOWED");
        assertThat(ask(metadata).body()).contains("a link-local one never is called");
        assertThat(asked).hasValue(0);
    }

    @Test
    void a_bot_that_wants_to_be_asked_again_at_once_is_asked_once() {
        String client = client("again", bot.baseUrl(), "");
        for (String after : List.of("0", "99999999999999999999")) {
            asked.set(0);
            answer = new SimulatedAnswer.Full(503, "application/json", "{}", Map.of("Retry-After", after));
            assertThat(ask(client).body()).contains("HTTP 503", "its own log says why");
            assertThat(asked).hasValue(1);
        }
    }

    @Test
    void text_that_is_missing_or_too_long_is_refused_in_the_form_which_keeps_it() {
        String client = client("form", bot.baseUrl(), "");

        HttpResponse<String> empty = console.post(client + "/bot", Map.of("text", " "));
        HttpResponse<String> tooLong = console.post(client + "/bot", Map.of("text", "long ".repeat(1000)));

        assertThat(empty.statusCode()).isEqualTo(400);
        assertThat(empty.body()).contains("What the customer writes is missing");
        assertThat(tooLong.statusCode()).isEqualTo(400);
        assertThat(tooLong.body()).contains("must have at most 4096 characters", "long long long");
        assertThat(asked).hasValue(0);
    }

    @Test
    void what_makes_a_test_impossible_is_told() {
        String nowhere = client("nowhere", "nowhere", "");
        String key =
                client("badkey", bot.baseUrl(), ", \"responseContract\": \"openai-chat\", \"bot\": {\"model\": \"m\"}");
        console.execute("UPDATE chatbots SET api_key = 'k' || chr(233) || 'y' WHERE id = 'badkey'");

        assertThat(ask(nowhere).body()).contains("The response API is not known");
        assertThat(ask(key).body()).contains("paste them anew");
    }
}
