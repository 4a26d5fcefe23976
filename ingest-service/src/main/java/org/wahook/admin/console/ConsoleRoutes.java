package org.wahook.admin.console;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.router.JavalinDefaultRoutingApi;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.wahook.admin.AdminDatabase;
import org.wahook.admin.AdminOperations;
import org.wahook.admin.GuessLimit;
import org.wahook.admin.handshake.HandshakeCheck;
import org.wahook.http.Refusal;
import org.wahook.platform.broker.QueueDepths;
import org.wahook.platform.config.Secret;

/** {@code /console} and all below, on the admin listener. The pages are made at the first visit. */
public final class ConsoleRoutes {

    private static final String PATH = "/console";
    private static final String NOTHING_FROM_ELSEWHERE =
            "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' data:;"
                    + " base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    private final String contentPolicy;
    private final Supplier<ConsolePages> make;
    private @Nullable ConsolePages pages;

    /**
     * @param fileOrigin from where customers' photos and voice notes come, such as {@code https://files.example.com}
     * @param webhookPort of this service itself: the test of a handshake may go there without TLS
     */
    public ConsoleRoutes(
            Secret token,
            GuessLimit guesses,
            AdminOperations operations,
            AdminDatabase database,
            QueueDepths queues,
            Optional<String> fileOrigin,
            IntSupplier webhookPort) {
        contentPolicy = fileOrigin
                .map(origin -> NOTHING_FROM_ELSEWHERE.replace(
                        "img-src 'self' data:;", "img-src 'self' data: %1$s; media-src 'self' %1$s;".formatted(origin)))
                .orElse(NOTHING_FROM_ELSEWHERE);
        make = () -> ConsolePages.of(new ConsolePages.Backends(
                token, guesses, operations, database, queues, new HandshakeCheck(webhookPort)));
    }

    /** Whether a path is the console's, which has a login of its own. */
    public static boolean isAt(String path) {
        return path.equals("/") || path.equals(PATH) || path.startsWith(PATH + "/");
    }

    public void addTo(JavalinDefaultRoutingApi routes) {
        routes.get("/", ctx -> ctx.redirect(PATH));
        for (ConsoleRoute route : ConsoleRoute.all()) {
            routes.addHttpHandler(
                    HandlerType.findOrCreate(route.method().name()), PATH + route.path(), ctx -> serve(ctx, route));
        }
    }

    private synchronized ConsolePages pages() {
        ConsolePages made = pages;
        if (made == null) {
            made = make.get();
            pages = made;
        }
        return made;
    }

    private void serve(Context ctx, ConsoleRoute route) {
        ctx.header("Content-Security-Policy", contentPolicy)
                .header("Referrer-Policy", "no-referrer")
                .header("X-Frame-Options", "DENY");
        ConsoleRequest request = request(ctx);
        Optional<ConsoleResponse> refusal = pages().console().refuse(request, route.open());
        if (refusal.isPresent()) {
            refuse(ctx, refusal.get());
            return;
        }
        switch (FormReader.read(ctx, route.open())) {
            case FormReader.Form.Fields(Map<String, List<String>> fields) ->
                show(ctx, route.handler().answer(pages(), request.withForm(fields)));
            case FormReader.Form.Refused(int status, String why) -> {
                ctx.status(status).contentType("text/plain; charset=utf-8");
                Refusal.send(ctx, why.getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    private static void refuse(Context ctx, ConsoleResponse response) {
        response.headers().forEach(ctx::header);
        ctx.status(response.status()).contentType(response.contentType());
        Refusal.send(ctx, response.body());
    }

    private static void show(Context ctx, ConsoleResponse response) {
        response.headers().forEach(ctx::header);
        ctx.status(response.status()).contentType(response.contentType()).result(response.body());
    }

    private static ConsoleRequest request(Context ctx) {
        return new ConsoleRequest(
                ctx.method().name(),
                ctx.pathParamMap(),
                ctx.queryParamMap(),
                Map.of(),
                Optional.ofNullable(ctx.cookie(Sessions.COOKIE)),
                ctx.ip(),
                sameSite(ctx),
                ctx.method().name().equals("GET") && ctx.header("HX-Request") != null,
                "https".equalsIgnoreCase(ctx.header("X-Forwarded-Proto")));
    }

    /** Browsers send one of these two headers; a request with neither is refused. */
    private static boolean sameSite(Context ctx) {
        String site = ctx.header("Sec-Fetch-Site");
        if (site != null) {
            return site.equals("same-origin");
        }
        String origin = ctx.header("Origin");
        return origin != null && origin.replaceFirst("^https?://", "").equals(ctx.header("Host"));
    }
}
