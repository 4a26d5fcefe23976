package org.wahook.ingest.webhook;

import java.time.Duration;
import java.util.Map;
import org.wahook.ingest.signature.VerifiedWebhook;
import org.wahook.shared.broker.ConfirmingPublisher;
import org.wahook.shared.broker.MessageHeaders;
import org.wahook.shared.broker.Publication;
import org.wahook.shared.broker.PublishOutcome;
import org.wahook.shared.broker.Topology;

/** Puts a webhook into {@code whatsapp.events}, byte for byte. Takes nothing that was not verified. */
public final class EventPublisher {

    private final ConfirmingPublisher publisher;
    private final Duration timeout;

    public EventPublisher(ConfirmingPublisher publisher, Duration timeout) {
        this.publisher = publisher;
        this.timeout = timeout;
    }

    /** Returns once the broker has answered, or has not in time. */
    PublishOutcome publish(VerifiedWebhook webhook, String eventId, long receivedAtMillis) {
        return publisher.publish(
                Publication.json(
                        Topology.EXCHANGE,
                        Topology.EVENTS_KEY,
                        eventId,
                        Map.of(MessageHeaders.RECEIVED_AT, receivedAtMillis),
                        webhook.body()),
                timeout);
    }
}
