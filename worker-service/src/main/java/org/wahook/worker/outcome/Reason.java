package org.wahook.worker.outcome;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Why work was put off or given up: the fixed vocabulary of {@code x-reason}, of logs and of metrics. */
public enum Reason {
    /** The body is not JSON. */
    MALFORMED_EVENT,
    /** JSON, but not about WhatsApp. */
    UNSUPPORTED_OBJECT,
    /** One message, status or change of an event is not what Meta documents. */
    MALFORMED_ITEM,
    /** No active account has the event's phone_number_id; it waits in whatsapp.unrouted. */
    NUMBER_UNKNOWN,
    /** The job is not one of ours. */
    MALFORMED_JOB,
    /** PostgreSQL refuses the data. */
    BAD_DATA,
    /** Its worker went away with it too often. */
    DELIVERY_LIMIT,
    /** The connection to RabbitMQ was lost before its turn began. */
    CONNECTION_LOST,

    RESPONSE_API_TIMEOUT,
    RESPONSE_API_UNREACHABLE,
    RESPONSE_API_ERROR,
    RESPONSE_API_THROTTLED,
    /** A 4xx answer that trying again won't change. */
    RESPONSE_API_REJECTED,
    /** The base URL leads to an address that clients may not name, or is none. */
    RESPONSE_API_ADDRESS_REFUSED,
    /** An answer without a reply where the reply should be. */
    RESPONSE_API_NO_REPLY,
    /** The circuit breaker of this client's response API is open. */
    RESPONSE_API_BREAKER_OPEN,

    GRAPH_RATE_LIMITED,
    /** Too many messages to this one contact (131056). */
    GRAPH_PAIR_LIMITED,
    GRAPH_UNAVAILABLE,
    /** Whether Meta took the message is not known; a status webhook will tell. */
    GRAPH_OUTCOME_UNKNOWN,
    /** Meta will not take this message. */
    GRAPH_REJECTED,

    /** Another app owns the thread with this contact. */
    THREAD_OWNED_BY_OTHERS,

    /** The account can't send until somebody mends it: its token, permissions or payment. */
    ACCOUNT_PAUSED,
    /** Meta takes no message of the account for now; it is tried again from time to time. */
    ACCOUNT_LIMITED,
    ACCOUNT_INACTIVE,
    /** The client has as many turns in flight as it may have. */
    CLIENT_BUSY,
    /** Somebody else's transaction has locked the conversation. */
    CONVERSATION_LOCKED,
    /** A person has taken the conversation over from the bot. */
    CONVERSATION_PAUSED,
    /** Older than Meta's customer-service window allows. */
    REPLY_TOO_OLD,
    /** A bug, or something nobody thought of. */
    UNEXPECTED_ERROR;

    /** Whether it was the client's response API that failed. */
    public boolean ofResponseApi() {
        return name().startsWith("RESPONSE_API_");
    }

    /** Empty where nobody knows the word. */
    public static Optional<Reason> of(String word) {
        return Arrays.stream(values())
                .filter(reason -> reason.word().equals(word))
                .findFirst();
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
