package org.wahook.shared.account;

import java.util.Arrays;

/** What becomes of Markdown in a client's replies: the setting {@code formatting}. */
public enum Formatting {
    /** It is rewritten to what WhatsApp shows. */
    WHATSAPP("whatsapp"),
    /** Replies are sent as they came. */
    AS_IS("asIs");

    private final String word;

    Formatting(String word) {
        this.word = word;
    }

    /** The word in {@code chatbots.settings}. */
    public String word() {
        return word;
    }

    /** Anything else counts as not set. */
    public static Formatting of(String word) {
        return Arrays.stream(values())
                .filter(one -> one.word.equals(word))
                .findFirst()
                .orElse(WHATSAPP);
    }
}
