package org.wahook.platform.telemetry;

import java.util.regex.Pattern;
import org.wahook.platform.config.Secret;

/** Shortens what must not be logged whole. */
public final class Redaction {

    /** A shorter id can't be a real one; replacing it might spoil what it is found in. */
    private static final int SHORTEST_CONTACT = 7;

    private static final int LONGEST = 2000;
    private static final int LONGEST_LINE = 300;

    /** A long word with a digit in it: a token, or an id that looks like one. */
    private static final Pattern TOKEN = Pattern.compile("(?=[\\w|.-]*\\d)[\\w|.-]{20,}");

    /** Seven digits or more, however they are set apart. */
    private static final Pattern PHONE = Pattern.compile("\\+?\\d(?:[ ().-]{0,2}\\d){6,}");

    /** White space, control characters, and the marks that turn the direction of text around. */
    private static final Pattern UNPRINTABLE =
            Pattern.compile("[\\s\\p{Cntrl}\\x{80}-\\x{9f}\\x{2028}\\x{2029}\\x{202a}-\\x{202e}\\x{2066}-\\x{2069}]+");

    private Redaction() {}

    /** What a peer said, without the token that it was shown and without the contact. */
    public static String quote(String text, Secret token, String contactId) {
        String withoutToken = token.isEmpty() ? text : text.replace(token.reveal(), "***");
        return contactId.length() < SHORTEST_CONTACT
                ? withoutToken
                : withoutToken.replace(contactId, contact(contactId));
    }

    /** The last four digits of a phone number or user id, enough to tell two apart in a log. */
    public static String contact(String contactId) {
        return contactId.length() <= 4 ? "…" : "…" + contactId.substring(contactId.length() - 4);
    }

    /** One line of bounded length without control characters. */
    public static String line(String text) {
        return line(text, LONGEST_LINE);
    }

    /** The same, at most so long. */
    public static String line(String text, int longest) {
        String line = UNPRINTABLE.matcher(text).replaceAll(" ").strip();
        return line.length() <= longest ? line : line.substring(0, longest) + "…";
    }

    /** A peer's error text without what it may quote: tokens, and all but the end of phone numbers. */
    public static String quoted(String text) {
        String line = TOKEN.matcher(text.substring(0, Math.min(text.length(), LONGEST)))
                .replaceAll("***");
        return PHONE.matcher(line).replaceAll(found -> contact(found.group().replaceAll("\\D", "")));
    }
}
