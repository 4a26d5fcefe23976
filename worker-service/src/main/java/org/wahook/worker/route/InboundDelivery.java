package org.wahook.worker.route;

import org.wahook.shared.account.Account;
import org.wahook.shared.meta.InboundMessage;

/** A message that came for a client: where two clients share a number there are two of them. */
record InboundDelivery(Account account, InboundMessage message, Event event) {

    ContactKey contact() {
        return new ContactKey(account.id(), message.from().id());
    }
}
