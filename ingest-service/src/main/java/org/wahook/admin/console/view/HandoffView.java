package org.wahook.admin.console.view;

import java.time.Instant;
import java.util.Optional;
import org.wahook.admin.conversation.Handoff;

/**
 * A conversation that a bot has handed over.
 *
 * @param summary the bot's words, which may be anybody's
 * @param team empty where the bot named none
 */
public record HandoffView(
        ConversationView conversation, Optional<RelativeTime> since, String reason, String summary, String team) {

    public static HandoffView of(Handoff it, Instant now) {
        return new HandoffView(
                ConversationView.of(it.conversation(), now),
                RelativeTime.of(Optional.of(it.since()), now),
                words(it.reason()),
                it.summary(),
                it.team().orElse(""));
    }

    static String words(String reason) {
        return switch (reason) {
            case "asked_for_person" -> "asked for a person";
            case "cannot_help" -> "the bot can't help";
            default -> reason;
        };
    }
}
