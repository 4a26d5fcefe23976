package org.wahook.sandbox.phone;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A file that a person sends from the phone.
 *
 * @param type of the message, as Meta names it
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record PhoneFile(String type, String mimeType, byte[] bytes) {

    /** Where a player finds titles and authors. Ours has what is said, since there is nobody who speaks. */
    private static final String COMMENT = "OpusTags";

    private static final String HEAD = "OggS" + "\0".repeat(24) + "OpusHead" + "\0".repeat(11);

    static PhoneFile picture() {
        try (InputStream in = PhoneFile.class.getResourceAsStream("/phone/dining-room.png")) {
            if (in == null) {
                throw new IllegalStateException("the resource phone/dining-room.png is missing");
            }
            return new PhoneFile("image", "image/png", in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A voice note that begins as WhatsApp's do, and holds no sound. */
    static PhoneFile voice(String words) {
        return new PhoneFile(
                "audio", "audio/ogg; codecs=opus", (HEAD + COMMENT + words).getBytes(StandardCharsets.UTF_8));
    }

    /** What a voice note of the phone says: for whoever simulates an endpoint that writes it down. */
    public static Optional<String> wordsOf(byte[] voice) {
        String text = new String(voice, StandardCharsets.UTF_8);
        int comment = text.indexOf(COMMENT);
        return comment < 0 ? Optional.empty() : Optional.of(text.substring(comment + COMMENT.length()));
    }
}
