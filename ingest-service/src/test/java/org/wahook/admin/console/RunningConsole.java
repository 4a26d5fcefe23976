package org.wahook.admin.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.wahook.ingest.AdminSettings;
import org.wahook.ingest.IngestApp;
import org.wahook.testbed.Deadline;
import org.wahook.testbed.postgres.TestPostgres;

/** The console with a database, and a browser without eyes that is logged in. */
final class RunningConsole implements AutoCloseable {

    private static final String TOKEN = AdminSettings.TOKEN;
    private static final Pattern INPUT = Pattern.compile("<input [^>]*?name=\"([^\"]+)\"[^>]*>");
    private static final Pattern VALUE = Pattern.compile(" value=\"([^\"]*)\"");
    private static final Pattern REFRESH = Pattern.compile("hx-get=\"([^\"]+)\"");

    private final HttpClient http = HttpClient.newHttpClient();
    private final String databaseUrl = TestPostgres.shared().createDatabase();
    private final IngestApp app;
    private final String session;

    RunningConsole() {
        this(Map.of());
    }

    /** @param more settings of the service */
    RunningConsole(Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(AdminSettings.of(databaseUrl));
        settings.putAll(more);
        app = AdminSettings.start(settings);
        session = send(form("/console/login", Map.of("token", TOKEN)))
                .headers()
                .firstValue("Set-Cookie")
                .orElseThrow()
                .replaceAll(";.*", "");
        Deadline.eventually(
                Duration.ofSeconds(30),
                "the database is there",
                () -> get("/console").statusCode() == 200);
    }

    HttpResponse<String> get(String path) {
        return send(HttpRequest.newBuilder(uri(path)).header("Cookie", session));
    }

    HttpResponse<String> post(String path, Map<String, String> fields) {
        return send(form(path, fields).header("Cookie", session));
    }

    /** What a page that is open asks for by itself. */
    HttpResponse<String> refresh(HttpResponse<String> page) {
        Matcher refresh = REFRESH.matcher(page.body());
        assertThat(refresh.find()).as("a page that refreshes itself").isTrue();
        return send(HttpRequest.newBuilder(uri(refresh.group(1).replace("&amp;", "&")))
                .header("Cookie", session)
                .header("HX-Request", "true"));
    }

    /** The form of a page as a browser would send it. */
    static Map<String, String> fields(HttpResponse<String> page) {
        Map<String, String> fields = new HashMap<>();
        Matcher input = INPUT.matcher(page.body().replaceAll("\\s+", " "));
        while (input.find()) {
            Matcher value = VALUE.matcher(input.group());
            String text = value.find() ? value.group(1) : "";
            fields.put(input.group(1), text.replace("&#34;", "\"").replace("&amp;", "&"));
        }
        return fields;
    }

    void execute(String sql) {
        try (Connection connection = TestPostgres.shared().connect(databaseUrl);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException("failed: " + sql, e);
        }
    }

    @Override
    public void close() {
        app.close();
        http.close();
    }

    private HttpRequest.Builder form(String path, Map<String, String> fields) {
        StringBuilder form = new StringBuilder();
        fields.forEach((name, value) -> form.append(URLEncoder.encode(name, StandardCharsets.UTF_8))
                .append('=')
                .append(URLEncoder.encode(value, StandardCharsets.UTF_8))
                .append('&'));
        return HttpRequest.newBuilder(uri(path))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Sec-Fetch-Site", "same-origin")
                .POST(BodyPublishers.ofString(form.toString()));
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + app.adminPort().orElseThrow() + path);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IllegalStateException("no answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
