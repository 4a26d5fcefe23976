package org.wahook.shared.bot;

import java.time.Duration;
import java.util.Optional;

/**
 * One message that a bot wants to be sent.
 *
 * @param fallbackText sent instead where Meta, the window or the client's rules do not take the content
 * @param replyTo Meta's id of the message that it quotes
 * @param delay what the bot wants to wait before it
 */
public record BotMessage(MessageContent content, String fallbackText, Optional<String> replyTo, Duration delay) {

    public static final Duration LONGEST_DELAY = Duration.ofSeconds(5);

    private static final int LONGEST_FALLBACK = 4096;
    private static final int LONGEST_ID = 300;

    public BotMessage {
        fallbackText = SanitizedText.limited(fallbackText, LONGEST_FALLBACK);
        replyTo = replyTo.filter(id -> !id.isBlank() && id.length() <= LONGEST_ID && id.indexOf('\0') < 0);
        if (delay.isNegative() || delay.compareTo(LONGEST_DELAY) > 0) {
            delay = delay.isNegative() ? Duration.ZERO : LONGEST_DELAY;
        }
    }

    /** With the text that the content makes of itself. */
    public static BotMessage of(MessageContent content) {
        return new BotMessage(content, content.plainText(), Optional.empty(), Duration.ZERO);
    }

    public static BotMessage text(String text) {
        return of(new MessageContent.Text(text, false));
    }

    public BotMessage after(Duration pause) {
        return new BotMessage(content, fallbackText, replyTo, pause);
    }

    /** The same as plain text; empty where there is nothing to say instead, as for a reaction. */
    public Optional<BotMessage> degraded() {
        return fallbackText.isBlank()
                ? Optional.empty()
                : Optional.of(
                        new BotMessage(new MessageContent.Text(fallbackText, false), fallbackText, replyTo, delay));
    }
}
