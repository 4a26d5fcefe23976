package org.wahook.shared.meta;

import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Text in Meta's objects, of which some is there and says nothing. */
final class Words {

    /** Characters that are letters to Unicode and show nothing: the Hangul fillers and the empty Braille pattern. */
    private static final String BLANK_LETTERS = "\u115F\u1160\u3164\uFFA0\u2800";

    private Words() {}

    /** Whether a reader sees anything of it: white space, format and control characters of any kind are nothing. */
    static boolean visible(String text) {
        for (int i = 0; i < text.length(); ) {
            int codePoint = text.codePointAt(i);
            if (visible(codePoint)) {
                return true;
            }
            i += Character.charCount(codePoint);
        }
        return false;
    }

    private static boolean visible(int codePoint) {
        int type = Character.getType(codePoint);
        boolean invisible = Character.isWhitespace(codePoint)
                || Character.isSpaceChar(codePoint)
                || type == Character.CONTROL
                || type == Character.FORMAT
                || type == Character.UNASSIGNED
                || BLANK_LETTERS.indexOf(codePoint) >= 0;
        return !invisible;
    }

    /** The field's text, or its number as text; empty where there is none that says something. */
    static Optional<String> of(JsonNode node, String field) {
        JsonNode value = node.path(field);
        String text = value.isString() || value.isNumber() ? value.asString() : "";
        return visible(text) ? Optional.of(text) : Optional.empty();
    }
}
