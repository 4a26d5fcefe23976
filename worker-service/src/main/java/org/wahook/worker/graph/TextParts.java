package org.wahook.worker.graph;

import java.util.ArrayList;
import java.util.List;

/**
 * Splits a reply that is longer than Meta takes in one message. A part keeps the white space that it was split at: put
 * together, the parts are the reply, as the AI will be told that it has said it.
 */
public final class TextParts {

    /** Meta's limit for a text body. Counted in UTF-16 units, which is never less than what Meta may count. */
    public static final int LONGEST = 4096;

    private TextParts() {}

    /**
     * The parts in order, split between words, or else inside a very long one. As {@link #sent}, none is longer than
     * {@link #LONGEST}.
     */
    public static List<String> of(String text) {
        List<String> parts = new ArrayList<>();
        String rest = text.strip();
        while (rest.length() > LONGEST) {
            int end = nextWord(rest, lastWhitespace(rest));
            parts.add(rest.substring(0, end));
            rest = rest.substring(end);
        }
        parts.add(rest);
        return parts;
    }

    /** A part as Meta is given it. */
    public static String sent(String part) {
        return part.stripTrailing();
    }

    /** What a part was parted from the next with, where it does not say so itself: an earlier version kept no white space. */
    public static String gapAfter(String part) {
        boolean inside = part.length() >= LONGEST - 1;
        boolean told = !part.isEmpty() && Character.isWhitespace(part.charAt(part.length() - 1));
        return inside || told ? "" : " ";
    }

    private static int nextWord(String text, int from) {
        int next = from;
        while (Character.isWhitespace(text.charAt(next))) {
            next++;
        }
        return next;
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
