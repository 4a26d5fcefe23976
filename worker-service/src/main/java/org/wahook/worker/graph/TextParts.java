package org.wahook.worker.graph;

import java.util.ArrayList;
import java.util.List;

/** Splits a reply that is longer than Meta takes in one message. */
public final class TextParts {

    /** Meta's limit for a text body. Counted in UTF-16 units, which is never less than what Meta may count. */
    public static final int LONGEST = 4096;

    private TextParts() {}

    /** The parts in order, none longer than {@link #LONGEST}: split between words, or else inside a very long one. */
    public static List<String> of(String text) {
        List<String> parts = new ArrayList<>();
        String rest = text;
        while (rest.length() > LONGEST) {
            int end = lastWhitespace(rest);
            parts.add(rest.substring(0, end).stripTrailing());
            rest = rest.substring(end).stripLeading();
        }
        parts.add(rest);
        return parts;
    }

    private static int lastWhitespace(String text) {
        for (int i = LONGEST; i > LONGEST / 2; i--) {
            if (Character.isWhitespace(text.charAt(i))) {
                return i;
            }
        }
        boolean insidePair = Character.isLowSurrogate(text.charAt(LONGEST));
        return insidePair ? LONGEST - 1 : LONGEST;
    }
}
