package org.wahook.shared.formatting;

/** What counts as words of a reply, whoever wrote it. */
public final class ReplyText {

    private ReplyText() {}

    /**
     * The text that can be kept and sent: without NUL characters, which PostgreSQL does not store, without white space at
     * both ends, and with half surrogate pairs replaced. Empty where nothing is left to read.
     */
    public static String clean(String text) {
        String whole = text.indexOf('\0') < 0 ? text : text.replace("\0", "");
        String paired = hasHalfPair(whole) ? replaceHalfPairs(whole) : whole;
        return isBlank(paired) ? "" : strip(paired);
    }

    /** White space of any kind, control characters, and characters without width: nobody can read it. */
    public static boolean isBlank(String text) {
        return text.codePoints().allMatch(ReplyText::isInvisible);
    }

    /** Unicode's White_Space, which is more than {@link Character#isWhitespace}: no-break spaces, for one. */
    public static boolean isSpace(int codePoint) {
        return Character.isWhitespace(codePoint) || Character.isSpaceChar(codePoint) || codePoint == 0x85;
    }

    private static boolean isInvisible(int codePoint) {
        return isSpace(codePoint)
                || switch (Character.getType(codePoint)) {
                    case Character.CONTROL, Character.FORMAT -> true;
                    default -> isFiller(codePoint);
                };
    }

    /** Letters and marks by their category that are never drawn. */
    private static boolean isFiller(int codePoint) {
        return switch (codePoint) {
            case 0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180B, 0x180C, 0x180D, 0x180F, 0x2800, 0x3164, 0xFFA0 -> true;
            default -> (codePoint >= 0xFE00 && codePoint <= 0xFE0F) || (codePoint >= 0xE0100 && codePoint <= 0xE01EF);
        };
    }

    private static String strip(String text) {
        int start = 0;
        int end = text.length();
        while (start < end && isSpace(text.charAt(start))) {
            start++;
        }
        while (start < end && isSpace(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(start, end);
    }

    private static boolean hasHalfPair(String text) {
        return text.codePoints().anyMatch(it -> it >= Character.MIN_SURROGATE && it <= Character.MAX_SURROGATE);
    }

    private static String replaceHalfPairs(String text) {
        return text.codePoints()
                .map(it -> it >= Character.MIN_SURROGATE && it <= Character.MAX_SURROGATE ? '\uFFFD' : it)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
