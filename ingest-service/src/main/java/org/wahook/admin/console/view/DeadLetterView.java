package org.wahook.admin.console.view;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.wahook.shared.deadletter.DeadLetter;

/** A dead letter: what was given up, and why. */
public record DeadLetterView(
        String id,
        String queue,
        String reason,
        String error,
        long attempts,
        Optional<RelativeTime> lastFailed,
        String chatbotId,
        String phoneNumberId,
        long messages,
        List<String> history) {

    public DeadLetterView {
        history = List.copyOf(history);
    }

    static DeadLetterView of(DeadLetter letter, Instant now) {
        return new DeadLetterView(
                letter.id(),
                letter.queue().word(),
                letter.reason(),
                letter.error(),
                letter.attempts(),
                RelativeTime.of(letter.lastFailedAt(), now),
                letter.chatbotId(),
                letter.phoneNumberId(),
                letter.messageIds().size(),
                letter.history());
    }

    public String reasonWords() {
        return words(reason);
    }

    static String words(String reason) {
        return reason.isEmpty() ? "no reason given" : reason.replace('_', ' ');
    }
}
