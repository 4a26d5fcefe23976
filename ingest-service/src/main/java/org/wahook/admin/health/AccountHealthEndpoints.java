package org.wahook.admin.health;

import java.util.List;
import java.util.Optional;
import org.wahook.admin.integration.AccountPlace;
import org.wahook.admin.integration.IntegrationRules;
import org.wahook.admin.rest.Answer;
import org.wahook.admin.rest.Endpoint;
import org.wahook.admin.rest.Form;
import org.wahook.admin.rest.Page;
import org.wahook.admin.rest.Parsed;
import org.wahook.admin.rest.Request;

/** {@code /api/v1/health} */
public final class AccountHealthEndpoints {

    private final AccountHealthStore store;

    public AccountHealthEndpoints(AccountHealthStore store) {
        this.store = store;
    }

    public List<Endpoint> endpoints() {
        return List.of(Endpoint.get("/api/v1/health/accounts", this::list));
    }

    private record Filter(Optional<String> chatbotId, Optional<AccountPlace> after, int limit) {}

    private Answer list(Request request) {
        Form form = Form.of(request.query());
        Optional<String> chatbotId = form.optionalText("chatbotId", IntegrationRules.CHATBOT_ID);
        Optional<Integer> limit = form.optionalWhole("limit", 1, Page.MOST);
        Optional<String> cursor = form.optionalText("cursor", AccountPlace.RULE);
        Parsed<Filter> filter = form.complete(
                () -> new Filter(chatbotId, cursor.flatMap(AccountPlace::read), limit.orElse(Page.DEFAULT_LIMIT)));
        return filter.then(it -> Page.of(
                store.list(it.chatbotId(), it.after(), it.limit()),
                it.limit(),
                AccountHealth::toJson,
                account -> new AccountPlace(account.createdAt(), account.id()).mark()));
    }
}
