package org.wahook.ingest.console;

import io.javalin.http.Context;
import io.javalin.router.JavalinDefaultRoutingApi;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.wahook.ingest.admin.AdminOperations;
import org.wahook.shared.broker.QueueDepths;
import org.wahook.shared.config.Secret;

/** {@code /console} and all below, on the admin listener. The console behind it is made at the first visit. */
public final class ConsoleRoutes {

    private static final String PATH = "/console";
    private static final String NOTHING_FROM_ELSEWHERE =
            "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' data:;"
                    + " base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
    private static final int MOST_BYTES = 64 * 1024;

    private final Supplier<Console> make;
    private @Nullable Console console;

    public ConsoleRoutes(Secret token, AdminOperations operations, QueueDepths queues) {
        make = () -> new Console(token, operations, queues);
    }

    /** Whether a path is the console's, which has a login of its own. */
    public static boolean isAt(String path) {
        return path.equals("/") || path.equals(PATH) || path.startsWith(PATH + "/");
    }

    public void addTo(JavalinDefaultRoutingApi routes) {
        routes.get("/", ctx -> ctx.redirect(PATH));
        routes.get(PATH, this::serve);
        routes.get(PATH + "/<page>", this::serve);
        routes.post(PATH + "/<page>", this::serve);
    }

    private synchronized Console console() {
        Console made = console;
        if (made == null) {
            made = make.get();
            console = made;
        }
        return made;
    }

    private void serve(Context ctx) {
        ctx.header("Content-Security-Policy", NOTHING_FROM_ELSEWHERE)
                .header("Referrer-Policy", "no-referrer")
                .header("X-Frame-Options", "DENY");
        if (ctx.contentLength() > MOST_BYTES) {
            ctx.status(413);
            return;
        }
        Reply reply = console().answer(visit(ctx));
        reply.headers().forEach(ctx::header);
        ctx.status(reply.status()).contentType(reply.contentType()).result(reply.body());
    }

    private static Visit visit(Context ctx) {
        boolean post = ctx.method().name().equals("POST");
        return new Visit(
                ctx.method().name(),
                ctx.path().substring(PATH.length()),
                ctx.queryParamMap(),
                post ? ctx.formParamMap() : Map.<String, List<String>>of(),
                Optional.ofNullable(ctx.cookie(Sessions.COOKIE)),
                ctx.ip(),
                sameSite(ctx),
                ctx.header("HX-Request") != null,
                "https".equalsIgnoreCase(ctx.header("X-Forwarded-Proto")));
    }

    /** Browsers say where a form comes from, in one header or the other; who says neither is no browser that we serve. */
    private static boolean sameSite(Context ctx) {
        String site = ctx.header("Sec-Fetch-Site");
        if (site != null) {
            return site.equals("same-origin");
        }
        String origin = ctx.header("Origin");
        return origin != null && origin.replaceFirst("^https?://", "").equals(ctx.header("Host"));
    }
}
