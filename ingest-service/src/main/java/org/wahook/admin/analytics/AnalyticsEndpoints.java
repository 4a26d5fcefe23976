package org.wahook.admin.analytics;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.wahook.admin.rest.Answer;
import org.wahook.admin.rest.Endpoint;
import org.wahook.admin.rest.FieldProblem;
import org.wahook.admin.rest.Problem;
import org.wahook.admin.rest.Request;
import org.wahook.platform.json.Json;
import org.wahook.shared.analytics.MessageCountQueries.Span;
import org.wahook.shared.analytics.MonthlyCharges;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code /api/v1/analytics} */
public final class AnalyticsEndpoints {

    private final AnalyticsStore store;
    private final Clock clock;

    public AnalyticsEndpoints(AnalyticsStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    public List<Endpoint> endpoints() {
        return List.of(Endpoint.get("/api/v1/analytics/messages", this::messages));
    }

    private Answer messages(Request request) {
        return AnalyticsQuery.read(request.query(), clock)
                .then(period -> store.counts(period)
                        .map(counted -> told(period, counted, store.charges(period), store.undelivered(period)))
                        .orElseGet(() -> tooLong(period)));
    }

    private static Answer told(
            AnalyticsQuery period,
            CountsByChatbot counted,
            List<MonthlyCharges> charges,
            Map<String, Long> undelivered) {
        ObjectNode json = Json.object()
                .put("from", period.from().toString())
                .put("to", period.to().toString())
                .put("bucket", period.bucket().word());
        ArrayNode items = json.putArray("items");
        counted.items().forEach(counts -> items.add(counts.toJson()));
        ArrayNode totals = json.putArray("totals");
        counted.totals().forEach(counts -> totals.add(counts.toJson()));
        ArrayNode prices = json.putArray("charges");
        charges.forEach(it -> prices.addObject()
                .put("month", it.month().toString().substring(0, "2026-11".length()))
                .put("chatbotId", it.chatbotId())
                .put("integrationId", it.accountId())
                .put("billableReplies", it.billable())
                .put("freeReplies", it.free())
                .put("allowanceUsed", it.allowanceUsed()));
        ArrayNode lost = json.putArray("undelivered");
        undelivered.forEach((chatbotId, replies) ->
                lost.addObject().put("chatbotId", chatbotId).put("replies", replies));
        return Answer.ok(json);
    }

    private static Answer tooLong(AnalyticsQuery period) {
        String coarser = period.bucket() == Span.HOUR ? ", or bucket=day" : "";
        return Answer.refused(Problem.invalid(List.of(new FieldProblem(
                "from",
                "would give more than %d rows, one for each chatbot and %s: ask for a shorter time, or one chatbotId%s"
                        .formatted(AnalyticsStore.MOST_ROWS, period.bucket().word(), coarser)))));
    }
}
