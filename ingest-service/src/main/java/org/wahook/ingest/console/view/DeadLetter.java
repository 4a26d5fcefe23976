package org.wahook.ingest.console.view;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** A dead letter: what was given up, and why. */
public record DeadLetter(
        String id,
        String queue,
        String reason,
        String error,
        long attempts,
        Optional<When> firstFailed,
        Optional<When> lastFailed,
        String chatbotId,
        String phoneNumberId,
        long messages,
        List<String> history) {

    public DeadLetter {
        history = List.copyOf(history);
    }

    public static List<DeadLetter> list(JsonNode answer, Instant now) {
        return Fields.items(
                answer,
                now,
                it -> new DeadLetter(
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
