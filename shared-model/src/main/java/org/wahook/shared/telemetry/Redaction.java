package org.wahook.shared.telemetry;

import java.util.regex.Pattern;

/** Shortens what must not be logged whole. */
public final class Redaction {

    private static final int LONGEST = 2000;

    /** A long word with a digit in it: a token, or an id that looks like one. */
    private static final Pattern TOKEN = Pattern.compile("(?=[\\w|.-]*\\d)[\\w|.-]{20,}");

    /** Seven digits or more, however they are set apart. */
    private static final Pattern PHONE = Pattern.compile("\\+?\\d(?:[ ().-]{0,2}\\d){6,}");

    private Redaction() {}

    /** The last four digits of a phone number or user id, enough to tell two apart in a log. */
    public static String contact(String contactId) {
        return contactId.length() <= 4 ? "…" : "…" + contactId.substring(contactId.length() - 4);
    }

    /** A peer's error text without what it may quote: tokens, and all but the end of phone numbers. */
    public static String quoted(String text) {
        String line = TOKEN.matcher(text.substring(0, Math.min(text.length(), LONGEST)))
                .replaceAll("***");
        return PHONE.matcher(line).replaceAll(found -> contact(found.group().replaceAll("\\D", "")));
    }
}
