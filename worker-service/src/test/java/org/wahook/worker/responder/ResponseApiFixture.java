package org.wahook.worker.responder;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.wahook.platform.config.Secret;
import org.wahook.platform.outgoing.OutgoingAllowed;
import org.wahook.testbed.http.LocalHttpServer;
import org.wahook.worker.outcome.Reason;
import org.wahook.worker.responder.HistoryEntry.Role;

/** A server that answers as a test says, and the client that asks it. */
final class ResponseApiFixture implements AutoCloseable {

    static final Duration TIMEOUT = Duration.ofSeconds(60);

    /** For what is never answered in time, on no machine. */
    static final Duration SHORT = Duration.ofMillis(300);

    static final Question QUESTION = new Question(
            "shop",
            new Secret("key-of-the-shop"),
            "4915112345678",
            List.of(
                    new HistoryEntry(Role.USER, "Say \"Hi\""),
                    new HistoryEntry(Role.ASSISTANT, "Hi"),
                    new HistoryEntry(Role.USER, "Grüß Gott 😀")),
            "turn-1-2",
            Optional.empty());

    record Request(String method, String path, String key, String contentType, String body) {}

    /** What the server does with a request. */
    interface Conduct {
        void give(HttpExchange exchange) throws IOException, InterruptedException;
    }

    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private volatile Conduct conduct = json(200, "{\"response\":\"Hi\"}");
    private final LocalHttpServer server = LocalHttpServer.start(this::handle);
    private final ResponseApi api = api(server.baseUrl() + "/response", "/response");

    List<Request> requests() {
        return requests;
    }

    ResponseApi api() {
        return api;
    }

    String baseUrl() {
        return server.baseUrl();
    }

    void answers(Conduct next) {
        conduct = next;
    }

    Answer ask() {
        return api.ask(QUESTION);
    }

    static Conduct json(int status, String body) {
        return full(status, "application/json", body, Map.of());
    }

    static Conduct full(int status, String contentType, String body, Map<String, String> headers) {
        return new org.wahook.testbed.http.SimulatedAnswer.Full(status, contentType, body, headers)::give;
    }

    static Conduct hangUp() {
        return new org.wahook.testbed.http.SimulatedAnswer.HangUp()::give;
    }

    static Conduct silence() {
        return new org.wahook.testbed.http.SimulatedAnswer.Silence()::give;
    }

    static Reason reasonOf(Answer answer) {
        assertThat(answer).isInstanceOf(Answer.Unavailable.class);
        return ((Answer.Unavailable) answer).reason();
    }

    static ResponseApi api(String url, String pointer) {
        return api(url, pointer, TIMEOUT);
    }

    static ResponseApi api(String url, String pointer, Duration timeout) {
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
            conduct.give(exchange);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String header(HttpExchange exchange, String name) {
        return Optional.ofNullable(exchange.getRequestHeaders().getFirst(name)).orElse("");
    }

    @Override
    public void close() {
        api.close();
        server.close();
    }
}
