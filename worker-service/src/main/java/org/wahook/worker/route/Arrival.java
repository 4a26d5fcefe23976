package org.wahook.worker.route;

import org.wahook.shared.account.Account;

/** Something that came for a client and concerns one of its conversations. */
sealed interface Arrival permits InboundDelivery, OwnerDelivery {

    Account account();

    Event event();
}
