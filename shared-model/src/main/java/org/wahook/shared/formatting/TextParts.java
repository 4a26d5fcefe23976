package org.wahook.shared.formatting;

import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Splits a reply that is longer than Meta takes in one message. A part keeps the white space that it was split at: put
 * together, the parts are the reply, as the AI will be told that it has said it.
 */
public final class TextParts {

    /** Meta's limit for a text body. Meta does not say what it counts, so UTF-8 bytes are: the most of all. */
    public static final int LONGEST = 4096;

    /** More would be a flood for the customer, and each message may cost money. What is left over is cut off. */
    public static final int MOST = 20;

    /** Where a split is needed anyway it leaves room for the marks of a code block. */
    private static final int SPLIT_AT = 4080;

    /** A part that was cut inside a word is nearly full. */
    private static final int NEARLY_FULL = SPLIT_AT - 200;

    private static final String FENCE = "```";
    private static final String REOPENED = FENCE + "\n";
    private static final String CUT_OFF = " …";

    private final String text;
    private final CodeBlocks code;
    private final List<String> parts = new ArrayList<>();
    private String prefix = "";

    private TextParts(String text) {
        this.text = text;
        this.code = CodeBlocks.of(text);
    }

    /**
     * The parts in order: split at empty lines, else at lines, else between words, else between the characters that a
     * reader sees. As {@link #sent}, none has more than {@link #LONGEST} bytes; a code block ends with its part and is
     * opened again in the next.
     */
    public static List<String> of(String text) {
        String whole = text.strip();
        if (bytes(whole) <= LONGEST) {
            return List.of(whole);
        }
        List<String> parts = new TextParts(whole).split();
        return parts.isEmpty() ? List.of(whole.substring(0, 1)) : parts;
    }

    /** Whether these are all the parts that one reply may have, and something of it was cut off. */
    public static boolean cutOff(List<String> parts) {
        return parts.size() == MOST && parts.getLast().endsWith(CUT_OFF);
    }

    /** A part as Meta is given it. */
    public static String sent(String part) {
        return part.stripTrailing();
    }

    /**
     * What was said so far and the next part, as one text.
     *
     * @param last the part before it, which {@code said} ends with
     */
    public static String joined(String said, String last, String next) {
        if (last.endsWith(FENCE) && next.startsWith(REOPENED)) {
            return said.substring(0, said.length() - FENCE.length()) + next.substring(REOPENED.length());
        }
        return said + gapAfter(last) + next;
    }

    /** What a part was parted from the next with, where it does not say so itself: an earlier version kept no white space. */
    private static String gapAfter(String part) {
        boolean told = !part.isEmpty() && Character.isWhitespace(part.charAt(part.length() - 1));
        return told || bytes(part) >= NEARLY_FULL ? "" : " ";
    }

    private List<String> split() {
        int from = 0;
        while (from < text.length()) {
            int limit = limit(from, SPLIT_AT - prefix.length());
            if (limit == text.length()) {
                add(prefix + text.substring(from));
                return parts;
            }
            int end = new SplitPoint(text, code, from, limit).find();
            if (parts.size() == MOST - 1) {
                add(closed(prefix + text.substring(from, end).stripTrailing(), end) + CUT_OFF);
                return parts;
            }
            add(closed(prefix + text.substring(from, end), end));
            prefix = code.isInside(end) ? REOPENED : "";
            from = end;
        }
        return parts;
    }

    private String closed(String part, int end) {
        if (!code.isInside(end)) {
            return part;
        }
        return part.endsWith("\n") ? part + FENCE : part + "\n" + FENCE;
    }

    /** Meta would refuse a part that nobody can read. */
    private void add(String part) {
        if (!ReplyText.isBlank(part)) {
            parts.add(part);
        }
    }

    /** The end of what has at most so many bytes from there on. At least one character, and no half of one. */
    private int limit(int from, int most) {
        int bytes = 0;
        int at = from;
        while (at < text.length()) {
            int codePoint = text.codePointAt(at);
            bytes += bytes(codePoint);
            if (bytes > most && at > from) {
                return at;
            }
            at += Character.charCount(codePoint);
        }
        return at;
    }

    /** As UTF-8; a half of a pair becomes a replacement character of three bytes. */
    private static int bytes(String text) {
        return text.length() > LONGEST
                ? text.length()
                : text.codePoints().map(TextParts::bytes).sum();
    }

    private static int bytes(int codePoint) {
        if (codePoint < 0x80) {
            return 1;
        }
        if (codePoint < 0x800) {
            return 2;
        }
        return codePoint < 0x10000 ? 3 : 4;
    }

    /** The best place to split between a position and the furthest that is possible. */
    private record SplitPoint(String text, CodeBlocks code, int from, int limit) {

        int find() {
            BreakIterator characters = BreakIterator.getCharacterInstance(Locale.ROOT);
            int windowEnd = Math.min(text.length(), limit + SPLIT_AT);
            characters.setText(text.substring(from, windowEnd));
            int word = -1;
            int line = -1;
            int end = -1;
            for (int at = limit; at > from + (limit - from) / 2; at--) {
                if (!Character.isWhitespace(text.charAt(at))) {
                    end = -1;
                    continue;
                }
                // A run of white space is gone through once, however long it is.
                end = end < 0 || code.isInside(at) ? after(at) : end;
                if (end < windowEnd && !characters.isBoundary(end - from)) {
                    continue;
                }
                if (isEmptyLine(at)) {
                    return end;
                }
                line = line < 0 && text.charAt(at) == '\n' ? end : line;
                word = word < 0 ? end : word;
            }
            if (line > 0 || word > 0) {
                return line > 0 ? line : word;
            }
            return code.beforeFence(insideWord(characters), from);
        }

        private int insideWord(BreakIterator characters) {
            int furthest = limit - from;
            int end = characters.isBoundary(furthest) ? furthest : characters.preceding(furthest);
            return end <= 0 ? limit : from + end;
        }

        private boolean isEmptyLine(int at) {
            if (text.charAt(at) != '\n') {
                return false;
            }
            int next = at + 1;
            while (next < text.length() && " \t\r".indexOf(text.charAt(next)) >= 0) {
                next++;
            }
            return next < text.length() && text.charAt(next) == '\n';
        }

        /** All white space belongs to the part before it; inside code, where lines are indented, only that which is split at. */
        private int after(int at) {
            int next = at + 1;
            while (!code.isInside(at) && next < text.length() && Character.isWhitespace(text.charAt(next))) {
                next++;
            }
            return next;
        }
    }
}
