package org.wahook.ingest.webhook;

import java.util.Locale;

/** What became of a POST, and the status that says so. */
enum WebhookOutcome {
    /** RabbitMQ has confirmed it. */
    ACCEPTED(200),
    /** The signature is missing, malformed or wrong. */
    BAD_SIGNATURE(401),
    /** The sender took too long over the body, or left before its end. */
    INCOMPLETE(408),
    TOO_LARGE(413),
    /** RabbitMQ did not confirm it in time: Meta sends it again. */
    NOT_DURABLE(503),
    /** As many webhooks await their confirm, or as many bytes are in memory, as fit. */
    OVERLOADED(503);

    private final int status;

    WebhookOutcome(int status) {
        this.status = status;
    }

    int status() {
        return status;
    }

    /** As it stands in metrics and logs. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
