package org.wahook.admin.console.view;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * A conversation with one customer.
 *
 * @param paused whether a person has taken over from the bot
 * @param waitingSince when the oldest unanswered message came
 * @param givenUp how many of those nobody will answer by itself
 * @param linkedTo the conversation in which the same person goes on; empty where there is none
 */
public record ConversationView(
        String id,
        String chatbotId,
        String chatbotName,
        String integrationId,
        String contactId,
        String contactName,
        boolean paused,
        Optional<RelativeTime> pausedUntil,
        long unanswered,
        Optional<RelativeTime> lastMessage,
        Optional<RelativeTime> windowCloses,
        Optional<RelativeTime> waitingSince,
        long givenUp,
        String username,
        boolean group,
        String linkedTo,
        String threadOwner) {

    private static ConversationView of(Fields it) {
        return new ConversationView(
                it.text("id"),
                it.text("chatbotId"),
                it.text("chatbotName"),
                it.text("integrationId"),
                it.text("contactId"),
                it.text("contactName"),
                it.text("bot").equals("paused"),
                it.when("pausedUntil"),
                it.number("unanswered"),
                it.when("lastMessageAt"),
                it.when("windowClosesAt"),
                it.when("waitingSince"),
                it.number("givenUp"),
                it.text("username"),
                it.truth("group"),
                it.text("linkedTo"),
                it.text("threadOwner"));
    }

    public static ConversationView of(JsonNode conversation, Instant now) {
        return of(new Fields(conversation, now));
    }

    public static List<ConversationView> list(JsonNode answer, Instant now) {
        return Fields.items(answer, now, ConversationView::of);
    }

    public String name() {
        return contactName.isEmpty() ? contactId : contactName;
    }

    public String threadOwnerWords() {
        return switch (threadOwner) {
            case "app" -> "this app";
            case "other" -> "another app";
            case "idle" -> "nobody";
            default -> "Meta has not said";
        };
    }

    public String client() {
        return chatbotName.isEmpty() ? chatbotId : chatbotName;
    }

    /** Messages that the bot will still answer by itself. */
    public long waiting() {
        return unanswered - givenUp;
    }

    /** Meta takes free text only within a day of the customer's last message. */
    public boolean windowOpen() {
        return windowCloses.filter(when -> !when.isPast()).isPresent();
    }
}
