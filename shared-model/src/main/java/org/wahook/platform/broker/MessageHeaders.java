package org.wahook.platform.broker;

import com.rabbitmq.client.LongString;
import java.util.Map;
import java.util.Optional;

/** The AMQP headers of our messages. Those of a dead letter are for people who read it in RabbitMQ's UI. */
public final class MessageHeaders {

    /** Which wait queue a retry goes to. */
    public static final String DELAY = "delay";

    /** When ingest took the webhook, milliseconds since 1970. */
    public static final String RECEIVED_AT = "x-received-at";

    /** A job must not be worked on before, milliseconds since 1970. */
    public static final String NOT_BEFORE = "x-not-before";

    /** How often a job was put off without costing an attempt. */
    public static final String PARKED = "x-parked";

    /**
     * How often a worker could not settle a job and published it again. Beside RabbitMQ's own x-delivery-count, which from
     * version 4.3 on does not grow with a {@code basic.nack}.
     */
    public static final String LOST = "x-lost";

    /** When set, nobody but the sweeper has asked for this job. */
    public static final String SWEPT = "x-swept";

    /** When set, messages that were given up are taken up again. */
    public static final String REPLAYED = "x-replayed";

    /** How a replayed message was given up before: a line each time, the newest last. */
    public static final String HISTORY = "x-history";

    /** Lines kept of it. */
    public static final int LONGEST_HISTORY = 10;

    /** W3C trace context of the step that published the message; only where traces are on. */
    public static final String TRACEPARENT = "traceparent";

    /** Steps of other traces that a job is about too, comma-separated. */
    public static final String TRACE_LINKS = "x-trace-links";

    /** Of a callback: SHA-256 of the token in its URL, in hexadecimal. */
    public static final String TOKEN_HASH = "x-token-hash";

    public static final String WEBHOOK_ID = "webhook-id";
    public static final String WEBHOOK_TIMESTAMP = "webhook-timestamp";
    public static final String WEBHOOK_SIGNATURE = "webhook-signature";

    public static final String REASON = "x-reason";
    public static final String ERROR = "x-error";
    public static final String ATTEMPTS = "x-attempts";
    public static final String FIRST_FAILED_AT = "x-first-failed-at";
    public static final String LAST_FAILED_AT = "x-last-failed-at";
    public static final String CHATBOT_ID = "x-chatbot-id";
    public static final String ACCOUNT_ID = "x-account-id";
    public static final String PHONE_NUMBER_ID = "x-phone-number-id";
    public static final String MESSAGE_IDS = "x-message-ids";
    public static final String EVENT_ID = "x-event-id";

    private MessageHeaders() {}

    public static Optional<String> text(Map<String, Object> headers, String name) {
        Object value = headers.get(name);
        return switch (value) {
            case LongString text -> Optional.of(text.toString());
            case String text -> Optional.of(text);
            case null, default -> Optional.empty();
        };
    }

    public static long number(Map<String, Object> headers, String name, long otherwise) {
        return headers.get(name) instanceof Number number ? number.longValue() : otherwise;
    }
}
