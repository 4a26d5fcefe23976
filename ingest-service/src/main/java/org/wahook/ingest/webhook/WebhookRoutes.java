package org.wahook.ingest.webhook;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.router.JavalinDefaultRoutingApi;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Collections;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wahook.http.BodyLimits;
import org.wahook.http.ListenerLimits;
import org.wahook.http.Refusal;
import org.wahook.http.RequestBody;
import org.wahook.http.TrustedClient;
import org.wahook.ingest.signature.Signature;
import org.wahook.ingest.signature.SignatureVerifier;
import org.wahook.ingest.signature.VerifiedWebhook;
import org.wahook.platform.broker.PublishOutcome;
import org.wahook.platform.telemetry.ThrottledWarning;
import org.wahook.platform.tracing.Tracing;

/**
 * {@code /webhook}. A POST goes through here once: signature header, size, body, signature, broker; and is answered with
 * 200 only when the broker has confirmed it.
 */
public final class WebhookRoutes {

    /**
     * Verified webhooks that await RabbitMQ's confirm at one time. More wait a moment for a place, and are
     * {@link WebhookOutcome#OVERLOADED} if there is none.
     */
    public static final int MOST_REQUESTS = 1024;

    private static final Logger log = LoggerFactory.getLogger(WebhookRoutes.class);
    private static final String PATH = "/webhook";
    private static final String RETRY_AFTER_SECONDS = "5";
    private static final Duration BODY_LIMIT = Duration.ofSeconds(20);

    /**
     * Memory for bodies: this part of the heap, and half of it for the unfinished ones of one address. A body that is
     * complete is copied, and one that gave way is held for a moment longer: up to half of the heap at worst.
     */
    private static final int PART_OF_HEAP = 6;

    private final SignatureVerifier verifier;
    private final EventPublisher publisher;
    private final Handshake handshake;
    private final BodyLimits bodyLimits;
    private final WebhookMeters meters;
    private final Tracing tracing;
    private final WebhookLog wideLog = new WebhookLog();
    private final ThrottledWarning forged = new ThrottledWarning(log, "A webhook was refused with 401");
    private final ThrottledWarning notDurable = new ThrottledWarning(log, "A webhook was refused with 503");

    public WebhookRoutes(
            SignatureVerifier verifier,
            EventPublisher publisher,
            VerifyTokens tokens,
            int maxBodyBytes,
            MeterRegistry meters,
            Tracing tracing) {
        this.verifier = verifier;
        this.publisher = publisher;
        this.handshake = new Handshake(tokens);
        this.bodyLimits = new BodyLimits(maxBodyBytes, BODY_LIMIT);
        this.meters = new WebhookMeters(meters);
        this.tracing = tracing;
    }

    public void addTo(JavalinDefaultRoutingApi routes) {
        routes.before(PATH, WebhookRoutes::refuseOtherMethods);
        routes.get(PATH, handshake::answer);
        routes.post(PATH, this::receive);
    }

    private static void refuseOtherMethods(Context ctx) {
        if (!ctx.method().equals(HandlerType.GET) && !ctx.method().equals(HandlerType.POST)) {
            ctx.status(405).header("Allow", "GET, POST").skipRemainingHandlers();
        }
    }

    /** For the listener that has these routes; one body of the largest size fits in any case. */
    public static ListenerLimits limits(int connections, int connectionsPerAddress, int maxBodyBytes) {
        // Large bodies may take three quarters of the memory.
        long largest = (maxBodyBytes + 1L) * 4 / 3 + 4;
        long all = Math.max(largest, Runtime.getRuntime().maxMemory() / PART_OF_HEAP);
        return new ListenerLimits(connections, connectionsPerAddress, all, Math.max(largest, all / 2));
    }

    private void receive(Context ctx) {
        try (WebhookExchange exchange = new WebhookExchange();
                WebhookMeters.InFlight _ = meters.inFlight()) {
            WebhookOutcome outcome = take(ctx, exchange);
            long nanos = exchange.nanos();
            meters.record(outcome, nanos, exchange.bytes());
            wideLog.tell(exchange, outcome, nanos);
            answer(ctx, outcome);
        }
    }

    private static void answer(Context ctx, WebhookOutcome outcome) {
        ctx.status(outcome.status());
        switch (outcome) {
            case ACCEPTED -> {}
            case NOT_DURABLE, OVERLOADED -> {
                ctx.header("Retry-After", RETRY_AFTER_SECONDS);
                Refusal.send(ctx);
            }
            case BAD_SIGNATURE, TOO_LARGE, INCOMPLETE -> Refusal.send(ctx);
        }
    }

    private WebhookOutcome take(Context ctx, WebhookExchange exchange) {
        Optional<Signature> signature =
                Signature.parse(Collections.list(ctx.req().getHeaders(Signature.HEADER)));
        if (signature.isEmpty()) {
            forged.say("its %s is missing or malformed".formatted(Signature.HEADER));
            return WebhookOutcome.BAD_SIGNATURE;
        }
        return switch (RequestBody.read(ctx.req(), bodyLimits)) {
            case RequestBody.Whole(byte[] bytes, RequestBody.Memory memory) -> {
                try (memory) {
                    yield accept(ctx, signature.get(), bytes, exchange);
                }
            }
            case RequestBody.TooLarge() -> WebhookOutcome.TOO_LARGE;
            case RequestBody.Incomplete() -> WebhookOutcome.INCOMPLETE;
            case RequestBody.NoMemory() -> {
                notDurable.say("request bodies take all the memory that they may");
                yield WebhookOutcome.OVERLOADED;
            }
        };
    }

    private WebhookOutcome accept(Context ctx, Signature signature, byte[] body, WebhookExchange exchange) {
        exchange.read(body.length);
        Optional<VerifiedWebhook> webhook = verifier.verify(signature, body);
        if (webhook.isEmpty()) {
            forged.say("its signature is wrong; FACEBOOK_APP_SECRET must be the secret of the app that sends");
            return WebhookOutcome.BAD_SIGNATURE;
        }
        TrustedClient.trust(ctx.req());
        exchange.verified(webhook.get(), tracing);
        PublishOutcome outcome =
                publisher.publish(webhook.get(), exchange.eventId(), System.currentTimeMillis(), exchange.span());
        exchange.published(outcome.word());
        if (outcome.confirmed()) {
            return WebhookOutcome.ACCEPTED;
        }
        exchange.span().failed(outcome.word());
        notDurable.say("RabbitMQ did not confirm it (%s)".formatted(outcome.word()));
        return outcome instanceof PublishOutcome.Full ? WebhookOutcome.OVERLOADED : WebhookOutcome.NOT_DURABLE;
    }
}
