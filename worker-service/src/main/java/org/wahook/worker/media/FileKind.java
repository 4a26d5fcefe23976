package org.wahook.worker.media;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What a file is, by its first bytes. These are the types that WhatsApp carries, and those that must not pass for one of
 * them; a library that tells hundreds of types apart would say no more than "none of these" to the others.
 */
@SuppressWarnings("ImmutableEnumChecker") // the predicates keep nothing
enum FileKind {
    JPEG("image/jpeg", bytes -> begins(bytes, 0xFF, 0xD8, 0xFF)),
    PNG("image/png", bytes -> begins(bytes, 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n')),
    GIF("image/gif", bytes -> begins(bytes, 'G', 'I', 'F', '8')),
    WEBP("image/webp", bytes -> begins(bytes, 'R', 'I', 'F', 'F') && has(bytes, 8, "WEBP")),
    /** Customers send it as a document. */
    WAV("audio/wav", bytes -> begins(bytes, 'R', 'I', 'F', 'F') && has(bytes, 8, "WAVE")),
    MP4_AUDIO(
            "audio/mp4", bytes -> brand(bytes).startsWith("M4A") || brand(bytes).startsWith("M4B")),
    THREE_GPP("video/3gpp", bytes -> brand(bytes).startsWith("3g")),
    MP4(
            "video/mp4",
            bytes -> Set.of("isom", "iso2", "iso4", "iso5", "iso6", "mp41", "mp42", "avc1", "dash", "M4V ", "MSNV")
                    .contains(brand(bytes))),
    OGG("audio/ogg", bytes -> begins(bytes, 'O', 'g', 'g', 'S')),
    AMR("audio/amr", bytes -> has(bytes, 0, "#!AMR")),
    MP3("audio/mpeg", bytes -> has(bytes, 0, "ID3") || isMp3Frame(bytes)),
    AAC("audio/aac", bytes -> bytes.length > 1 && at(bytes, 0) == 0xFF && (at(bytes, 1) & 0xF6) == 0xF0),
    PDF("application/pdf", bytes -> has(bytes, 0, "%PDF-")),
    /** Word, Excel and PowerPoint before 2007. */
    OLE("application/x-ole-storage", bytes -> begins(bytes, 0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1)),
    /** Archives, and Word, Excel and PowerPoint since 2007. */
    ZIP("application/zip", bytes -> begins(bytes, 'P', 'K', 3, 4)),
    /** Without a byte that no text has. What a browser would run is no plain text here. */
    TEXT("text/plain", bytes -> isText(bytes) && !isMarkup(bytes));

    /** Of the beginning, so many bytes are enough to tell. */
    static final int ENOUGH = 4096;

    private static final int BRAND = 8;

    private final String mimeType;
    private final Predicate<byte[]> test;

    FileKind(String mimeType, Predicate<byte[]> test) {
        this.mimeType = mimeType;
        this.test = test;
    }

    String mimeType() {
        return mimeType;
    }

    /** @param bytes the beginning of the file; more is not looked at */
    static Optional<FileKind> of(byte[] bytes) {
        byte[] beginning = bytes.length <= ENOUGH ? bytes : Arrays.copyOf(bytes, ENOUGH);
        return Arrays.stream(values()).filter(kind -> kind.test.test(beginning)).findFirst();
    }

    private static int at(byte[] bytes, int index) {
        return bytes[index] & 0xFF;
    }

    private static boolean begins(byte[] bytes, int... expected) {
        if (bytes.length < expected.length) {
            return false;
        }
        for (int i = 0; i < expected.length; i++) {
            if (at(bytes, i) != expected[i]) {
                return false;
            }
        }
        return true;
    }

    private static boolean has(byte[] bytes, int from, String ascii) {
        return latin1(bytes, from, ascii.length()).equals(ascii);
    }

    private static String latin1(byte[] bytes, int from, int length) {
        return bytes.length < from + length ? "" : new String(bytes, from, length, StandardCharsets.ISO_8859_1);
    }

    /** Of an ISO base media file; empty for others. */
    private static String brand(byte[] bytes) {
        return has(bytes, 4, "ftyp") ? latin1(bytes, BRAND, 4) : "";
    }

    /** Eleven bits of synchronization, a version that exists, layer III, a bit rate that exists. */
    private static boolean isMp3Frame(byte[] bytes) {
        return bytes.length > 2
                && at(bytes, 0) == 0xFF
                && (at(bytes, 1) & 0xE0) == 0xE0
                && (at(bytes, 1) & 0x18) != 0x08
                && (at(bytes, 1) & 0x06) == 0x02
                && (at(bytes, 2) & 0xF0) != 0xF0;
    }

    private static boolean isText(byte[] bytes) {
        if (bytes.length == 0) {
            return false;
        }
        for (byte one : bytes) {
            boolean control = one >= 0 && one < ' ' && one != '\t' && one != '\n' && one != '\r' && one != '\f';
            if (control || one == 0x7F) {
                return false;
            }
        }
        return true;
    }

    private static boolean isMarkup(byte[] bytes) {
        String text =
                new String(bytes, StandardCharsets.UTF_8).replace("\uFEFF", "").stripLeading();
        return text.startsWith("<") || text.startsWith("#!");
    }
}
