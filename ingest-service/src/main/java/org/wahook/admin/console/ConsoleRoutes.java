package org.wahook.admin.console;

import com.github.benmanes.caffeine.cache.Ticker;
import io.javalin.http.Context;
import io.javalin.router.JavalinDefaultRoutingApi;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.wahook.admin.AdminOperations;
import org.wahook.admin.GuessLimit;
import org.wahook.admin.deadletter.DeadLetterOperations;
import org.wahook.admin.handshake.HandshakeCheck;
import org.wahook.http.BodyLimits;
import org.wahook.http.Refusal;
import org.wahook.http.RequestBody;
import org.wahook.platform.broker.QueueDepths;
import org.wahook.platform.config.Secret;

/** {@code /console} and all below, on the admin listener. The console behind it is made at the first visit. */
public final class ConsoleRoutes {

    private static final String PATH = "/console";
    private static final String NOTHING_FROM_ELSEWHERE =
            "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' data:;"
                    + " base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    private static final BodyLimits FORM = new BodyLimits(64 * 1024, Duration.ofSeconds(10));

    /** Anyone may send this one. */
    private static final BodyLimits LOGIN = new BodyLimits(4 * 1024, Duration.ofSeconds(10));

    private final Supplier<Console> make;
    private @Nullable Console console;

    /** @param webhookPort of this service itself: the test of a handshake may go there without TLS */
    public ConsoleRoutes(
            Secret token,
            GuessLimit guesses,
            AdminOperations operations,
            DeadLetterOperations deadLetters,
            QueueDepths queues,
            IntSupplier webhookPort) {
        make = () -> new Console(
                token,
                guesses,
                new Console.Backends(operations, deadLetters, queues, new HandshakeCheck(webhookPort)),
                Ticker.systemTicker());
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
        ConsoleRequest request = request(ctx);
        Optional<ConsoleResponse> refusal = console().refuse(request);
        if (refusal.isPresent()) {
            refuse(ctx, refusal.get());
            return;
        }
        switch (form(ctx, request)) {
            case Form.Fields(Map<String, List<String>> fields) ->
                show(ctx, console().answer(request.withForm(fields)));
            case Form.Refused(int status, String why) -> {
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

    private static void show(Context ctx, ConsoleResponse reply) {
        reply.headers().forEach(ctx::header);
        ctx.status(reply.status()).contentType(reply.contentType()).result(reply.body());
    }

    /** What was filled in, or why nobody reads it. */
    private sealed interface Form {
        record Fields(Map<String, List<String>> fields) implements Form {}

        record Refused(int status, String why) implements Form {}
    }

    /** Nothing is parsed before it is known to be a small form. */
    private static Form form(Context ctx, ConsoleRequest request) {
        if (!request.isPost()) {
            return new Form.Fields(Map.of());
        }
        // The button to log out has no fields: some clients send no type then.
        boolean empty = ctx.req().getContentLengthLong() == 0;
        if (!empty && !FormBody.isOurs(Optional.ofNullable(ctx.req().getContentType()))) {
            return new Form.Refused(415, "Send a form, with the Content-Type " + FormBody.TYPE + ".");
        }
        BodyLimits limits = request.isForLogin() ? LOGIN : FORM;
        return switch (RequestBody.read(ctx.req(), limits)) {
            case RequestBody.Whole(byte[] bytes, RequestBody.Memory memory) -> {
                try (memory) {
                    yield FormBody.read(bytes)
                            .<Form>map(Form.Fields::new)
                            .orElseGet(() -> new Form.Refused(400, "That is not a form."));
                }
            }
            case RequestBody.TooLarge() ->
                new Form.Refused(413, "A form may have at most " + limits.bytes() + " bytes.");
            case RequestBody.Incomplete() ->
                new Form.Refused(408, "The form did not come to its end in time. Go back and send it again.");
            case RequestBody.NoMemory() -> {
                ctx.header("Retry-After", "5");
                yield new Form.Refused(503, "Too many forms are being sent. Go back and send it again.");
            }
        };
    }

    private static ConsoleRequest request(Context ctx) {
        return new ConsoleRequest(
                ctx.method().name(),
                ctx.path().substring(PATH.length()),
                ctx.queryParamMap(),
                Map.of(),
                Optional.ofNullable(ctx.cookie(Sessions.COOKIE)),
                ctx.ip(),
                sameSite(ctx),
                ctx.method().name().equals("GET") && ctx.header("HX-Request") != null,
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
