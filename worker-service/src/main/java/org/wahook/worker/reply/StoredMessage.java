package org.wahook.worker.reply;

import java.time.Instant;
import java.util.Optional;
import org.wahook.worker.graph.CallbackData;

/**
 * A row of {@code messages}, as far as a turn needs it.
 *
 * @param turnNumber the turn that answered it, or that it answers; empty for what is still to be asked
 * @param text of an outbound message; of an inbound one what the response API is told
 * @param at when the customer sent it, or we did
 * @param byHuman an outbound message that a person wrote, not the bot
 * @param settleAt for a message in {@code sending} of which nothing more was heard: from then on it may be sent again
 * @param callbackKey nobody can guess it; empty for what an earlier version has written
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
        Instant at,
        Optional<String> callbackKey) {

    /** A part of a reply that has just been kept. */
    static StoredMessage draft(long id, String text, long turnNumber, int part, String callbackKey) {
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
                Instant.now(),
                Optional.of(callbackKey));
    }

    /** Names this message to nobody but us: Meta gives it back with every status. */
    String callbackData() {
        return CallbackData.of(id, callbackKey);
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
