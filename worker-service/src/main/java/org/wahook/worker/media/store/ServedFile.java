package org.wahook.worker.media.store;

import java.util.Map;
import java.util.Set;

/**
 * How the store is to hand out a file. Its bytes are a stranger's, and the store can't send {@code X-Content-Type-Options}. So a
 * browser shows nothing but pictures, sound and film of known types; all else, a PDF or text too, is saved. What is no known type
 * by its bytes, as HTML and SVG are not, has none that could be run.
 *
 * @param disposition of HTTP; its file name has no word of the customer's
 */
record ServedFile(String mimeType, String disposition) {

    private static final String UNKNOWN = "application/octet-stream";

    private static final Set<String> SHOWN = Set.of(
            "image/jpeg",
            "image/png",
            "image/gif",
            "image/webp",
            "audio/ogg",
            "audio/mpeg",
            "audio/mp4",
            "audio/aac",
            "audio/amr",
            "video/mp4",
            "video/3gpp");

    private static final Map<String, String> ENDINGS = Map.ofEntries(
            Map.entry("image/jpeg", "jpg"),
            Map.entry("image/png", "png"),
            Map.entry("image/gif", "gif"),
            Map.entry("image/webp", "webp"),
            Map.entry("audio/ogg", "ogg"),
            Map.entry("audio/mpeg", "mp3"),
            Map.entry("audio/mp4", "m4a"),
            Map.entry("audio/aac", "aac"),
            Map.entry("audio/amr", "amr"),
            Map.entry("video/mp4", "mp4"),
            Map.entry("video/3gpp", "3gp"),
            Map.entry("application/pdf", "pdf"),
            Map.entry("text/plain", "txt"),
            Map.entry("application/msword", "doc"),
            Map.entry("application/vnd.ms-excel", "xls"),
            Map.entry("application/vnd.ms-powerpoint", "ppt"),
            Map.entry("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx"),
            Map.entry("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
            Map.entry("application/vnd.openxmlformats-officedocument.presentationml.presentation", "pptx"),
            Map.entry("application/zip", "zip"));

    /** @param mimeType by the bytes */
    static ServedFile of(long messageId, String mimeType) {
        String known = ENDINGS.containsKey(mimeType) ? mimeType : UNKNOWN;
        return new ServedFile(
                known,
                "%s; filename=\"file-%d.%s\""
                        .formatted(
                                SHOWN.contains(known) ? "inline" : "attachment",
                                messageId,
                                ENDINGS.getOrDefault(known, "bin")));
    }
}
