package org.wahook.worker.reply;

import java.time.Instant;
import java.util.Optional;

/**
 * A row of {@code messages}, as far as a turn needs it.
 *
 * @param turnNumber the turn that answered it, or that it answers; empty for what is still to be asked
 * @param text of an outbound message; of an inbound one what the response API is told
 * @param at when the customer sent it, or we did
 * @param byHuman an outbound message that a person wrote, not the bot
 * @param settleAt for a message in {@code sending} of which nothing more was heard: from then on it may be sent again
 */
record StoredMessage(
        long id,
        boolean inbound,
        String status,
        String text,
        boolean byHuman,
        Optional<String> wamid,
        Optional<Long> turnNumber,
        int part,
        int sends,
        Optional<Instant> settleAt,
        Instant at) {

    /** A part of a reply that has just been kept. */
    static StoredMessage draft(long id, String text, long turnNumber, int part) {
        return new StoredMessage(
                id,
                false,
                "draft",
                text,
                false,
                Optional.empty(),
                Optional.of(turnNumber),
                part,
                0,
                Optional.empty(),
                Instant.now());
    }

    boolean pending() {
        return status.equals("pending");
    }

    /** What a person wrote, and Meta has. */
    boolean sentByHuman() {
        return byHuman && !unsent() && !status.equals("failed");
    }

    /** Given up before Meta accepted it. What Meta accepted and could not deliver has Meta's id. */
    boolean givenUp() {
        return status.equals("failed") && wamid.isEmpty();
    }

    /** An outbound message that Meta has not confirmed. */
    boolean unsent() {
        return status.equals("draft") || status.equals("sending");
    }
}
