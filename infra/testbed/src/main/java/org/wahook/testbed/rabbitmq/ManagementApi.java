package org.wahook.testbed.rabbitmq;

import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** The few calls of RabbitMQ's HTTP API that the testbed makes. */
final class ManagementApi implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();
    private final NodeHttp http;
    private final String authorization;

    ManagementApi(String baseUrl, String user, String password) {
        this.http = new NodeHttp(baseUrl);
        byte[] pair = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
        this.authorization = "Basic " + Base64.getEncoder().encodeToString(pair);
    }

    boolean answers() {
        try {
            return http.send(request("GET", "/api/vhosts", "")).statusCode() == 200;
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
        http.require(request(method, path, body));
    }

    private HttpRequest request(String method, String path, String body) {
        return http.request(path)
                .header("Authorization", authorization)
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(body))
                .build();
    }

    @Override
    public void close() {
        http.close();
    }
}
