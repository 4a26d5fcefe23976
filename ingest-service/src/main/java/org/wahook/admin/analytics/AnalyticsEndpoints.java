package org.wahook.admin.analytics;

import java.util.List;
import org.wahook.admin.rest.Endpoint;
import org.wahook.admin.rest.Request;
import org.wahook.admin.rest.RestAnswer;

/** {@code /api/v1/analytics} */
public final class AnalyticsEndpoints {

    private final AnalyticsOperations operations;

    public AnalyticsEndpoints(AnalyticsOperations operations) {
        this.operations = operations;
    }

    public List<Endpoint> endpoints() {
        return List.of(Endpoint.get("/api/v1/analytics/messages", this::messages));
    }

    private RestAnswer messages(Request request) {
        return operations.parse(request.query()).then(query -> switch (operations.messages(query)) {
            case MessageAnalytics.Counted counted -> RestAnswer.ok(counted.toJson());
            case MessageAnalytics.TooManyRows refused -> RestAnswer.refused(refused);
        });
    }
}
