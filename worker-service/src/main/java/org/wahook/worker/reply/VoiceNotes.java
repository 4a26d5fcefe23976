package org.wahook.worker.reply;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.wahook.platform.json.Json;
import org.wahook.shared.account.Account;
import org.wahook.worker.media.InboundMedia;
import org.wahook.worker.media.MediaStore;
import org.wahook.worker.media.Transcription;
import tools.jackson.databind.JsonNode;

/**
 * Has voice notes that wait for an answer written down, so that every bot reads {@code [voice] } and the words. Each is asked
 * for once: the words are kept with the message. Where they can't be had the turn goes on without.
 */
final class VoiceNotes {

    private static final Pattern DESCRIPTION = Pattern.compile("\\[(voice note|audio)\\]$");

    /** Of those that wait at a time, the newest. */
    private static final int MOST_OF_A_TURN = 5;

    private final Transcription transcription;
    private final MediaStore store;

    VoiceNotes(Transcription transcription, MediaStore store) {
        this.transcription = transcription;
        this.store = store;
    }

    /** The turn with the words in the place of the descriptions. */
    OpenTurn heard(OpenTurn open, InboundMedia.ForTurn media) {
        List<StoredMessage> waiting = open.pending().reversed().stream()
                .filter(message -> message.content().isPresent())
                .limit(MOST_OF_A_TURN)
                .toList();
        if (waiting.isEmpty() || !transcription.isFor(open.account())) {
            return open;
        }
        OpenTurn heard = open;
        Duration left = transcription.timeout();
        for (StoredMessage message : waiting) {
            long began = System.nanoTime();
            Optional<StoredMessage> said =
                    words(open.account(), message, media, left).map(message::withWords);
            left = left.minusNanos(System.nanoTime() - began);
            heard = said.isPresent() ? heard.with(message, said.get()) : heard;
        }
        return heard;
    }

    private Optional<String> words(Account account, StoredMessage message, InboundMedia.ForTurn media, Duration left) {
        JsonNode audio =
                message.content().flatMap(Json::parse).orElseGet(Json::object).path("audio");
        if (!left.isPositive()
                || !audio.path("voice").asBoolean(false)
                || !(media.fetch(account, "audio", audio.path("id").asString(""))
                        instanceof InboundMedia.Fetched.File(byte[] bytes, String mimeType))) {
            return Optional.empty();
        }
        return switch (transcription.hear(account, bytes, mimeType, left)) {
            case Transcription.Heard.Words(String words) ->
                store.transcribed(message.id(), words) ? Optional.of(words) : Optional.empty();
            case Transcription.Heard.Nothing() -> {
                store.transcribed(message.id(), "");
                yield Optional.empty();
            }
            case Transcription.Heard.NoAnswer() -> Optional.empty();
        };
    }

    /** As {@link MediaStore} writes it. */
    static String told(String description, String words) {
        return DESCRIPTION.matcher(description).replaceFirst("") + "[voice] " + words;
    }
}
