package org.wahook.testbed.meta;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import org.wahook.testbed.http.SimulatedAnswer;
import tools.jackson.databind.JsonNode;

/** Webhook URLs of a business account or number, verified with Meta's GET before they are taken. */
final class CallbackOverrides implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int VERIFICATION_FAILED = 2200;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(LIMIT).build();
    private final Map<String, String> byObject = new ConcurrentHashMap<>();
    private final Set<String> subscribed = ConcurrentHashMap.newKeySet();

    Optional<String> of(String objectId) {
        return Optional.ofNullable(byObject.get(objectId));
    }

    /** Business accounts whose webhooks the app gets. */
    boolean isSubscribed(String wabaId) {
        return subscribed.contains(wabaId);
    }

    /** {@code POST /{waba_id}/subscribed_apps}: without a body it subscribes, and removes an override. */
    SimulatedAnswer subscribe(String wabaId, JsonNode body) {
        if (body.path("override_callback_uri").asString("").isEmpty()) {
            subscribed.add(wabaId);
        } else if (!isSubscribed(wabaId)) {
            return GraphError.invalidParameter("Before override the current callback uri, your app must be subscribed")
                    .answer();
        }
        return set(wabaId, body);
    }

    /** An empty or absent URI removes the override. */
    SimulatedAnswer set(String objectId, JsonNode override) {
        String uri = override.path("override_callback_uri").asString("");
        if (uri.isEmpty()) {
            byObject.remove(objectId);
            return SimulatedAnswer.json(200, "{\"success\":true}");
        }
        String problem = verify(uri, override.path("verify_token").asString(""));
        if (!problem.isEmpty()) {
            return GraphError.of(400, VERIFICATION_FAILED, "(#2200) Callback verification failed: " + problem)
                    .answer();
        }
        byObject.put(objectId, uri);
        return SimulatedAnswer.json(200, "{\"success\":true}");
    }

    private String verify(String callback, String verifyToken) {
        String challenge = Integer.toString(ThreadLocalRandom.current().nextInt(100_000_000, Integer.MAX_VALUE));
        String query = "hub.mode=subscribe&hub.challenge=%s&hub.verify_token=%s"
                .formatted(challenge, URLEncoder.encode(verifyToken, StandardCharsets.UTF_8));
        try {
            HttpRequest request = HttpRequest.newBuilder(
                            URI.create(callback + (callback.contains("?") ? "&" : "?") + query))
                    .timeout(LIMIT)
                    .build();
            HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
            boolean verified = response.statusCode() == 200 && response.body().equals(challenge);
            return verified ? "" : "HTTP Status Code = " + response.statusCode();
        } catch (IOException | IllegalArgumentException e) {
            return "The URL couldn't be validated";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "Closing";
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
