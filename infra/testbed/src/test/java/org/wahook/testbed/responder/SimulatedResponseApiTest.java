package org.wahook.testbed.responder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.wahook.testbed.Deadline;
import org.wahook.testbed.responder.ResponseBehaviour.Hang;
import org.wahook.testbed.responder.ResponseBehaviour.HangUp;
import org.wahook.testbed.responder.ResponseBehaviour.PlainText;
import org.wahook.testbed.responder.ResponseBehaviour.Raw;
import org.wahook.testbed.responder.ResponseBehaviour.Reply;

@SuppressWarnings("NullAway.Init")
class SimulatedResponseApiTest {
    private static final String BODY = """
            {"query": "[{\\"role\\":\\"assistant\\",\\"content\\":\\"Hi\\"},{\\"role\\":\\"user\\",\\"content\\":\\"caf\u00e9?\\"}]",
             "chatbotId": "bot", "user": {"uniqueClientId": "whatsapp_1650_bot", "converslyWebId": "key"}}""";
    private static final Duration SOON = Duration.ofSeconds(30);
    private SimulatedResponseApi api;
    private HttpClient http;

    @BeforeEach
    void start() {
        api = SimulatedResponseApi.start();
        http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    }

    @AfterEach
    void stop() {
        http.shutdownNow();
        api.close();
    }

    @Test
    void it_echoes_the_last_words_and_keeps_what_it_was_asked() throws Exception {
        assertThat(post().body()).isEqualTo("{\"response\":\"echo: café?\"}");

        ReceivedQuestion asked = api.asked().getFirst();
        assertThat(asked.query()).containsExactly(new Turn("assistant", "Hi"), new Turn("user", "café?"));
        assertThat(asked.chatbotId()).isEqualTo("bot");
        assertThat(asked.uniqueClientId()).isEqualTo("whatsapp_1650_bot");
        assertThat(asked.converslyWebId()).isEqualTo("key");
        assertThat(asked.idempotencyKey()).isEqualTo("turn-1");
    }

    @Test
    void each_answer_can_be_chosen() throws Exception {
        api.answer(asked -> new PlainText("plain"));
        assertThat(post().headers().firstValue("Content-Type")).hasValue("text/plain; charset=utf-8");

        api.answer(asked -> new Raw(429, "text/html", "<p>slow down", Map.of("Retry-After", "7")));
        HttpResponse<String> limited = post();
        assertThat(limited.statusCode()).isEqualTo(429);
        assertThat(limited.headers().firstValue("Retry-After")).hasValue("7");
        assertThat(limited.body()).isEqualTo("<p>slow down");

        api.answer(asked -> new HangUp());
        assertThatThrownBy(this::post).isInstanceOf(IOException.class);
    }

    @Test
    void a_body_outside_of_the_contract_is_a_bad_request() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(api.baseUrl() + "/response"))
                .POST(BodyPublishers.ofString("{\"query\": \"no list\"}"))
                .build();

        assertThat(http.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(400);
        assertThat(api.asked()).isEmpty();
    }

    @Test
    void it_holds_2000_slow_calls_at_once() {
        CompletableFuture<ResponseBehaviour> answer = new CompletableFuture<>();
        api.answer(asked -> answer.join());

        List<CompletableFuture<HttpResponse<String>>> calls = IntStream.range(0, 2_000)
                .mapToObj(i -> http.sendAsync(request(), BodyHandlers.ofString()))
                .toList();

        Deadline.eventually(Duration.ofMinutes(2), "all have been asked", () -> api.askedCount() == 2_000);
        assertThat(api.inFlight()).isEqualTo(2_000);
        answer.complete(new Reply("at last"));
        calls.forEach(call -> assertThat(call.join().body()).contains("at last"));
        Deadline.eventually(SOON, "nothing is in flight", () -> api.inFlight() == 0);
    }

    @Test
    void a_hanging_call_ends_when_the_server_is_closed() {
        api.answer(asked -> new Hang());
        CompletableFuture<HttpResponse<String>> call = http.sendAsync(request(), BodyHandlers.ofString());
        Deadline.eventually(SOON, "the call hangs", () -> api.inFlight() == 1);

        api.close();

        assertThatThrownBy(call::join).hasCauseInstanceOf(IOException.class);
    }

    private HttpResponse<String> post() throws IOException, InterruptedException {
        return http.send(request(), BodyHandlers.ofString());
    }

    private HttpRequest request() {
        return HttpRequest.newBuilder(URI.create(api.baseUrl() + "/response"))
                .header("Idempotency-Key", "turn-1")
                .POST(BodyPublishers.ofString(BODY))
                .build();
    }
}
