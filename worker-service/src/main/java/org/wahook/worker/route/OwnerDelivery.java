package org.wahook.worker.route;

import java.time.Instant;
import org.wahook.shared.account.Account;
import org.wahook.shared.meta.Change;

/** News of who owns a thread. */
record OwnerDelivery(Account account, Change.Handover handover, Event event) implements Arrival {

    Instant at() {
        return handover.at().orElse(event.receivedAt());
    }
}
