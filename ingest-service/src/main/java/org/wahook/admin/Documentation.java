package org.wahook.admin;

import io.javalin.http.Context;
import io.javalin.router.JavalinDefaultRoutingApi;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;

/** The OpenAPI document and a page that shows it. Both need no token: they hold no secret. */
final class Documentation {

    private static final String NOTHING_FROM_ELSEWHERE =
            "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; base-uri 'none';"
                    + " form-action 'none'; frame-ancestors 'none'";

    /** A file of this service, and what it is. */
    private record Page(String file, String contentType) {}

    private static final Map<String, Page> PAGES = Map.of(
            "/docs", new Page("/admin/docs.html", "text/html; charset=utf-8"),
            "/docs.css", new Page("/admin/docs.css", "text/css; charset=utf-8"),
            "/docs.js", new Page("/admin/docs.js", "text/javascript; charset=utf-8"),
            "/openapi.json", new Page("/admin/openapi.json", "application/json"),
            "/schemas/bot-request-v2.json", new Page("/schemas/bot-request-v2.json", "application/schema+json"),
            "/schemas/bot-answer-v2.json", new Page("/schemas/bot-answer-v2.json", "application/schema+json"));

    private Documentation() {}

    static boolean isAt(String path) {
        return PAGES.containsKey(path);
    }

    static void addTo(JavalinDefaultRoutingApi routes) {
        PAGES.forEach((path, page) -> {
            byte[] content = read(page.file());
            routes.get(path, ctx -> show(ctx, page, content));
        });
    }

    private static void show(Context ctx, Page page, byte[] content) {
        ctx.header("Content-Security-Policy", NOTHING_FROM_ELSEWHERE)
                .header("Referrer-Policy", "no-referrer")
                .contentType(page.contentType())
                .result(content);
    }

    private static byte[] read(String file) {
        try (InputStream in = Documentation.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException("the resource " + file + " is missing");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
