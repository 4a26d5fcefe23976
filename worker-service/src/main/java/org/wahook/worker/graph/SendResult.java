package org.wahook.worker.graph;

import java.time.Duration;
import java.util.Optional;

/** What Meta made of a message that we asked it to send. */
public sealed interface SendResult {

    /** @param messageId Meta's id (wamid): accepted, not yet delivered */
    record Accepted(String messageId) implements SendResult {}

    /** Not sent, and safe to send again. */
    record NotNow(Limit limit, String error, Optional<Duration> retryAfter) implements SendResult {}

    /** It may or may not have been sent. */
    record Unknown(String error) implements SendResult {}

    /** This message will never be taken. */
    record Refused(String error) implements SendResult {}

    /** No message of this account will be taken until somebody mends it. */
    record AccountBlocked(String error) implements SendResult {}

    /** No message of this account is taken now; it may be again without anybody telling us. */
    record AccountLimited(String error) implements SendResult {}

    /** Another app owns the thread with this contact (Conversation Routing): it is that app's to answer. */
    record NotOurs(String error) implements SendResult {}

    /** What was in the way. */
    enum Limit {
        /** Of the app, the WABA or the number. */
        RATE,
        /** Of this number to this one contact: others may go on. */
        PAIR,
        /** The call did not reach Meta, or Meta says to come back. */
        UNAVAILABLE
    }
}
