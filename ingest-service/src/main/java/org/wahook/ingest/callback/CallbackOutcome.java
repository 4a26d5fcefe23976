package org.wahook.ingest.callback;

import java.util.Locale;

/** What became of a POST, and the status that says so. */
enum CallbackOutcome {
    /** RabbitMQ has confirmed it; a worker judges it. */
    ACCEPTED(202),
    /** A header of Standard Webhooks is missing or malformed. */
    UNSIGNED(401),
    /** The path has no token. */
    NO_TOKEN(404),
    /** The sender took too long over the body, or left before its end. */
    INCOMPLETE(408),
    TOO_LARGE(413),
    /** RabbitMQ did not confirm it in time: to be posted again. */
    NOT_DURABLE(503),
    /** As many callbacks are being taken, or as many bytes are in memory, as may be. */
    OVERLOADED(503);

    private final int status;

    CallbackOutcome(int status) {
        this.status = status;
    }

    int status() {
        return status;
    }

    /** As it stands in metrics. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
