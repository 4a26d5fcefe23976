package org.wahook.ingest.callback;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.router.JavalinDefaultRoutingApi;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wahook.http.BodyLimits;
import org.wahook.http.Refusal;
import org.wahook.http.RequestBody;
import org.wahook.platform.broker.ConfirmingPublisher;
import org.wahook.platform.broker.MessageHeaders;
import org.wahook.platform.broker.Publication;
import org.wahook.platform.broker.PublishOutcome;
import org.wahook.platform.telemetry.ThrottledWarning;
import org.wahook.shared.bot.CallbackToken;
import org.wahook.shared.topology.Topology;

/**
 * {@code POST /callbacks/<token>}, on the listener of the webhook and within its limits. This process has no key of a client
 * and reads no table of them, so it can't tell a good callback from a forged one. It puts each into a bounded queue of its
 * own and answers 202; few are taken at a time, so that whoever floods this path leaves webhooks their room.
 */
public final class CallbackRoutes {

    /** Of this path alone; of {@link org.wahook.ingest.webhook.WebhookRoutes#MOST_REQUESTS} that await RabbitMQ's confirm. */
    static final int MOST_REQUESTS = 64;

    /** As large as an answer of a bot may be. */
    static final int LARGEST_BODY = 1024 * 1024;

    private static final Logger log = LoggerFactory.getLogger(CallbackRoutes.class);
    private static final String PATH = CallbackToken.PATH + "{token}";
    private static final String RETRY_AFTER_SECONDS = "5";
    private static final Duration BODY_LIMIT = Duration.ofSeconds(20);

    private final ConfirmingPublisher publisher;
    private final Duration timeout;
    private final BodyLimits bodyLimits;
    private final MeterRegistry meters;
    private final Semaphore places = new Semaphore(MOST_REQUESTS);
    private final ThrottledWarning notDurable = new ThrottledWarning(log, "A callback was refused with 503");

    /** @param maxBodyBytes of the listener: a callback may not be larger than a webhook */
    public CallbackRoutes(ConfirmingPublisher publisher, Duration timeout, int maxBodyBytes, MeterRegistry meters) {
        this.publisher = publisher;
        this.timeout = timeout;
        this.bodyLimits = new BodyLimits(Math.min(maxBodyBytes, LARGEST_BODY), BODY_LIMIT);
        this.meters = meters;
        for (CallbackOutcome outcome : CallbackOutcome.values()) {
            counter(outcome);
        }
    }

    public void addTo(JavalinDefaultRoutingApi routes) {
        routes.before(PATH, CallbackRoutes::refuseOtherMethods);
        routes.post(PATH, this::receive);
    }

    private static void refuseOtherMethods(Context ctx) {
        if (!ctx.method().equals(HandlerType.POST)) {
            ctx.status(405).header("Allow", "POST").skipRemainingHandlers();
        }
    }

    private void receive(Context ctx) {
        CallbackOutcome outcome = take(ctx);
        counter(outcome).increment();
        ctx.status(outcome.status());
        switch (outcome) {
            case ACCEPTED -> {}
            case NOT_DURABLE, OVERLOADED -> {
                ctx.header("Retry-After", RETRY_AFTER_SECONDS);
                Refusal.send(ctx);
            }
            case UNSIGNED, NO_TOKEN, INCOMPLETE, TOO_LARGE -> Refusal.send(ctx);
        }
    }

    private CallbackOutcome take(Context ctx) {
        String token = ctx.pathParam("token");
        if (!CallbackToken.isWellFormed(token)) {
            return CallbackOutcome.NO_TOKEN;
        }
        Optional<CallbackHeaders> headers = CallbackHeaders.of(ctx);
        if (headers.isEmpty()) {
            return CallbackOutcome.UNSIGNED;
        }
        return switch (RequestBody.read(ctx.req(), bodyLimits)) {
            case RequestBody.Whole(byte[] bytes, RequestBody.Memory memory) -> {
                try (memory) {
                    yield publish(token, headers.get(), bytes);
                }
            }
            case RequestBody.TooLarge() -> CallbackOutcome.TOO_LARGE;
            case RequestBody.Incomplete() -> CallbackOutcome.INCOMPLETE;
            case RequestBody.NoMemory() -> CallbackOutcome.OVERLOADED;
        };
    }

    private CallbackOutcome publish(String token, CallbackHeaders headers, byte[] body) {
        if (!places.tryAcquire()) {
            return CallbackOutcome.OVERLOADED;
        }
        try {
            PublishOutcome outcome = publisher.publish(message(token, headers, body), timeout);
            if (outcome.confirmed()) {
                return CallbackOutcome.ACCEPTED;
            }
            notDurable.say("RabbitMQ did not confirm it (%s)".formatted(outcome.word()));
            return outcome instanceof PublishOutcome.Full ? CallbackOutcome.OVERLOADED : CallbackOutcome.NOT_DURABLE;
        } finally {
            places.release();
        }
    }

    /** The token itself goes no further than here. */
    private static Publication message(String token, CallbackHeaders headers, byte[] body) {
        Map<String, Object> all = headers.toMessage();
        all.put(MessageHeaders.TOKEN_HASH, CallbackToken.inHeader(CallbackToken.hash(token)));
        all.put(MessageHeaders.RECEIVED_AT, System.currentTimeMillis());
        return Publication.json(
                Topology.EXCHANGE, Topology.CALLBACKS_KEY, UUID.randomUUID().toString(), all, body);
    }

    private Counter counter(CallbackOutcome outcome) {
        return Counter.builder("wahook.callbacks")
                .description("Callbacks that were posted")
                .tag("outcome", outcome.word())
                .register(meters);
    }
}
