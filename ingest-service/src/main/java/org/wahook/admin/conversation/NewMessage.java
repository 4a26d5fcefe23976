package org.wahook.admin.conversation;

import java.util.Optional;
import org.wahook.admin.rest.Form;
import org.wahook.admin.rest.Parsed;
import org.wahook.admin.rest.Rule;
import tools.jackson.databind.node.ObjectNode;

/** What a person writes to a customer. */
public record NewMessage(String text, Optional<String> idempotencyKey) {

    /** What Meta takes in one message. */
    private static final int LONGEST_TEXT = 4096;

    private static final int LONGEST_KEY = 200;

    public static Parsed<NewMessage> read(ObjectNode body, Optional<String> idempotencyKey) {
        Form form = Form.of(body);
        String text = form.text("text", Rule.lines(LONGEST_TEXT));
        idempotencyKey
                .flatMap(Rule.text(1, LONGEST_KEY)::complaint)
                .ifPresent(what -> form.problem("Idempotency-Key", "must " + what));
        return form.complete(() -> new NewMessage(text, idempotencyKey));
    }

    /** Customers' conversations stay out of what is printed. */
    @Override
    public String toString() {
        return "NewMessage[" + text.length() + " characters]";
    }
}
