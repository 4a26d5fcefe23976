package org.wahook.admin;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.wahook.ingest.AdminSettings;
import org.wahook.ingest.IngestApp;
import org.wahook.platform.json.Json;
import org.wahook.testbed.Deadline;
import org.wahook.testbed.postgres.QueryConnection;
import org.wahook.testbed.postgres.TestPostgres;
import tools.jackson.databind.node.ObjectNode;

/** A whole ingest-service with a database of its own, and a client for its admin API. */
final class AdminService implements AutoCloseable {

    static final String TOKEN = AdminSettings.TOKEN;
    static final String INTEGRATION = "/api/v1/whatsapp/integration";

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final HttpClient http = HttpClient.newHttpClient();
    private final String databaseUrl;
    private final QueryConnection queries;
    private final IngestApp app;

    private AdminService(String databaseUrl, Map<String, String> overrides) {
        this.databaseUrl = databaseUrl;
        queries = new QueryConnection(TestPostgres.shared(), databaseUrl);
        Map<String, String> settings = new HashMap<>(AdminSettings.of(databaseUrl));
        settings.putAll(overrides);
        app = AdminSettings.start(settings);
    }

    static AdminService start(Map<String, String> overrides) {
        AdminService service = new AdminService(TestPostgres.shared().createDatabase(), overrides);
        Deadline.eventually(
                LIMIT, "the admin API answers", () -> service.get(INTEGRATION).status() == 200);
        return service;
    }

    /** With a database that is not there. */
    static AdminService withoutDatabase() {
        return new AdminService(AdminSettings.NO_DATABASE, Map.of());
    }

    AdminResponse get(String path) {
        return send(request(path).GET());
    }

    AdminResponse post(String path, String json, String... headers) {
        return send(withBody(path, "POST", json, headers));
    }

    AdminResponse put(String path, String json, String... headers) {
        return send(withBody(path, "PUT", json, headers));
    }

    AdminResponse patch(String path, String json, String... headers) {
        return send(withBody(path, "PATCH", json, headers));
    }

    AdminResponse delete(String path, String... headers) {
        HttpRequest.Builder request = request(path).DELETE();
        return send(headers.length == 0 ? request : request.headers(headers));
    }

    /** Without anything that the other methods put in. */
    AdminResponse raw(String path, String method, BodyPublisher body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path)).method(method, body);
        return send(headers.length == 0 ? request : request.headers(headers));
    }

    int port() {
        return app.adminPort().orElseThrow();
    }

    int webhookPort() {
        return app.port();
    }

    /** A body as the brief has it. */
    static ObjectNode integration(String chatbotId, String phoneNumberId) {
        return Json.object()
                .put("chatbotId", chatbotId)
                .put("phoneNumberId", phoneNumberId)
                .put("accessToken", "access-token-of-" + phoneNumberId)
                .put("verifyToken", "verify-token-of-" + phoneNumberId)
                .put("businessAccountId", "waba-" + phoneNumberId)
                .put("webhookUrl", "https://bot.example.com/webhook");
    }

    AdminResponse create(String chatbotId, String phoneNumberId) {
        return post(INTEGRATION, Json.text(integration(chatbotId, phoneNumberId)));
    }

    /** A value as a path or a query has it. */
    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    Connection database() throws SQLException {
        return TestPostgres.shared().connect(databaseUrl);
    }

    String databaseUrl() {
        return databaseUrl;
    }

    void execute(String sql, @Nullable Object... parameters) {
        try (Connection connection = database();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            statement.execute();
        } catch (SQLException e) {
            throw new IllegalStateException("failed: " + sql, e);
        }
    }

    /** The first column of all rows. */
    List<String> query(String sql, Object... parameters) {
        return queries.firstColumn(sql, parameters);
    }

    @Override
    public void close() {
        app.close();
        queries.close();
        http.shutdownNow();
    }

    private HttpRequest.Builder withBody(String path, String method, String json, String... headers) {
        HttpRequest.Builder request =
                request(path).header("Content-Type", "application/json").method(method, BodyPublishers.ofString(json));
        return headers.length == 0 ? request : request.headers(headers);
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(uri(path)).header("Authorization", "Bearer " + TOKEN);
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + app.adminPort().orElseThrow() + path);
    }

    private AdminResponse send(HttpRequest.Builder request) {
        try {
            HttpRequest asked = request.timeout(LIMIT).build();
            AdminResponse reply = new AdminResponse(http.send(asked, BodyHandlers.ofString()));
            OpenApi.mustHave(asked.method(), asked.uri().getRawPath(), reply.status(), reply.text());
            return reply;
        } catch (IOException e) {
            throw new IllegalStateException("no answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
