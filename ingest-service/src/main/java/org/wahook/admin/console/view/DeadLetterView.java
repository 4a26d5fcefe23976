package org.wahook.admin.console.view;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** A dead letter: what was given up, and why. */
public record DeadLetterView(
        String id,
        String queue,
        String reason,
        String error,
        long attempts,
        Optional<RelativeTime> firstFailed,
        Optional<RelativeTime> lastFailed,
        String chatbotId,
        String phoneNumberId,
        long messages,
        List<String> history) {

    public DeadLetterView {
        history = List.copyOf(history);
    }

    public static List<DeadLetterView> list(JsonNode answer, Instant now) {
        return Fields.items(
                answer,
                now,
                it -> new DeadLetterView(
                        it.text("id"),
                        it.text("queue"),
                        it.text("reason"),
                        it.text("error"),
                        it.number("attempts"),
                        it.when("firstFailedAt"),
                        it.when("lastFailedAt"),
                        it.text("chatbotId"),
                        it.text("phoneNumberId"),
                        it.texts("messageIds").size(),
                        it.texts("history")));
    }

    public String reasonWords() {
        return reason.isEmpty() ? "no reason given" : reason.replace('_', ' ');
    }
}
