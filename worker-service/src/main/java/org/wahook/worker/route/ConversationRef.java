package org.wahook.worker.route;

import java.time.Instant;
import java.util.Optional;

/**
 * A stored conversation, locked until the transaction ends.
 *
 * @param othersSince since when another app owns the thread; empty where none does
 * @param personWroteAt when a person last wrote in the WhatsApp Business app
 */
record ConversationRef(long id, Optional<Instant> othersSince, Optional<Instant> personWroteAt) {

    /** Whether a message of this time belongs to another app's part of the conversation. */
    boolean othersAt(Instant time) {
        return othersSince.filter(time::isBefore).isPresent();
    }

    /** Whether a person has answered a message of this time, which comes late. */
    boolean answeredAt(Instant time) {
        return personWroteAt.filter(time::isBefore).isPresent();
    }
}
