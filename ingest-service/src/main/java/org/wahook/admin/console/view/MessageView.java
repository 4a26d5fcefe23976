package org.wahook.admin.console.view;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * One message of a transcript.
 *
 * @param author {@code customer}, {@code bot}, {@code human}, or {@code other} for another app
 * @param text what was said, or a description of what is no text
 * @param error why it failed; empty where it did not
 */
public record MessageView(
        long id, String author, String type, String text, String status, String error, Optional<RelativeTime> at) {

    /** The oldest first. */
    public static List<MessageView> list(JsonNode answer, Instant now) {
        return Fields.items(answer, now, MessageView::of).stream()
                .sorted(Comparator.comparingLong(MessageView::id))
                .toList();
    }

    private static MessageView of(Fields it) {
        String said = it.text("text").isEmpty() ? it.text("description") : it.text("text");
        Fields error = it.object("error");
        return new MessageView(
                Long.parseLong(it.text("id")),
                it.text("author"),
                it.text("type"),
                said.isEmpty() ? "[" + it.text("type") + "]" : said,
                it.text("status"),
                error.text("message").isEmpty() ? error.text("reason") : error.text("message"),
                it.when("sentAt").or(() -> it.when("createdAt")));
    }

    public boolean customers() {
        return author.equals("customer");
    }

    public String who() {
        return switch (author) {
            case "customer" -> "Customer";
            case "human" -> "You or a colleague";
            case "other" -> "Another app";
            default -> "Bot";
        };
    }

    public String state() {
        return switch (status) {
            case "pending" -> "waits for an answer";
            case "answered" -> "answered";
            case "ignored" -> "needs no answer";
            case "failed" -> customers() ? "given up" : "not delivered";
            case "draft" -> "kept, not sent yet";
            default -> status;
        };
    }

    public boolean failed() {
        return status.equals("failed");
    }
}
