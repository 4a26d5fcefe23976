package org.wahook.shared.telemetry;

import org.wahook.shared.config.Secret;

/** Shortens what must not be logged whole. */
public final class Redaction {

    /** A shorter id can't be a real one; replacing it might spoil what it is found in. */
    private static final int SHORTEST_CONTACT = 7;

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
}
