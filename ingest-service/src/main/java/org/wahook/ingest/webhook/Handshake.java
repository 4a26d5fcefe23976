package org.wahook.ingest.webhook;

import io.javalin.http.Context;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wahook.platform.telemetry.ThrottledWarning;

/** Meta's GET when the webhook's URL or verify token is set: for a known token the answer is the challenge. */
final class Handshake {

    private static final Logger log = LoggerFactory.getLogger(Handshake.class);
    private static final String MODE = "hub.mode";
    private static final String TOKEN = "hub.verify_token";
    private static final String CHALLENGE = "hub.challenge";

    private final VerifyTokens tokens;
    private final ThrottledWarning refused =
            new ThrottledWarning(log, "A handshake was refused with 403: no active account has its verify token");

    Handshake(VerifyTokens tokens) {
        this.tokens = tokens;
    }

    void answer(Context ctx) {
        ctx.contentType("text/plain; charset=utf-8").header("X-Content-Type-Options", "nosniff");
        Optional<String> missing = List.of(MODE, TOKEN, CHALLENGE).stream()
                .filter(name -> parameter(ctx, name).isEmpty())
                .findFirst();
        if (missing.isPresent()) {
            ctx.status(400).result(missing.get() + " is missing\n");
            return;
        }
        boolean subscribe = parameter(ctx, MODE).filter("subscribe"::equals).isPresent();
        if (!subscribe || parameter(ctx, TOKEN).filter(tokens::accept).isEmpty()) {
            refused.say("from " + ctx.ip());
            ctx.status(403).result("");
            return;
        }
        log.info("A handshake was answered");
        ctx.status(200).result(parameter(ctx, CHALLENGE).orElseThrow());
    }

    private static Optional<String> parameter(Context ctx, String name) {
        return Optional.ofNullable(ctx.queryParam(name));
    }
}
