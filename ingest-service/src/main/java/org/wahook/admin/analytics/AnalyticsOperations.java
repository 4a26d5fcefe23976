package org.wahook.admin.analytics;

import java.time.Clock;
import org.wahook.admin.rest.Parsed;
import tools.jackson.databind.node.ObjectNode;

/** Counts messages, replies and failures, for callers over HTTP and for the console. */
public final class AnalyticsOperations {

    private final AnalyticsStore store;
    private final Clock clock;

    public AnalyticsOperations(AnalyticsStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /** Without times it is the last 24 hours. */
    public Parsed<AnalyticsQuery> parse(ObjectNode query) {
        return AnalyticsQuery.read(query, clock);
    }

    public MessageAnalytics messages(AnalyticsQuery query) {
        return store.counts(query)
                .<MessageAnalytics>map(counted ->
                        new MessageAnalytics.Counted(query, counted.items(), counted.totals(), store.charges(query)))
                .orElseGet(() -> new MessageAnalytics.TooManyRows(query));
    }
}
