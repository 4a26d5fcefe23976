package org.wahook.ingest.webhook;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.router.JavalinDefaultRoutingApi;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wahook.ingest.signature.Signature;
import org.wahook.ingest.signature.SignatureVerifier;
import org.wahook.ingest.signature.VerifiedWebhook;
import org.wahook.platform.broker.PublishOutcome;
import org.wahook.platform.tracing.Tracing;

/**
 * {@code /webhook}. A POST goes through here once: signature header, size, room, body, signature, broker; and is
 * answered with 200 only when the broker has confirmed it.
 */
public final class WebhookRoutes {

    /** Requests in flight, each waiting for its body or its confirm. */
    public static final int MOST_REQUESTS = 1024;

    private static final Logger log = LoggerFactory.getLogger(WebhookRoutes.class);
    private static final String PATH = "/webhook";
    private static final String RETRY_AFTER_SECONDS = "5";
    private static final Duration BODY_LIMIT = Duration.ofSeconds(20);

    private final SignatureVerifier verifier;
    private final EventPublisher publisher;
    private final Handshake handshake;
    private final int maxBodyBytes;
    private final InFlightLimit intake;
    private final WebhookMeters meters;
    private final Tracing tracing;
    private final WebhookLog wideLog = new WebhookLog();
    private final UnreadBody unread = new UnreadBody();
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
        this.maxBodyBytes = maxBodyBytes;
        this.intake = new InFlightLimit(MOST_REQUESTS, mostBytesInFlight(maxBodyBytes), meters);
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

    private void receive(Context ctx) throws IOException {
        try (WebhookExchange exchange = new WebhookExchange()) {
            WebhookOutcome outcome = take(ctx, exchange);
            long nanos = exchange.nanos();
            meters.record(outcome, nanos, exchange.bytes());
            wideLog.tell(exchange, outcome, nanos);
            answer(ctx, outcome);
        }
    }

    private void answer(Context ctx, WebhookOutcome outcome) throws IOException {
        ctx.status(outcome.status());
        switch (outcome) {
            case ACCEPTED -> {}
            case NOT_DURABLE, OVERLOADED -> ctx.header("Retry-After", RETRY_AFTER_SECONDS);
            case BAD_SIGNATURE, TOO_LARGE, INCOMPLETE -> {
                ctx.res().setContentLength(0);
                ctx.res().flushBuffer();
                unread.discard(ctx.req());
            }
        }
    }

    private WebhookOutcome take(Context ctx, WebhookExchange exchange) throws IOException {
        Optional<Signature> signature =
                Signature.parse(Collections.list(ctx.req().getHeaders(Signature.HEADER)));
        if (signature.isEmpty()) {
            forged.say("its %s is missing or malformed".formatted(Signature.HEADER));
            return WebhookOutcome.BAD_SIGNATURE;
        }
        long length = ctx.req().getContentLengthLong();
        if (length > maxBodyBytes) {
            return WebhookOutcome.TOO_LARGE;
        }
        Optional<InFlightLimit.Room> room = intake.enter(length < 0 ? maxBodyBytes : length);
        if (room.isEmpty()) {
            notDurable.say("too many requests are in flight");
            return WebhookOutcome.OVERLOADED;
        }
        try (InFlightLimit.Room _ = room.get()) {
            RequestBody body = new RequestBody(ctx.req().getInputStream(), length, maxBodyBytes, BODY_LIMIT);
            return switch (body.read()) {
                case RequestBody.Result.Whole(byte[] bytes) -> accept(signature.get(), bytes, exchange);
                case RequestBody.Result.TooLarge() -> WebhookOutcome.TOO_LARGE;
                case RequestBody.Result.Incomplete() -> WebhookOutcome.INCOMPLETE;
            };
        }
    }

    private WebhookOutcome accept(Signature signature, byte[] body, WebhookExchange exchange) {
        exchange.read(body.length);
        Optional<VerifiedWebhook> webhook = verifier.verify(signature, body);
        if (webhook.isEmpty()) {
            forged.say("its signature is wrong; FACEBOOK_APP_SECRET must be the secret of the app that sends");
            return WebhookOutcome.BAD_SIGNATURE;
        }
        exchange.verified(webhook.get(), tracing);
        PublishOutcome outcome =
                publisher.publish(webhook.get(), exchange.eventId(), System.currentTimeMillis(), exchange.span());
        exchange.published(outcome.word());
        if (outcome.confirmed()) {
            return WebhookOutcome.ACCEPTED;
        }
        exchange.span().failed(outcome.word());
        notDurable.say("RabbitMQ did not confirm it (%s)".formatted(outcome.word()));
        return WebhookOutcome.NOT_DURABLE;
    }

    /** A quarter of the heap; one body fits in any case. */
    private static long mostBytesInFlight(int maxBodyBytes) {
        return Math.max(maxBodyBytes, Runtime.getRuntime().maxMemory() / 4);
    }
}
