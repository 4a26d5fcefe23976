package org.wahook.admin.conversation;

import java.time.Instant;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * A conversation that a bot has handed over to a person.
 *
 * @param summary the bot's words, which may be the customer's in part: to be shown as plain text
 */
public record Handoff(Conversation conversation, Instant since, String reason, String summary, Optional<String> team) {

    /** As {@link UnansweredConversation.Mark} reads it. */
    String mark() {
        return since + " " + conversation.id();
    }

    ObjectNode toJson() {
        return conversation
                .toJson()
                .put("reason", reason)
                .put("summary", summary)
                .put("team", team.orElse(null))
                .put("handedOverAt", since.toString());
    }
}
