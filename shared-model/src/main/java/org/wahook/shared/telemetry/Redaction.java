package org.wahook.shared.telemetry;

/** Shortens what must not be logged whole. */
public final class Redaction {

    private Redaction() {}

    /** The last four digits of a phone number or user id, enough to tell two apart in a log. */
    public static String contact(String contactId) {
        return contactId.length() <= 4 ? "…" : "…" + contactId.substring(contactId.length() - 4);
    }
}
