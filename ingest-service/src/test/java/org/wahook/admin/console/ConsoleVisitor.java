package org.wahook.admin.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.wahook.ingest.AdminSettings;
import org.wahook.ingest.IngestApp;

/** A console with neither PostgreSQL nor RabbitMQ, and a visitor who may log in: who comes in must not depend on them. */
final class ConsoleVisitor implements AutoCloseable {

    static final String TOKEN = AdminSettings.TOKEN;
    private static final Pattern SESSION = Pattern.compile("wahook_console=([A-Za-z0-9_-]{43});");

    private final HttpClient http = HttpClient.newHttpClient();
    private final IngestApp app = AdminSettings.start(AdminSettings.NO_DATABASE);

    int port() {
        return app.adminPort().orElseThrow();
    }

    HttpResponse<String> get(String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path));
        return send(headers.length == 0 ? request : request.headers(headers));
    }

    HttpResponse<String> post(String path, String form, String... headers) {
        return send(HttpRequest.newBuilder(uri(path))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .headers(headers)
                .POST(BodyPublishers.ofString(form)));
    }

    HttpResponse<String> logIn(String token, String... more) {
        String form = "token=" + URLEncoder.encode(token, StandardCharsets.UTF_8);
        return more.length == 0
                ? post("/console/login", form, "Sec-Fetch-Site", "same-origin")
                : post("/console/login", form, more);
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port() + path);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** As the next request gives it back. */
    static String sessionOf(HttpResponse<String> answer) {
        var matcher = SESSION.matcher(answer.headers().firstValue("Set-Cookie").orElse(""));
        assertThat(matcher.find()).as("a session in the cookie").isTrue();
        return "wahook_console=" + matcher.group(1);
    }

    @Override
    public void close() {
        app.close();
        http.close();
    }
}
