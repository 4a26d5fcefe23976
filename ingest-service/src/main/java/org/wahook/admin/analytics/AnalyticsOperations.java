package org.wahook.admin.analytics;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.wahook.admin.rest.Parsed;
import org.wahook.shared.analytics.MessageCountQueries.Span;
import org.wahook.shared.analytics.MonthlyCharges;
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
                .<MessageAnalytics>map(counted -> new MessageAnalytics.Counted(
                        query, counted.items(), counted.totals(), store.charges(query), store.undelivered(query)))
                .orElseGet(() -> new MessageAnalytics.TooManyRows(query));
    }

    /** Of this month and the two before it, the oldest first. */
    public List<MonthlyCharges> charges(String chatbotId) {
        Instant now = clock.instant();
        LocalDate first =
                LocalDate.ofInstant(now, ZoneOffset.UTC).withDayOfMonth(1).minusMonths(2);
        return store.charges(new AnalyticsQuery(
                Optional.of(chatbotId), first.atStartOfDay().toInstant(ZoneOffset.UTC), now, Span.DAY));
    }
}
