package org.wahook.admin.console.view;

import java.util.Locale;
import org.wahook.admin.conversation.KeptFile;

/** A customer's file that is kept: a picture, sound or film is shown, anything else can be opened. */
public record FileView(Kind kind, String path, String size) {

    /** How it is shown. */
    public enum Kind {
        PICTURE,
        SOUND,
        FILM,
        OTHER
    }

    private static final long KIB = 1024;
    private static final long MIB = KIB * KIB;

    static FileView of(KeptFile file, String path) {
        return new FileView(kind(file.mimeType()), path, size(file.bytes()));
    }

    public boolean picture() {
        return kind == Kind.PICTURE;
    }

    public boolean sound() {
        return kind == Kind.SOUND;
    }

    public boolean film() {
        return kind == Kind.FILM;
    }

    public boolean other() {
        return kind == Kind.OTHER;
    }

    private static Kind kind(String mimeType) {
        return switch (mimeType.replaceAll("/.*", "")) {
            case "image" -> Kind.PICTURE;
            case "audio" -> Kind.SOUND;
            case "video" -> Kind.FILM;
            default -> Kind.OTHER;
        };
    }

    private static String size(long bytes) {
        if (bytes < KIB) {
            return bytes + " bytes";
        }
        return bytes < MIB
                ? "%d KiB".formatted(bytes / KIB)
                : String.format(Locale.ROOT, "%.1f MiB", (double) bytes / MIB);
    }
}
