package org.wahook.ingest.admin.analytics;

import java.time.Clock;
import java.util.List;
import org.wahook.ingest.admin.rest.Answer;
import org.wahook.ingest.admin.rest.Endpoint;
import org.wahook.ingest.admin.rest.Request;
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
        return Period.read(request.query(), clock).then(period -> {
            ObjectNode json = Json.object()
                    .put("from", period.from().toString())
                    .put("to", period.to().toString())
                    .put("bucket", period.bucket().word());
            ArrayNode items = json.putArray("items");
            ArrayNode totals = json.putArray("totals");
            store.counts(period).forEach(counts -> (counts.bucket().isPresent() ? items : totals).add(counts.toJson()));
            return Answer.ok(json);
        });
    }
}
