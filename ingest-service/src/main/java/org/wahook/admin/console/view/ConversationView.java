package org.wahook.admin.console.view;

import java.time.Instant;
import java.util.Optional;
import org.wahook.admin.conversation.Conversation;
import org.wahook.admin.conversation.UnansweredConversation;

/**
 * A conversation with one customer.
 *
 * @param paused whether a person has taken over from the bot
 * @param waitingSince when the oldest unanswered message came
 * @param givenUp how many of those are dead letters
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

    public static ConversationView of(Conversation conversation, Instant now) {
        return of(conversation, conversation.unanswered(), 0, Optional.empty(), now);
    }

    /** Of a list of those who wait. */
    public static ConversationView of(UnansweredConversation it, Instant now) {
        return of(it.conversation(), it.messages(), it.givenUp(), Optional.of(it.since()), now);
    }

    private static ConversationView of(
            Conversation it, long unanswered, long givenUp, Optional<Instant> waitingSince, Instant now) {
        return new ConversationView(
                String.valueOf(it.id()),
                it.chatbotId(),
                it.chatbotName(),
                it.integrationId().toString(),
                it.contactId(),
                it.contactName(),
                it.paused(),
                it.paused() ? RelativeTime.of(it.pausedUntil(), now) : Optional.empty(),
                unanswered,
                RelativeTime.of(it.lastMessageAt(), now),
                RelativeTime.of(it.windowClosesAt(), now),
                RelativeTime.of(waitingSince, now),
                givenUp,
                it.username(),
                it.group(),
                it.linkedTo().map(String::valueOf).orElse(""),
                it.threadOwner());
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
