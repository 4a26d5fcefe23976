package org.wahook.platform.broker;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import org.wahook.platform.config.ManagementUrl;
import org.wahook.platform.json.Json;
import tools.jackson.databind.JsonNode;

/** Asks RabbitMQ's management API what AMQP does not tell. */
public final class ManagementClient implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final ManagementUrl url;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(LIMIT)
            .build();

    public ManagementClient(ManagementUrl url) {
        this.url = url;
    }

    /** @throws IOException with what to do, where it can't be asked or refuses */
    public QueueMembers queueMembers(String virtualHost) throws IOException, InterruptedException {
        Map<String, Integer> members = new TreeMap<>();
        String path = "/api/queues/"
                + URLEncoder.encode(virtualHost, StandardCharsets.UTF_8).replace("+", "%20");
        for (JsonNode queue : get(path + "?columns=name,members")) {
            members.put(queue.path("name").asString(), queue.path("members").size());
        }
        return new QueueMembers(get("/api/nodes?columns=name").size(), members);
    }

    private JsonNode get(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url.base() + path))
                .timeout(LIMIT)
                .header("Authorization", basic())
                .build();
        HttpResponse<byte[]> response = http.send(request, BodyHandlers.ofByteArray());
        return switch (response.statusCode()) {
            case 200 ->
                Json.parse(response.body())
                        .filter(JsonNode::isArray)
                        .orElseThrow(() -> new IOException("RabbitMQ's management API answered no JSON array"));
            case 401, 403 ->
                throw new IOException("RabbitMQ's management API refuses the user %s: it needs the tag monitoring"
                        .formatted(url.user()));
            default ->
                throw new IOException(
                        "RabbitMQ's management API answered %d for %s".formatted(response.statusCode(), path));
        };
    }

    private String basic() {
        byte[] pair = (url.user() + ":" + url.password().reveal()).getBytes(StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(pair);
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
