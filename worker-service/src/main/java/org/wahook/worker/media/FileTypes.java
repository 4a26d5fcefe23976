package org.wahook.worker.media;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.wahook.shared.bot.MessageContent.Media.Kind;

/**
 * The MIME type of a file as its bytes have it, where that fits the kind of message it belongs to. What a server or a file
 * name says is a hint and no more: it tells a Word file from an Excel file.
 */
final class FileTypes {

    static final String UNKNOWN = "application/octet-stream";

    private static final Set<String> OFFICE_97 =
            Set.of("application/msword", "application/vnd.ms-excel", "application/vnd.ms-powerpoint");
    private static final String OPEN_XML = "application/vnd.openxmlformats-officedocument.";
    private static final Map<String, String> BY_ENDING = Map.of(
            "doc",
            "application/msword",
            "xls",
            "application/vnd.ms-excel",
            "ppt",
            "application/vnd.ms-powerpoint",
            "docx",
            OPEN_XML + "wordprocessingml.document",
            "xlsx",
            OPEN_XML + "spreadsheetml.sheet",
            "pptx",
            OPEN_XML + "presentationml.presentation");

    /** With which an Open XML file begins; other archives begin with something else. */
    private static final Set<String> OPEN_XML_PARTS =
            Set.of("[Content_Types].xml", "_rels/.rels", "docProps/", "word/", "xl/", "ppt/");

    private static final int OGG_HEAD = 28;
    private static final int ZIP_NAME = 30;
    private static final int LONGEST_ZIP_NAME = 24;

    private FileTypes() {}

    /**
     * Of a customer's file.
     *
     * @param type of the message, as Meta names it
     * @param declared as Meta says
     * @return empty where the bytes are not what the message says they are
     */
    static Optional<String> received(String type, byte[] bytes, String declared) {
        Optional<FileKind> kind = FileKind.of(bytes);
        return switch (type) {
            case "image", "sticker" ->
                kind.filter(it -> it.mimeType().startsWith("image/")).map(FileKind::mimeType);
            case "video" -> kind.flatMap(FileTypes::video);
            case "audio" -> kind.flatMap(FileTypes::audio);
            case "document" ->
                Optional.of(kind.flatMap(it -> document(it, bytes, bare(declared), ""))
                        .or(() -> kind.map(FileKind::mimeType))
                        .orElse(UNKNOWN));
            default -> Optional.empty();
        };
    }

    /**
     * Of a file that a bot wants to be sent.
     *
     * @param declared by the server that has it
     * @param fileName as the bot or the URL names it; may be empty
     * @return empty where Meta does not take such a file in such a message
     */
    static Optional<String> sendable(Kind kind, boolean voice, byte[] bytes, String declared, String fileName) {
        Optional<FileKind> found = FileKind.of(bytes);
        return switch (kind) {
            case IMAGE ->
                found.filter(it -> it == FileKind.JPEG || it == FileKind.PNG).map(FileKind::mimeType);
            case VIDEO -> found.flatMap(FileTypes::video);
            case AUDIO ->
                found.filter(it -> it == FileKind.OGG ? isOpus(bytes) : !voice).flatMap(FileTypes::audio);
            case DOCUMENT -> found.flatMap(it -> document(it, bytes, bare(declared), fileName));
        };
    }

    private static Optional<String> video(FileKind kind) {
        return kind == FileKind.MP4 || kind == FileKind.THREE_GPP ? Optional.of(kind.mimeType()) : Optional.empty();
    }

    /** The same container holds sound alone. */
    private static Optional<String> audio(FileKind kind) {
        return switch (kind) {
            case OGG, AMR, MP3, AAC -> Optional.of(kind.mimeType());
            case MP4, MP4_AUDIO, THREE_GPP -> Optional.of(FileKind.MP4_AUDIO.mimeType());
            default -> Optional.empty();
        };
    }

    private static Optional<String> document(FileKind kind, byte[] bytes, String declared, String fileName) {
        String hint = OFFICE_97.contains(declared) || declared.startsWith(OPEN_XML)
                ? declared
                : BY_ENDING.getOrDefault(ending(fileName), "");
        return switch (kind) {
            case PDF, TEXT -> Optional.of(kind.mimeType());
            case OLE -> Optional.of(hint).filter(OFFICE_97::contains);
            case ZIP -> Optional.of(hint).filter(it -> it.startsWith(OPEN_XML) && isOpenXml(bytes));
            default -> Optional.empty();
        };
    }

    private static boolean isOpus(byte[] bytes) {
        return ascii(bytes, OGG_HEAD, 8).equals("OpusHead");
    }

    private static boolean isOpenXml(byte[] bytes) {
        String first = ascii(bytes, ZIP_NAME, LONGEST_ZIP_NAME);
        return OPEN_XML_PARTS.stream().anyMatch(first::startsWith);
    }

    private static String ascii(byte[] bytes, int from, int most) {
        int length = Math.min(most, Math.max(0, bytes.length - from));
        return length == 0 ? "" : new String(bytes, from, length, StandardCharsets.ISO_8859_1);
    }

    private static String ending(String fileName) {
        return fileName.substring(fileName.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }

    static String bare(String mimeType) {
        int end = mimeType.indexOf(';');
        return (end < 0 ? mimeType : mimeType.substring(0, end)).strip().toLowerCase(Locale.ROOT);
    }
}
