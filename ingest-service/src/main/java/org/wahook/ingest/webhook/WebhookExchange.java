package org.wahook.ingest.webhook;

import java.util.List;
import java.util.UUID;
import org.wahook.ingest.signature.VerifiedWebhook;
import org.wahook.platform.tracing.Span;
import org.wahook.platform.tracing.Tracing;

/** One POST from its headers to its answer: what is told of it afterwards. Used by its request's thread alone. */
final class WebhookExchange implements AutoCloseable {

    private final String eventId = UUID.randomUUID().toString();
    private final Span.Start start = Span.Start.now("webhook", Span.Kind.SERVER);
    private final long began = System.nanoTime();
    private long lastMark = began;
    private long bodyNanos;
    private long verifyNanos;
    private long publishNanos;
    private long bytes;
    private boolean verified;
    private String publish = "";
    private Span span = Span.NONE;
    private Span.Scope logs = span.inLogs();

    String eventId() {
        return eventId;
    }

    Span span() {
        return span;
    }

    void read(int length) {
        bodyNanos = sinceLastMark();
        bytes = length;
    }

    /**
     * The signature is right: it is traced from here on. Unsigned requests are not, since they could fill the
     * collector.
     */
    void verified(VerifiedWebhook webhook, Tracing tracing) {
        verifyNanos = sinceLastMark();
        verified = true;
        if (tracing.on()) {
            span = tracing.start(start, "", List.of())
                    .with("wahook.event_id", eventId)
                    .with("http.request.body.size", webhook.body().length);
            logs = span.inLogs();
        }
    }

    void published(String outcome) {
        publishNanos = sinceLastMark();
        publish = outcome;
    }

    private long sinceLastMark() {
        long now = System.nanoTime();
        long passed = now - lastMark;
        lastMark = now;
        return passed;
    }

    long nanos() {
        return System.nanoTime() - began;
    }

    long bodyNanos() {
        return bodyNanos;
    }

    long verifyNanos() {
        return verifyNanos;
    }

    long publishNanos() {
        return publishNanos;
    }

    long bytes() {
        return bytes;
    }

    boolean isVerified() {
        return verified;
    }

    /** The publish outcome; empty where nothing was published. */
    String publish() {
        return publish;
    }

    @Override
    public void close() {
        logs.close();
        span.close();
    }
}
