package org.wahook.admin.conversation;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.wahook.admin.rest.Form;
import org.wahook.admin.rest.Parsed;
import org.wahook.admin.rest.Rule;
import tools.jackson.databind.node.ObjectNode;

/**
 * What Meta is asked to do with the thread of a conversation.
 *
 * @param targetRole whom to pass it to; empty for the escalation partner
 * @param metadata handed to the next owner as it is
 */
public record ThreadChange(Action action, Optional<String> targetRole, Optional<String> metadata) {

    private static final int LONGEST_METADATA = 2000;

    /** Meta's three actions, each with the owner that follows from it. */
    enum Action {
        TAKE("app"),
        PASS("other"),
        RELEASE("idle");

        private final String owner;

        Action(String owner) {
            this.owner = owner;
        }

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        String owner() {
            return owner;
        }

        private static List<String> words() {
            return Stream.of(values()).map(Action::word).toList();
        }
    }

    public static Parsed<ThreadChange> read(ObjectNode body) {
        Form form = Form.of(body);
        String action = form.text("action", Rule.oneOf(Action.words().toArray(String[]::new)));
        Optional<String> role = form.optionalText("targetRole", Rule.text(1, 100));
        Optional<String> metadata = form.optionalText("metadata", Rule.lines(LONGEST_METADATA));
        return form.complete(() -> new ThreadChange(Action.valueOf(action.toUpperCase(Locale.ROOT)), role, metadata));
    }
}
