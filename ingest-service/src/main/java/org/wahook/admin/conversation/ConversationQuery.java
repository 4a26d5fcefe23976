package org.wahook.admin.conversation;

import java.util.Optional;
import org.wahook.admin.integration.IntegrationRules;
import org.wahook.admin.rest.Form;
import org.wahook.admin.rest.Page;
import org.wahook.admin.rest.Parsed;
import tools.jackson.databind.node.ObjectNode;

/** Which conversations a list shows, and from where on. */
public record ConversationQuery(
        ConversationListStore.Filter filter, Optional<ConversationListStore.Mark> before, int limit) {

    public static Parsed<ConversationQuery> read(ObjectNode query) {
        Form form = Form.of(query);
        Optional<String> chatbotId = form.optionalText("chatbotId", IntegrationRules.CHATBOT_ID);
        Optional<String> contact = form.optionalText("contact", ContactQuery.RULE);
        Optional<Integer> limit = form.optionalWhole("limit", 1, Page.MOST);
        Optional<String> cursor = form.optionalText("cursor", ConversationListStore.Mark.RULE);
        return form.complete(() -> new ConversationQuery(
                new ConversationListStore.Filter(chatbotId, contact.map(ContactQuery::of)),
                cursor.flatMap(ConversationListStore.Mark::read),
                limit.orElse(Page.DEFAULT_LIMIT)));
    }
}
