package org.wahook.admin;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpResponseException;
import io.javalin.router.JavalinDefaultRoutingApi;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wahook.admin.rest.Endpoint;
import org.wahook.admin.rest.IfMatch;
import org.wahook.admin.rest.Problem;
import org.wahook.admin.rest.Request;
import org.wahook.admin.rest.RestAnswer;
import org.wahook.http.Refusal;
import org.wahook.http.TrustedClient;
import org.wahook.platform.config.Secret;
import org.wahook.platform.json.Json;
import org.wahook.platform.telemetry.ThrottledWarning;
import tools.jackson.databind.node.ObjectNode;

/** The steps of every request: host, token, body, operation, answer. */
public final class AdminRoutes {

    private static final Logger log = LoggerFactory.getLogger(AdminRoutes.class);
    private static final String BEARER = "bearer ";
    private static final String CHALLENGE = "Bearer realm=\"admin API\"";
    private static final String HOW_TO_AUTHENTICATE =
            "Send the header Authorization: Bearer, with the value of ADMIN_API_TOKEN.";

    private final Secret token;
    private final AllowedHosts hosts;
    private final GuessLimit guesses;
    private final List<Endpoint> endpoints;
    private final AdminDatabase database;
    private final Predicate<String> elsewhere;
    private final ThrottledWarning refusedHosts =
            new ThrottledWarning(log, "A request was refused with 421: ADMIN_ALLOWED_HOSTS does not have its Host");
    private final ThrottledWarning missingTokens =
            new ThrottledWarning(log, "A request was refused with 401: its token is missing");
    private final ThrottledWarning wrongTokens =
            new ThrottledWarning(log, "A request was refused with 401 or 429: its token is wrong");

    /** @param elsewhere paths on the same listener that authenticate their callers themselves */
    public AdminRoutes(
            Secret token,
            AllowedHosts hosts,
            GuessLimit guesses,
            List<Endpoint> endpoints,
            AdminDatabase database,
            Predicate<String> elsewhere) {
        this.token = token;
        this.hosts = hosts;
        this.guesses = guesses;
        this.endpoints = List.copyOf(endpoints);
        this.database = database;
        this.elsewhere = elsewhere;
    }

    public void addTo(JavalinDefaultRoutingApi routes) {
        routes.before(this::checkHost);
        routes.before(this::checkToken);
        Documentation.addTo(routes);
        Map<String, List<Endpoint>> byPath =
                endpoints.stream().collect(Collectors.groupingBy(Endpoint::path, TreeMap::new, Collectors.toList()));
        for (Endpoint endpoint : endpoints) {
            routes.addHttpHandler(
                    HandlerType.findOrCreate(endpoint.method().name()), endpoint.path(), ctx -> serve(ctx, endpoint));
        }
        byPath.forEach((path, here) -> refuseOtherMethods(routes, path, here));
        routes.exception(HttpResponseException.class, AdminRoutes::refuse);
    }

    private void checkHost(Context ctx) {
        ctx.header("Cache-Control", "no-store").header("X-Content-Type-Options", "nosniff");
        String host = Optional.ofNullable(ctx.header("Host")).orElse("");
        if (hosts.allows(host)) {
            return;
        }
        refusedHosts.say("from %s for %s".formatted(ctx.ip(), host));
        write(
                ctx,
                Problem.of(
                        421,
                        "The header Host names none of the hosts that this listener answers to; ADMIN_ALLOWED_HOSTS"
                                + " lists them."));
        ctx.skipRemainingHandlers();
    }

    private void checkToken(Context ctx) {
        String header = Optional.ofNullable(ctx.header("Authorization")).orElse("");
        boolean bearer = header.regionMatches(true, 0, BEARER, 0, BEARER.length());
        if (bearer && token.matches(header.substring(BEARER.length()).strip())) {
            TrustedClient.trust(ctx.req());
            return;
        }
        if (Documentation.isAt(ctx.path()) || elsewhere.test(ctx.path())) {
            return;
        }
        write(ctx, bearer ? wrongToken(ctx.ip()) : missingToken(ctx.ip()));
        ctx.skipRemainingHandlers();
    }

    private Problem missingToken(String address) {
        missingTokens.say("from " + address);
        return Problem.of(401, HOW_TO_AUTHENTICATE).withHeader("WWW-Authenticate", CHALLENGE);
    }

    private Problem wrongToken(String address) {
        Duration wait = guesses.wrong(address);
        wrongTokens.say("from " + address);
        return wait.isZero()
                ? Problem.of(401, HOW_TO_AUTHENTICATE)
                        .withHeader("WWW-Authenticate", CHALLENGE + ", error=\"invalid_token\"")
                : Problem.of(
                                429,
                                "Too many wrong tokens came from this address. The right one is accepted at any time.")
                        .withHeader("Retry-After", String.valueOf(wait.toSeconds()));
    }

    private void serve(Context ctx, Endpoint endpoint) {
        JsonBody body = endpoint.method().takesBody() ? JsonBody.read(ctx.req()) : new JsonBody.Fields(Json.object());
        switch (body) {
            case JsonBody.Refused(Problem problem) -> write(ctx, problem);
            case JsonBody.Fields(ObjectNode fields) -> write(ctx, perform(endpoint, request(ctx, fields)));
        }
    }

    /** Failures become answers too. */
    private RestAnswer perform(Endpoint endpoint, Request request) {
        String what = endpoint.method() + " " + endpoint.path();
        Supplier<RestAnswer> operation = () -> endpoint.handler().apply(request);
        return switch (endpoint.neighbour()) {
            case DATABASE -> database.perform(what, operation, RestAnswer::refused);
            case NONE -> database.explain(what, operation, RestAnswer::refused);
        };
    }

    private static Request request(Context ctx, ObjectNode body) {
        return new Request(
                ctx.pathParamMap(),
                Request.queryOf(ctx.queryParamMap()),
                body,
                IfMatch.of(Optional.ofNullable(ctx.header("If-Match"))),
                Optional.ofNullable(ctx.header("Idempotency-Key")).filter(key -> !key.isBlank()));
    }

    private static void write(Context ctx, RestAnswer answer) {
        switch (answer) {
            case RestAnswer.Nothing() -> ctx.status(204);
            case RestAnswer.Refusal(Problem problem) -> write(ctx, problem);
            case RestAnswer.Content content -> {
                content.headers().forEach(ctx::header);
                ctx.status(content.status()).contentType("application/json").result(Json.bytes(content.body()));
            }
        }
    }

    private static void write(Context ctx, Problem problem) {
        problem.headers().forEach(ctx::header);
        ctx.status(problem.status()).contentType(Problem.CONTENT_TYPE);
        Refusal.send(ctx, Json.bytes(problem.toJson(ctx.path())));
    }

    private static void refuseOtherMethods(JavalinDefaultRoutingApi routes, String path, List<Endpoint> here) {
        List<String> allowed = here.stream().map(it -> it.method().name()).toList();
        Arrays.stream(Endpoint.Method.values())
                .filter(method -> !allowed.contains(method.name()))
                .forEach(method -> routes.addHttpHandler(
                        HandlerType.findOrCreate(method.name()),
                        path,
                        ctx -> write(
                                ctx,
                                Problem.of(405, "This path takes " + String.join(", ", allowed) + ".")
                                        .withHeader("Allow", String.join(", ", allowed)))));
    }

    /** What Javalin itself refuses, such as an unknown path. */
    private static void refuse(HttpResponseException e, Context ctx) {
        String detail = e.getStatus() == 404
                ? "There is nothing at this path; GET /docs shows what there is."
                : "The request can't be served.";
        write(ctx, Problem.of(e.getStatus(), detail));
    }
}
