package org.wahook.sandbox.phone;

import io.javalin.http.Context;
import io.javalin.http.sse.SseClient;
import io.javalin.router.JavalinDefaultRoutingApi;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.wahook.platform.json.Json;
import org.wahook.testbed.meta.Customer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The page, its feed, and what a person does on it. */
final class PhoneRoutes {

    private static final String NOTHING_FROM_ELSEWHERE =
            "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' data:;"
                    + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static final Map<String, String> FILES = Map.of(
            "index.html", "text/html; charset=utf-8",
            "phone.css", "text/css; charset=utf-8",
            "phone.js", "text/javascript; charset=utf-8",
            "chat.js", "text/javascript; charset=utf-8",
            "journeys.js", "text/javascript; charset=utf-8",
            "icon.svg", "image/svg+xml");

    private static final Set<String> PICTURES = Set.of("image/jpeg", "image/png");

    /** Shorter than the time after which a listener ends a connection on which nothing moves. */
    private static final long KEEP_ALIVE_SECONDS = 10;

    private static final int LONGEST_TEXT = 4_096;
    private static final int LONGEST_ID = 512;

    private final SimulatedPeers peers;
    private final Feed feed;
    private final WebhookPoster poster;
    private final FaultControls faults;
    private final String run = Long.toHexString(System.nanoTime());
    private volatile boolean closed;

    PhoneRoutes(SimulatedPeers peers, Feed feed, WebhookPoster poster, FaultControls faults) {
        this.peers = peers;
        this.feed = feed;
        this.poster = poster;
        this.faults = faults;
    }

    void addTo(JavalinDefaultRoutingApi routes) {
        routes.before(ctx -> ctx.header("Content-Security-Policy", NOTHING_FROM_ELSEWHERE)
                .header("Cache-Control", "no-store")
                .header("X-Content-Type-Options", "nosniff"));
        FILES.forEach((file, type) -> {
            byte[] content = read(file);
            routes.get(
                    file.equals("index.html") ? "/" : "/" + file,
                    ctx -> ctx.contentType(type).result(content));
        });
        routes.get("/media/{id}", this::media);
        routes.sse("/feed", this::follow);
        routes.post("/messages", this::send);
        routes.post("/actions", this::act);
        routes.post("/switches", this::turn);
        routes.post("/kill-worker", ctx -> body(ctx).ifPresent(it -> faults.killWorker()));
    }

    /** Ends the feeds, which would otherwise keep the listener from closing. */
    void close() {
        closed = true;
        feed.publish("bye", Json.object());
    }

    /** A picture that a business has uploaded to simulated Meta. */
    private void media(Context ctx) {
        peers.meta().uploads().stream()
                .filter(file -> file.id().equals(ctx.pathParam("id")) && PICTURES.contains(file.mimeType()))
                .findFirst()
                .ifPresentOrElse(file -> ctx.contentType(file.mimeType()).result(file.bytes()), () -> ctx.status(404));
    }

    private void follow(SseClient browser) {
        long after = Optional.ofNullable(browser.ctx().header("Last-Event-ID"))
                .filter(id -> id.matches("\\d{1,18}"))
                .map(Long::parseLong)
                .orElse(0L);
        browser.keepAlive();
        Thread.ofVirtual().name("phone-feed").start(() -> follow(browser, after));
    }

    private void follow(SseClient browser, long after) {
        try (browser;
                Feed.Reader reader = feed.read(after)) {
            browser.sendEvent("hello", Json.text(hello()));
            while (!closed && !browser.terminated()) {
                Feed.Event event = reader.waiting().poll(KEEP_ALIVE_SECONDS, TimeUnit.SECONDS);
                if (event == null) {
                    browser.sendComment("still here");
                } else {
                    browser.sendEvent(event.name(), event.json(), Long.toString(event.id()));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private ObjectNode hello() {
        ObjectNode hello =
                Json.object().put("run", run).put("workerAtHand", peers.worker().isPresent());
        var clients = hello.putArray("clients");
        peers.clients()
                .forEach(client -> clients.addObject()
                        .put("id", client.chatbotId())
                        .put("name", client.name())
                        .put("number", client.number().displayPhoneNumber()));
        var customers = hello.putArray("customers");
        AddressBook.CUSTOMERS.forEach(customer -> customers
                .addObject()
                .put("contact", AddressBook.contactOf(customer))
                .put("name", customer.name())
                .put("phone", customer.phone() == null ? "" : "+" + customer.phone()));
        return hello;
    }

    private void send(Context ctx) {
        body(ctx).ifPresent(body -> {
            Optional<ChatClient> client = peers.client(body.path("client").asString(""));
            Optional<Customer> customer = AddressBook.find(body.path("contact").asString(""));
            Optional<Composer> kind = Composer.of(body.path("kind").asString("text"));
            String text = body.path("text").asString("").strip();
            if (client.isEmpty() || customer.isEmpty() || kind.isEmpty() || text.length() > LONGEST_TEXT) {
                ctx.status(400);
                return;
            }
            String words = text.isEmpty() ? kind.get().otherwise() : text;
            WebhookPoster.Message message = new WebhookPoster.Message(
                    client.get(),
                    customer.get(),
                    kind.get(),
                    words,
                    limited(body.path("id").asString("")),
                    limited(body.path("answerTo").asString("")));
            ctx.status(post(body.path("how").asString("once"), message) ? 202 : 400);
        });
    }

    private void act(Context ctx) {
        body(ctx).ifPresent(body -> {
            Optional<ChatClient> client = peers.client(body.path("client").asString(""));
            Optional<Customer> customer = AddressBook.find(body.path("contact").asString(""));
            Optional<ChatAction> action = ChatAction.of(body.path("action").asString(""));
            String text = body.path("text").asString("").strip();
            if (client.isEmpty() || customer.isEmpty() || action.isEmpty() || text.length() > LONGEST_TEXT) {
                ctx.status(400);
                return;
            }
            poster.act(client.get(), customer.get(), action.get(), action.get().words(text));
        });
    }

    /** Longer than any id of Meta's. */
    private static String limited(String id) {
        return id.substring(0, Math.min(id.length(), LONGEST_ID));
    }

    private boolean post(String how, WebhookPoster.Message message) {
        switch (how) {
            case "once" -> poster.post(message);
            case "three-times" -> poster.postThreeTimes(message);
            case "out-of-order" ->
                poster.postOutOfOrder(
                        message,
                        new WebhookPoster.Message(
                                message.client(), message.customer(), Composer.TEXT, "(and this I wrote after it)"));
            case "forged" -> poster.postForged(message);
            default -> {
                return false;
            }
        }
        return true;
    }

    private void turn(Context ctx) {
        body(ctx)
                .ifPresent(body -> FaultControls.Switch.of(body.path("name").asString(""))
                        .ifPresentOrElse(
                                which -> faults.turn(which, body.path("on").asBoolean(false)), () -> ctx.status(400)));
    }

    /** JSON and nothing else: a form on another site can't send it. */
    private static Optional<JsonNode> body(Context ctx) {
        boolean json = Optional.ofNullable(ctx.contentType()).orElse("").startsWith("application/json");
        Optional<JsonNode> body = json ? Json.parse(ctx.bodyAsBytes()) : Optional.empty();
        ctx.status(body.isPresent() ? 202 : 415);
        return body;
    }

    private static byte[] read(String file) {
        try (InputStream in = PhoneRoutes.class.getResourceAsStream("/phone/" + file)) {
            if (in == null) {
                throw new IllegalStateException("the resource phone/" + file + " is missing");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
