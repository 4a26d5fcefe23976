package org.wahook.admin.integration;

import java.util.Optional;
import org.wahook.admin.rest.Form;
import org.wahook.admin.rest.Page;
import org.wahook.admin.rest.Parsed;
import org.wahook.admin.rest.Rule;
import tools.jackson.databind.node.ObjectNode;

/** Which integrations a list shows, and from where on. */
public record IntegrationFilter(
        Optional<String> chatbotId,
        Optional<String> phoneNumberId,
        Optional<String> status,
        int limit,
        Optional<AccountPlace> after) {

    public static Parsed<IntegrationFilter> read(ObjectNode query) {
        Form form = Form.of(query);
        Optional<String> chatbotId = form.optionalText("chatbotId", IntegrationRules.CHATBOT_ID);
        Optional<String> phoneNumberId = form.optionalText("phoneNumberId", Rule.text(1, 100));
        Optional<String> status = form.optionalText("status", IntegrationRules.STATUS);
        Optional<Integer> limit = form.optionalWhole("limit", 1, Page.MOST);
        Optional<String> cursor = form.optionalText("cursor", AccountPlace.RULE);
        return form.complete(() -> new IntegrationFilter(
                chatbotId,
                phoneNumberId,
                status,
                limit.orElse(Page.DEFAULT_LIMIT),
                cursor.flatMap(AccountPlace::read)));
    }
}
