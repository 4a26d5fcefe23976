package org.wahook.worker.route;

import java.time.Instant;
import org.wahook.shared.account.Account;
import org.wahook.shared.meta.InboundMessage;
import org.wahook.shared.meta.Origin;

/** A message that came for a client: where two clients share a number there are two of them. */
record InboundDelivery(Account account, InboundMessage message, Event event) implements Arrival {

    ContactKey contact() {
        return new ContactKey(account.id(), message.conversationId());
    }

    Instant sentAt() {
        return message.sentAt().orElse(event.receivedAt());
    }

    /** Whether the client wants it to be answered. */
    boolean asks() {
        return message.asks()
                && (message.group().isEmpty() || account.settings().answersGroups());
    }

    /** A person of the client wrote it, or changed what was written. */
    boolean byPerson() {
        return message.byBusiness()
                && message.origin() == Origin.ECHO
                && (message.content().told() || message.correction().isPresent());
    }
}
