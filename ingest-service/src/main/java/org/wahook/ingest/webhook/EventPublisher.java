package org.wahook.ingest.webhook;

import java.time.Duration;
import java.util.Map;
import org.wahook.ingest.signature.VerifiedWebhook;
import org.wahook.platform.broker.ConfirmingPublisher;
import org.wahook.platform.broker.MessageHeaders;
import org.wahook.platform.broker.Publication;
import org.wahook.platform.broker.PublishOutcome;
import org.wahook.platform.tracing.Span;
import org.wahook.shared.topology.Topology;

/** Puts a webhook into {@code whatsapp.events}, byte for byte. Takes nothing that was not verified. */
public final class EventPublisher {

    private final ConfirmingPublisher publisher;
    private final Duration timeout;

    public EventPublisher(ConfirmingPublisher publisher, Duration timeout) {
        this.publisher = publisher;
        this.timeout = timeout;
    }

    /** Returns once the broker has answered, or has not in time. */
    PublishOutcome publish(VerifiedWebhook webhook, String eventId, long receivedAtMillis, Span parent) {
        try (Span span = parent.child("publish", Span.Kind.PRODUCER)) {
            PublishOutcome outcome = publisher.publish(
                    Publication.json(
                            Topology.EXCHANGE,
                            Topology.EVENTS_KEY,
                            eventId,
                            headers(receivedAtMillis, span.traceparent()),
                            webhook.body()),
                    timeout);
            span.with("wahook.outcome", outcome.word());
            return outcome;
        }
    }

    private static Map<String, Object> headers(long receivedAtMillis, String traceparent) {
        return traceparent.isEmpty()
                ? Map.of(MessageHeaders.RECEIVED_AT, receivedAtMillis)
                : Map.of(MessageHeaders.RECEIVED_AT, receivedAtMillis, MessageHeaders.TRACEPARENT, traceparent);
    }
}
