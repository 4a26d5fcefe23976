package org.wahook.admin.conversation;

import java.util.List;
import java.util.Optional;
import org.wahook.admin.integration.IntegrationRules;
import org.wahook.admin.rest.Answer;
import org.wahook.admin.rest.Endpoint;
import org.wahook.admin.rest.Form;
import org.wahook.admin.rest.Page;
import org.wahook.admin.rest.Parsed;
import org.wahook.admin.rest.Request;
import org.wahook.admin.rest.Rule;

/** {@code GET /api/v1/handoffs} */
public final class HandoffEndpoints {

    private static final String PATH = "/api/v1/handoffs";

    /** As long as a bot may name a team. */
    private static final int LONGEST_TEAM = 100;

    private final HandoffStore store;

    public HandoffEndpoints(HandoffStore store) {
        this.store = store;
    }

    public List<Endpoint> endpoints() {
        return List.of(Endpoint.get(PATH, this::list));
    }

    private record ListRequest(HandoffStore.Filter filter, Optional<Unanswered.Mark> after, int limit) {}

    private Answer list(Request request) {
        Form form = Form.of(request.query());
        Optional<String> chatbotId = form.optionalText("chatbotId", IntegrationRules.CHATBOT_ID);
        Optional<String> team = form.optionalText("team", Rule.text(1, LONGEST_TEAM));
        Optional<Integer> limit = form.optionalWhole("limit", 1, Page.MOST);
        Optional<String> cursor = form.optionalText("cursor", Unanswered.Mark.RULE);
        Parsed<ListRequest> asked = form.complete(() -> new ListRequest(
                new HandoffStore.Filter(chatbotId, team),
                cursor.flatMap(Unanswered.Mark::read),
                limit.orElse(Page.DEFAULT_LIMIT)));
        return asked.then(it ->
                Page.of(store.list(it.filter(), it.after(), it.limit()), it.limit(), Handoff::toJson, Handoff::mark));
    }
}
