package org.wahook.sandbox.run;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.wahook.testbed.meta.SentMessage;
import org.wahook.testbed.meta.SimulatedMeta;
import org.wahook.testbed.meta.WebhookBodies;
import org.wahook.testbed.meta.WebhookSender;

/** Meta's handshake for each demo client, then one message from a customer of each, and the replies to them. */
final class FirstMessages {

    private static final Duration REPLY_LIMIT = Duration.ofSeconds(30);
    private static final Duration POLL = Duration.ofMillis(10);
    private static final Duration HANDSHAKE_LIMIT = Duration.ofSeconds(10);
    private static final String CHALLENGE = "1158201444";

    private final World world;
    private final List<DemoClient> clients;

    /** By the customer's phone number. */
    private final Map<String, CompletableFuture<Arrival>> replies;

    /** A reply at the Graph API, and when it came there, on the clock of {@link System#nanoTime}. */
    private record Arrival(SentMessage sent, long at) {}

    /**
     * What the messages go through.
     *
     * @param checkAlive throws where waiting longer makes no sense
     */
    record World(String webhookUrl, String appSecret, SimulatedMeta meta, Runnable checkAlive) {}

    private record Posted(DemoClient client, int handshake, int webhook, long start, Duration acknowledged) {}

    FirstMessages(World world, List<DemoClient> clients) {
        this.world = world;
        this.clients = List.copyOf(clients);
        replies = clients.stream()
                .collect(Collectors.toUnmodifiableMap(DemoClient::customerPhone, client -> new CompletableFuture<>()));
    }

    List<FirstMessageResult> exchange() {
        world.meta().whenSent(this::arrived);
        try (WebhookSender meta = new WebhookSender(world.webhookUrl(), world.appSecret());
                HttpClient http = HttpClient.newHttpClient()) {
            List<Posted> posted =
                    clients.stream().map(client -> post(client, http, meta)).toList();
            return posted.stream().map(this::await).toList();
        }
    }

    private void arrived(SentMessage sent) {
        CompletableFuture<Arrival> waiting = replies.get(sent.contactId());
        if (waiting != null) {
            waiting.complete(new Arrival(sent, System.nanoTime()));
        }
    }

    private Posted post(DemoClient client, HttpClient http, WebhookSender meta) {
        int handshake = handshake(client, http);
        byte[] body = WebhookBodies.text(
                client.number(),
                client.customer(),
                "wamid.first-" + UUID.randomUUID(),
                Instant.now(),
                client.question());
        long start = System.nanoTime();
        int status = meta.post(body).status();
        return new Posted(client, handshake, status, start, Duration.ofNanos(System.nanoTime() - start));
    }

    /** Ingest is ready without PostgreSQL and may not have reached it yet: whoever sets up a webhook tries again then. */
    private int handshake(DemoClient client, HttpClient http) {
        long start = System.nanoTime();
        int status = shakeHands(client, http);
        while (status == 403 && System.nanoTime() - start < HANDSHAKE_LIMIT.toNanos()) {
            world.checkAlive().run();
            LockSupport.parkNanos(POLL.toNanos());
            status = shakeHands(client, http);
        }
        return status;
    }

    private int shakeHands(DemoClient client, HttpClient http) {
        URI url = URI.create("%s?hub.mode=subscribe&hub.verify_token=%s&hub.challenge=%s"
                .formatted(world.webhookUrl(), client.verifyToken(), CHALLENGE));
        HttpRequest request = HttpRequest.newBuilder(url)
                .version(HttpClient.Version.HTTP_1_1)
                .timeout(HANDSHAKE_LIMIT)
                .build();
        try {
            HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
            if (answer.statusCode() == 200 && !answer.body().equals(CHALLENGE)) {
                throw new IllegalStateException("The handshake was answered with something else than the challenge");
            }
            return answer.statusCode();
        } catch (IOException e) {
            throw new IllegalStateException("The handshake failed: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted", e);
        }
    }

    private FirstMessageResult await(Posted posted) {
        Optional<Arrival> arrival =
                await(Objects.requireNonNull(replies.get(posted.client().customerPhone())));
        return new FirstMessageResult(
                posted.client(),
                posted.handshake(),
                posted.webhook(),
                posted.acknowledged(),
                arrival.map(Arrival::sent),
                Duration.ofNanos(arrival.map(Arrival::at).orElseGet(System::nanoTime) - posted.start()));
    }

    /** A service that dies meanwhile says more than a reply that does not come. */
    private Optional<Arrival> await(CompletableFuture<Arrival> reply) {
        long start = System.nanoTime();
        try {
            while (!reply.isDone() && System.nanoTime() - start < REPLY_LIMIT.toNanos()) {
                world.checkAlive().run();
                Thread.sleep(POLL);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted", e);
        }
        return reply.isDone() ? Optional.of(reply.join()) : Optional.empty();
    }
}
