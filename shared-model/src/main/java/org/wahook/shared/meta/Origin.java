package org.wahook.shared.meta;

import java.util.Locale;

/** The way on which a message came: the column {@code messages.origin}. */
public enum Origin {
    /** On the field {@code messages}: the only one that asks for an answer. */
    LIVE,
    /** Written by a person of the client in the WhatsApp Business app. */
    ECHO,
    /** Seen while another app owns the thread (Meta's Conversation Routing). */
    STANDBY,
    /** Of the past of a number that has joined. */
    HISTORY;

    public String column() {
        return name().toLowerCase(Locale.ROOT);
    }
}
