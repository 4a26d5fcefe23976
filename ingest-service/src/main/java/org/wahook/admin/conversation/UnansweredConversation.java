package org.wahook.admin.conversation;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import org.wahook.admin.rest.PageCursor;
import org.wahook.admin.rest.Rule;
import tools.jackson.databind.node.ObjectNode;

/**
 * A conversation in which somebody waits.
 *
 * @param since when the first unanswered message came
 * @param givenUp of those, how many nobody will answer by itself any more: they are dead letters
 */
public record UnansweredConversation(Conversation conversation, Instant since, long messages, long givenUp) {

    /** Where a page ended. */
    public record Mark(Instant since, long conversation) {

        static final Rule RULE = PageCursor.rule(Mark::read);

        static Optional<Mark> read(String cursor) {
            return PageCursor.mark(cursor).flatMap(Mark::parse);
        }

        private static Optional<Mark> parse(String mark) {
            String[] parts = mark.split(" ", 2);
            try {
                return parts.length < 2 || !parts[1].matches("\\d{1,18}")
                        ? Optional.empty()
                        : Optional.of(new Mark(Instant.parse(parts[0]), Long.parseLong(parts[1])));
            } catch (DateTimeException e) {
                return Optional.empty();
            }
        }
    }

    String mark() {
        return since + " " + conversation.id();
    }

    ObjectNode toJson() {
        return conversation
                .toJson()
                .put("unanswered", messages)
                .put("givenUp", givenUp)
                .put("waitingSince", since.toString());
    }
}
