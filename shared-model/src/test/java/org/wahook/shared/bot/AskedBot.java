package org.wahook.shared.bot;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.wahook.platform.config.Secret;
import org.wahook.platform.json.Json;
import org.wahook.testbed.http.LocalHttpServer;
import org.wahook.testbed.http.SimulatedAnswer;
import tools.jackson.databind.JsonNode;

/** A bot as a real HTTP server that gives the answers of a script, one a request, and remembers what it was asked. */
final class AskedBot implements AutoCloseable {

    static final Instant NOW = Instant.parse("2026-12-01T10:00:00Z");
    static final String KEY = "key-of-the-shop";
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    record Got(String path, Map<String, List<String>> headers, String body) {
        JsonNode json() {
            return Json.parse(body).orElseThrow();
        }

        String header(String name) {
            return headers.entrySet().stream()
                    .filter(one -> one.getKey().equalsIgnoreCase(name))
                    .map(one -> one.getValue().getFirst())
                    .findFirst()
                    .orElse("");
        }
    }

    private final Queue<SimulatedAnswer> script = new ConcurrentLinkedQueue<>();
    private final List<Got> got = new CopyOnWriteArrayList<>();
    private final LocalHttpServer server = LocalHttpServer.start(this::handle);
    private final HttpClient client = HttpClient.newHttpClient();
    private Duration timeout = TIMEOUT;

    List<Got> got() {
        return got;
    }

    String url() {
        return server.baseUrl();
    }

    AskedBot answers(int status, String json) {
        script.add(SimulatedAnswer.json(status, json));
        return this;
    }

    AskedBot answers(SimulatedAnswer answer) {
        script.add(answer);
        return this;
    }

    AskedBot within(Duration time) {
        timeout = time;
        return this;
    }

    BotAnswer ask(String settings, BotTurn turn) {
        return ask(settings, turn, Optional.empty());
    }

    BotAnswer ask(String settings, BotTurn turn, Optional<Secret> signing) {
        return ask(settings, turn, signing, new Secret(KEY));
    }

    BotAnswer ask(String settings, BotTurn turn, Optional<Secret> signing, Secret key) {
        BotAccess access = new BotAccess(
                url(),
                "/response",
                "/response",
                key,
                signing,
                BotSettings.read(Json.parse(settings).orElseThrow()),
                Clock.fixed(NOW, ZoneOffset.UTC));
        return new BotCaller(this::post).ask(Bots.of(access), turn, timeout);
    }

    private BotResponse post(BotRequest request, Duration left) throws IOException {
        HttpRequest.Builder http = HttpRequest.newBuilder(URI.create(request.url()))
                .timeout(left)
                .header("Content-Type", request.contentType())
                .POST(HttpRequest.BodyPublishers.ofByteArray(request.body()));
        request.headers().forEach(header -> http.header(header.name(), header.value()));
        try {
            HttpResponse<byte[]> response = client.send(http.build(), HttpResponse.BodyHandlers.ofByteArray());
            return new BotResponse(
                    response.statusCode(),
                    response.headers().firstValue("Content-Type").orElse(""),
                    response.body(),
                    Optional.empty());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ConnectException("interrupted");
        } catch (java.net.http.HttpTimeoutException e) {
            throw new java.io.InterruptedIOException("late");
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        got.add(new Got(
                exchange.getRequestURI().getPath(),
                Map.copyOf(exchange.getRequestHeaders()),
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
        SimulatedAnswer next = script.poll();
        try {
            (next == null ? SimulatedAnswer.json(500, "{\"unexpected\":true}") : next).give(exchange);
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        server.close();
        client.close();
    }

    /** A turn with some history, and these new messages. */
    static BotTurn turn(BotTurn.Input... input) {
        return turn(Optional.empty(), input);
    }

    static BotTurn turn(Optional<String> state, BotTurn.Input... input) {
        return new BotTurn(
                "turn-1-2",
                NOW.plusSeconds(60),
                "shop",
                new BotTurn.Conversation("whatsapp_4915112345678_shop", false, Optional.of(NOW.plusSeconds(86_000))),
                new BotTurn.Contact("4915112345678", Optional.of("DE.11"), Optional.of("Ana"), Optional.empty()),
                List.of(
                        new BotTurn.Said(BotTurn.Speaker.USER, "Hello", NOW.minusSeconds(100)),
                        new BotTurn.Said(BotTurn.Speaker.BOT, "Hi!", NOW.minusSeconds(90)),
                        new BotTurn.Said(BotTurn.Speaker.PERSON, "Joe here.", NOW.minusSeconds(80))),
                new ArrayList<>(List.of(input)),
                new BotTurn.Capabilities(List.of("text", "buttons"), List.of("handoff", "silence"), 10, 4096),
                state,
                Optional.empty(),
                "message");
    }

    static BotTurn.Input words(String text) {
        return input("text", text, text, Optional.empty(), Optional.empty());
    }

    static BotTurn.Input chosen(String id, String title) {
        return input("reply", title, title, Optional.empty(), Optional.of(new BotTurn.Choice("button", id, title)));
    }

    static BotTurn.Input photo() {
        return input(
                "image", "my receipt", "[image] my receipt", Optional.of(media("image/jpeg", false)), Optional.empty());
    }

    static BotTurn.Input voice() {
        return input(
                "audio",
                "",
                "[voice] is it open?",
                Optional.of(media("audio/ogg; codecs=opus", true)),
                Optional.empty());
    }

    static BotTurn.Input sound(String mimeType) {
        return input("audio", "", "[audio]", Optional.of(media(mimeType, false)), Optional.empty());
    }

    private static BotTurn.Media media(String mime, boolean voice) {
        return new BotTurn.Media(
                "1234",
                mime,
                "",
                Optional.empty(),
                voice,
                Optional.of(new BotTurn.Content(new byte[] {1, 2, 3})),
                Optional.empty(),
                Optional.empty());
    }

    private static BotTurn.Input input(
            String type,
            String text,
            String description,
            Optional<BotTurn.Media> media,
            Optional<BotTurn.Choice> reply) {
        return new BotTurn.Input(
                "wamid.X",
                NOW,
                type,
                text,
                description,
                media,
                reply,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }
}
