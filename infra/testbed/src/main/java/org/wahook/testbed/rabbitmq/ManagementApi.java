package org.wahook.testbed.rabbitmq;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** The few calls of RabbitMQ's HTTP API that the testbed makes. */
final class ManagementApi implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final JsonMapper JSON = new JsonMapper();
    private final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(LIMIT)
            .version(HttpClient.Version.HTTP_1_1)
            .build();
    private final String baseUrl;
    private final String authorization;

    ManagementApi(String baseUrl, String user, String password) {
        this.baseUrl = baseUrl;
        byte[] pair = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
        this.authorization = "Basic " + Base64.getEncoder().encodeToString(pair);
    }

    boolean answers() {
        try {
            return send("GET", "/api/vhosts", "").statusCode() == 200;
        } catch (UncheckedIOException notYet) {
            return false;
        }
    }

    void createVirtualHost(String name, String user) {
        require("PUT", "/api/vhosts/" + name, "{}");
        require("PUT", "/api/permissions/%s/%s".formatted(name, user), """
                {"configure": ".*", "write": ".*", "read": ".*"}""");
    }

    /** Rights are regular expressions, as RabbitMQ has them. */
    void createUser(String name, String password, String virtualHost, String configure, String write, String read) {
        require("PUT", "/api/users/" + name, JSON.writeValueAsString(Map.of("password", password, "tags", "")));
        require(
                "PUT",
                "/api/permissions/%s/%s".formatted(virtualHost, name),
                JSON.writeValueAsString(Map.of("configure", configure, "write", write, "read", read)));
    }

    void deleteUser(String name) {
        require("DELETE", "/api/users/" + name, "");
    }

    void deleteVirtualHost(String name) {
        require("DELETE", "/api/vhosts/" + name, "");
    }

    private void require(String method, String path, String body) {
        HttpResponse<String> response = send(method, path, body);
        if (response.statusCode() / 100 != 2) {
            throw new IllegalStateException(
                    "%s %s: %d %s".formatted(method, path, response.statusCode(), response.body()));
        }
    }

    private HttpResponse<String> send(String method, String path, String body) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(baseUrl + path))
                .timeout(LIMIT)
                .header("Authorization", authorization)
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(body))
                .build();
        try {
            return http.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted: " + path, e);
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
