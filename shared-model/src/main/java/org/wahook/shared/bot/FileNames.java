package org.wahook.shared.bot;

import java.util.Map;

/** A name for a medium that has none. */
final class FileNames {

    private static final Map<String, String> ENDINGS = Map.ofEntries(
            Map.entry("image/jpeg", "jpg"),
            Map.entry("image/png", "png"),
            Map.entry("image/webp", "webp"),
            Map.entry("audio/ogg", "ogg"),
            Map.entry("audio/mpeg", "mp3"),
            Map.entry("audio/mp4", "m4a"),
            Map.entry("audio/amr", "amr"),
            Map.entry("audio/aac", "aac"),
            Map.entry("video/mp4", "mp4"),
            Map.entry("video/3gpp", "3gp"),
            Map.entry("application/pdf", "pdf"),
            Map.entry("text/plain", "txt"));

    private FileNames() {}

    static String of(BotTurn.Media media) {
        return media.filename().orElse("file." + ENDINGS.getOrDefault(media.bareMimeType(), "bin"));
    }
}
