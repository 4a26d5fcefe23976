package org.wahook.admin.conversation;

import java.util.Optional;
import org.wahook.admin.integration.IntegrationRules;
import org.wahook.admin.rest.Form;
import org.wahook.admin.rest.Page;
import org.wahook.admin.rest.Parsed;
import org.wahook.admin.rest.Rule;
import tools.jackson.databind.node.ObjectNode;

/** Which of the conversations that were handed over a list shows, and from where on. */
public record HandoffQuery(
        Optional<String> chatbotId, Optional<String> team, Optional<UnansweredConversation.Mark> after, int limit) {

    /** As long as a bot may name a team. */
    private static final int LONGEST_TEAM = 100;

    public static Parsed<HandoffQuery> read(ObjectNode query) {
        Form form = Form.of(query);
        Optional<String> chatbotId = form.optionalText("chatbotId", IntegrationRules.CHATBOT_ID);
        Optional<String> team = form.optionalText("team", Rule.text(1, LONGEST_TEAM));
        Optional<Integer> limit = form.optionalWhole("limit", 1, Page.MOST);
        Optional<String> cursor = form.optionalText("cursor", UnansweredConversation.Mark.RULE);
        return form.complete(() -> new HandoffQuery(
                chatbotId, team, cursor.flatMap(UnansweredConversation.Mark::read), limit.orElse(Page.DEFAULT_LIMIT)));
    }
}
