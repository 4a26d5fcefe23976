package org.wahook.admin.console.view;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.wahook.admin.conversation.ConversationMessage;
import org.wahook.admin.conversation.MessageFailure;

/**
 * One message of a transcript.
 *
 * @param author {@code customer}, {@code bot}, {@code human}, or {@code other} for another app
 * @param text what was said, or a description of what is no text
 * @param error why it failed; empty where it did not
 * @param file that can be shown
 */
public record MessageView(
        long id,
        String author,
        String type,
        String text,
        String status,
        String error,
        Optional<FileView> file,
        Optional<RelativeTime> at) {

    /**
     * The oldest first.
     *
     * @param files where they are shown, with a slash at the end; empty where they can't be
     */
    public static List<MessageView> list(List<ConversationMessage> messages, Optional<String> files, Instant now) {
        return messages.stream()
                .map(message -> of(message, files, now))
                .sorted(Comparator.comparingLong(MessageView::id))
                .toList();
    }

    private static MessageView of(ConversationMessage it, Optional<String> files, Instant now) {
        return new MessageView(
                it.id(),
                it.author(),
                it.type(),
                Stream.of(it.text(), it.description())
                        .flatMap(Optional::stream)
                        .filter(said -> !said.isEmpty())
                        .findFirst()
                        .orElse("[" + it.type() + "]"),
                it.status(),
                it.failure().map(MessageView::words).orElse(""),
                files.flatMap(path -> it.file().map(file -> FileView.of(file, path + it.id()))),
                RelativeTime.of(it.sentAt().or(() -> Optional.of(it.createdAt())), now));
    }

    private static String words(MessageFailure failure) {
        return failure.message().isEmpty() ? failure.reason() : failure.message();
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
