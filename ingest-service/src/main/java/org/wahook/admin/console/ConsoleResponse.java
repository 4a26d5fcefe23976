package org.wahook.admin.console;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** What the browser gets. */
final class ConsoleResponse {

    private static final String HTML = "text/html; charset=utf-8";

    private final int status;
    private final String contentType;
    private final byte[] body;
    private final Map<String, String> headers;

    ConsoleResponse(int status, String contentType, byte[] body, Map<String, String> headers) {
        this.status = status;
        this.contentType = contentType;
        this.body = body;
        this.headers = Map.copyOf(headers);
    }

    int status() {
        return status;
    }

    String contentType() {
        return contentType;
    }

    byte[] body() {
        return body;
    }

    Map<String, String> headers() {
        return headers;
    }

    static ConsoleResponse html(int status, String html) {
        return new ConsoleResponse(status, HTML, html.getBytes(StandardCharsets.UTF_8), Map.of());
    }

    /** A redirect that the browser follows with GET. */
    static ConsoleResponse goTo(String path) {
        return new ConsoleResponse(303, HTML, new byte[0], Map.of("Location", path));
    }

    /** Redirects a page that refreshes itself (htmx). */
    static ConsoleResponse leaveFor(String path) {
        return new ConsoleResponse(200, HTML, new byte[0], Map.of("HX-Redirect", path));
    }

    ConsoleResponse with(String header, String value) {
        Map<String, String> more = new HashMap<>(headers);
        more.put(header, value);
        return new ConsoleResponse(status, contentType, body, more);
    }
}
