package org.wahook.testbed.responder;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.wahook.testbed.http.LocalHttpServer;
import org.wahook.testbed.http.SimulatedAnswer;
import org.wahook.testbed.responder.ResponseBehaviour.After;
import org.wahook.testbed.responder.ResponseBehaviour.Hang;
import org.wahook.testbed.responder.ResponseBehaviour.HangUp;
import org.wahook.testbed.responder.ResponseBehaviour.PlainText;
import org.wahook.testbed.responder.ResponseBehaviour.Raw;
import org.wahook.testbed.responder.ResponseBehaviour.Reply;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * The AI response API as a real HTTP server: {@code POST /response} in contract 1 or 2, {@code POST /chat/completions} as
 * OpenAI has it.
 *
 * <p>It answers {@code echo: } and the user's last words until {@link #answer} says otherwise, and holds thousands of
 * slow calls at once.
 */
public final class SimulatedResponseApi implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Set<String> PATHS = Set.of("/response", "/chat/completions");
    private final Queue<ReceivedQuestion> asked = new ConcurrentLinkedQueue<>();
    private final AtomicInteger askedCount = new AtomicInteger();
    private final AtomicInteger inFlight = new AtomicInteger();
    private final List<Consumer<ReceivedQuestion>> whenAsked = new CopyOnWriteArrayList<>();
    private final List<BiConsumer<ReceivedQuestion, ResponseBehaviour>> whenAnswered = new CopyOnWriteArrayList<>();
    private final LocalHttpServer server;
    private volatile Function<ReceivedQuestion, ResponseBehaviour> behaviour = SimulatedResponseApi::echo;

    private SimulatedResponseApi(Function<HttpHandler, LocalHttpServer> start) {
        server = start.apply(this::handle);
    }

    public static SimulatedResponseApi start() {
        return new SimulatedResponseApi(LocalHttpServer::start);
    }

    /** On this port of every address, for callers in other containers. */
    public static SimulatedResponseApi startForOthers(int port) {
        return new SimulatedResponseApi(handler -> LocalHttpServer.startForOthers(port, handler));
    }

    /** {@code http://127.0.0.1:port} */
    public String baseUrl() {
        return server.baseUrl();
    }

    /** Every request since the start or {@link #forget()}, in the order they came. */
    public List<ReceivedQuestion> asked() {
        return List.copyOf(asked);
    }

    /** How many that is, without copying them. */
    public int askedCount() {
        return askedCount.get();
    }

    /** Chooses the answer of each request from now on. */
    public void answer(Function<ReceivedQuestion, ResponseBehaviour> how) {
        behaviour = how;
    }

    /** Echoes again, as at the start. */
    public void answerNormally() {
        behaviour = SimulatedResponseApi::echo;
    }

    /** Calls this for each request, before it is answered. */
    public void whenAsked(Consumer<ReceivedQuestion> listener) {
        whenAsked.add(listener);
    }

    /** Calls this after each answer has gone out, with what it was. */
    public void whenAnswered(BiConsumer<ReceivedQuestion, ResponseBehaviour> listener) {
        whenAnswered.add(listener);
    }

    /** Calls being answered now; one whose caller hung up counts until its delay is over. */
    public int inFlight() {
        return inFlight.get();
    }

    /** Forgets requests and their count. */
    public void forget() {
        asked.clear();
        askedCount.set(0);
    }

    @Override
    public void close() {
        server.close();
    }

    private static ResponseBehaviour echo(ReceivedQuestion asked) {
        return new Reply("echo: " + asked.lastUserContent());
    }

    private void handle(HttpExchange exchange) throws IOException {
        inFlight.incrementAndGet();
        try {
            answer(exchange).give(exchange);
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        } finally {
            inFlight.decrementAndGet();
        }
    }

    private SimulatedAnswer answer(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        if (!exchange.getRequestMethod().equals("POST")
                || !PATHS.contains(exchange.getRequestURI().getPath())) {
            return SimulatedAnswer.json(404, "{\"error\":\"not found\"}");
        }
        try {
            String key = exchange.getRequestHeaders().getFirst("Idempotency-Key");
            String authorization = exchange.getRequestHeaders().getFirst("Authorization");
            String bearer = authorization == null ? "" : authorization.replaceFirst("^Bearer ", "");
            ReceivedQuestion request = ReceivedQuestion.read(body, key == null ? "" : key, bearer);
            asked.add(request);
            askedCount.incrementAndGet();
            whenAsked.forEach(listener -> listener.accept(request));
            ResponseBehaviour how = behaviour.apply(request);
            return new SimulatedAnswer.Then(
                    answer(how), () -> whenAnswered.forEach(listener -> listener.accept(request, how)));
        } catch (JacksonException e) {
            return SimulatedAnswer.json(400, "{\"error\":\"not the JSON of the contract\"}");
        }
    }

    private static SimulatedAnswer answer(ResponseBehaviour behaviour) {
        return switch (behaviour) {
            case Reply(String text) -> SimulatedAnswer.json(200, JSON.writeValueAsString(Map.of("response", text)));
            case PlainText(String text) -> new SimulatedAnswer.Full(200, "text/plain; charset=utf-8", text, Map.of());
            case Raw(int status, String type, String body, Map<String, String> headers) ->
                new SimulatedAnswer.Full(status, type, body, headers);
            case After(var delay, ResponseBehaviour then) -> new SimulatedAnswer.Later(delay, answer(then));
            case Hang() -> new SimulatedAnswer.Silence();
            case HangUp() -> new SimulatedAnswer.HangUp();
        };
    }
}
