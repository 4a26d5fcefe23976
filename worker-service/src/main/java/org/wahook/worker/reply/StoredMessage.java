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
 * @param origin the column of that name; {@code fallback} for a client's words about a turn that was given up
 * @param content payload of an outbound message that is more than text and not sent yet, and of a voice note whose words
 *     nobody has asked for yet
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
        Optional<String> callbackKey,
        String origin,
        Optional<String> content) {

    static final String LIVE = "live";
    static final String FALLBACK = "fallback";

    /** Plain text of our own conversation. */
    StoredMessage(
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
        this(
                id,
                inbound,
                status,
                text,
                byHuman,
                wamid,
                turnNumber,
                part,
                sends,
                settleAt,
                at,
                callbackKey,
                LIVE,
                Optional.empty());
    }

    /** A part of a reply that has just been kept. */
    static StoredMessage draft(
            long id, String text, long turnNumber, int part, String callbackKey, Optional<String> content) {
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
                Optional.of(callbackKey),
                LIVE,
                content);
    }

    /** The same as plain text. */
    StoredMessage degraded(String words, int sends) {
        return with("draft", words, sends, Optional.empty(), Optional.empty());
    }

    StoredMessage withContent(String payload) {
        return with(status, text, sends, settleAt, Optional.of(payload));
    }

    /** A voice note that was written down. */
    StoredMessage withWords(String words) {
        return with(status, VoiceNotes.told(text, words), sends, settleAt, Optional.empty());
    }

    private StoredMessage with(
            String newStatus,
            String newText,
            int newSends,
            Optional<Instant> newSettleAt,
            Optional<String> newContent) {
        return new StoredMessage(
                id,
                inbound,
                newStatus,
                newText,
                byHuman,
                wamid,
                turnNumber,
                part,
                newSends,
                newSettleAt,
                at,
                callbackKey,
                origin,
                newContent);
    }

    /** Names this message to nobody but us: Meta gives it back with every status. */
    String callbackData() {
        return CallbackData.of(id, callbackKey);
    }

    boolean pending() {
        return status.equals("pending");
    }

    /** What a person wrote by the admin API, and Meta has. */
    boolean sentByHuman() {
        return byHuman && wasSent() && !fromElsewhere();
    }

    boolean wasSent() {
        return !inbound && !unsent() && !status.equals("failed");
    }

    /** Not by way of a turn: an echo, another app's message, a part of an imported history. */
    boolean fromElsewhere() {
        return !origin.equals(LIVE) && !origin.equals(FALLBACK);
    }

    boolean fallback() {
        return origin.equals(FALLBACK);
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
