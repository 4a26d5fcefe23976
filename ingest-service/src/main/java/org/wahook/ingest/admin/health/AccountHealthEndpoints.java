package org.wahook.ingest.admin.health;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.wahook.ingest.admin.integration.IntegrationRules;
import org.wahook.ingest.admin.rest.Answer;
import org.wahook.ingest.admin.rest.Endpoint;
import org.wahook.ingest.admin.rest.Form;
import org.wahook.ingest.admin.rest.Page;
import org.wahook.ingest.admin.rest.PageCursor;
import org.wahook.ingest.admin.rest.Parsed;
import org.wahook.ingest.admin.rest.Request;

/** {@code /api/v1/health} */
public final class AccountHealthEndpoints {

    private final AccountHealthStore store;

    public AccountHealthEndpoints(AccountHealthStore store) {
        this.store = store;
    }

    public List<Endpoint> endpoints() {
        return List.of(Endpoint.get("/api/v1/health/accounts", this::list));
    }

    private record Filter(Optional<String> chatbotId, Optional<UUID> after, int limit) {}

    private Answer list(Request request) {
        Form form = Form.of(request.query());
        Optional<String> chatbotId = form.optionalText("chatbotId", IntegrationRules.CHATBOT_ID);
        Optional<Integer> limit = form.optionalWhole("limit", 1, Page.MOST);
        Optional<String> cursor = form.optionalText("cursor", PageCursor.ID);
        Parsed<Filter> filter = form.complete(
                () -> new Filter(chatbotId, cursor.flatMap(PageCursor::id), limit.orElse(Page.DEFAULT_LIMIT)));
        return filter.then(it -> Page.of(
                store.list(it.chatbotId(), it.after(), it.limit()),
                it.limit(),
                AccountHealth::toJson,
                account -> account.id().toString()));
    }
}
