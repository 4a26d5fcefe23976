package org.wahook.ingest.admin.analytics;

import java.time.Clock;
import java.util.List;
import org.wahook.ingest.admin.rest.Answer;
import org.wahook.ingest.admin.rest.Endpoint;
import org.wahook.ingest.admin.rest.FieldProblem;
import org.wahook.ingest.admin.rest.Problem;
import org.wahook.ingest.admin.rest.Request;
import org.wahook.shared.analytics.Tallies.Span;
import org.wahook.shared.json.Json;
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
        return Period.read(request.query(), clock)
                .then(period -> store.counts(period)
                        .map(counted -> told(period, counted))
                        .orElseGet(() -> tooLong(period)));
    }

    private static Answer told(Period period, Counted counted) {
        ObjectNode json = Json.object()
                .put("from", period.from().toString())
                .put("to", period.to().toString())
                .put("bucket", period.bucket().word());
        ArrayNode items = json.putArray("items");
        counted.items().forEach(counts -> items.add(counts.toJson()));
        ArrayNode totals = json.putArray("totals");
        counted.totals().forEach(counts -> totals.add(counts.toJson()));
        return Answer.ok(json);
    }

    private static Answer tooLong(Period period) {
        String coarser = period.bucket() == Span.HOUR ? ", or bucket=day" : "";
        return Answer.refused(Problem.invalid(List.of(new FieldProblem(
                "from",
                "would give more than %d rows, one for each chatbot and %s: ask for a shorter time, or one chatbotId%s"
                        .formatted(AnalyticsStore.MOST_ROWS, period.bucket().word(), coarser)))));
    }
}
