package org.wahook.worker.route;

import java.util.Map;

/** The conversations of all messages of a segment. */
record KnownConversations(Map<ContactKey, ConversationRef> byContact) {

    ConversationRef of(InboundDelivery delivery) {
        ConversationRef found = byContact.get(delivery.contact());
        if (found == null) {
            throw new IllegalStateException("a message has no conversation");
        }
        return found;
    }

    long idOf(InboundDelivery delivery) {
        return of(delivery).id();
    }

    InboundInsert.Key keyOf(InboundDelivery delivery) {
        return new InboundInsert.Key(idOf(delivery), delivery.message().id());
    }
}
