package org.wahook.admin.health;

import java.util.Optional;
import org.wahook.admin.integration.AccountPlace;
import org.wahook.admin.integration.IntegrationRules;
import org.wahook.admin.rest.Form;
import org.wahook.admin.rest.Page;
import org.wahook.admin.rest.Parsed;
import tools.jackson.databind.node.ObjectNode;

/** Whose health a list shows, and from where on. */
public record AccountHealthQuery(Optional<String> chatbotId, Optional<AccountPlace> after, int limit) {

    static Parsed<AccountHealthQuery> read(ObjectNode query) {
        Form form = Form.of(query);
        Optional<String> chatbotId = form.optionalText("chatbotId", IntegrationRules.CHATBOT_ID);
        Optional<Integer> limit = form.optionalWhole("limit", 1, Page.MOST);
        Optional<String> cursor = form.optionalText("cursor", AccountPlace.RULE);
        return form.complete(() -> new AccountHealthQuery(
                chatbotId, cursor.flatMap(AccountPlace::read), limit.orElse(Page.DEFAULT_LIMIT)));
    }
}
