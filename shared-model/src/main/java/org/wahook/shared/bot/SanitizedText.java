package org.wahook.shared.bot;

/** Text of strangers, made fit to be kept and sent. */
final class SanitizedText {

    private SanitizedText() {}

    /** Without NUL, which PostgreSQL would not keep. */
    static String clean(String text) {
        return text.replace("\0", "");
    }

    /** Cut to a length, never inside a surrogate pair. */
    static String limited(String text, int most) {
        String clean = clean(text).strip();
        if (clean.length() <= most) {
            return clean;
        }
        int end = Character.isHighSurrogate(clean.charAt(most - 2)) ? most - 2 : most - 1;
        return clean.substring(0, end) + "…";
    }

    /** @throws IllegalArgumentException where the length is out of bounds */
    static String checked(String what, String text, int least, int most) {
        String clean = clean(text);
        if (clean.length() < least || (least > 0 && clean.isBlank())) {
            throw new IllegalArgumentException(what + " must not be empty");
        }
        if (clean.length() > most) {
            throw new IllegalArgumentException(what + " has more than " + most + " characters");
        }
        return clean;
    }
}
