package org.wahook.shared.formatting;

import java.util.List;

/** The messages that a text of a bot is sent as. */
public final class MessageTexts {

    private MessageTexts() {}

    /**
     * Split after it is formatted, since formatting changes the length.
     *
     * @param formatted whether Markdown becomes WhatsApp's own formatting
     */
    public static List<String> of(String text, boolean formatted) {
        return TextParts.of(formatted ? WhatsAppText.of(text) : text);
    }
}
