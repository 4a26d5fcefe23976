package org.wahook.admin.analytics;

import java.util.List;
import org.wahook.admin.rest.FieldProblem;
import org.wahook.admin.rest.Problem;
import org.wahook.admin.rest.Refused;
import org.wahook.platform.json.Json;
import org.wahook.shared.analytics.MessageCountQueries.Span;
import org.wahook.shared.analytics.MonthlyCharges;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What was counted, or why nothing was. */
public sealed interface MessageAnalytics {

    /**
     * The counts.
     *
     * @param items by chatbot and bucket
     * @param totals by chatbot
     */
    record Counted(
            AnalyticsQuery query, List<ChatbotCounts> items, List<ChatbotCounts> totals, List<MonthlyCharges> charges)
            implements MessageAnalytics {

        public Counted {
            items = List.copyOf(items);
            totals = List.copyOf(totals);
            charges = List.copyOf(charges);
        }

        /** For callers over HTTP, and for the charts of the console. */
        public ObjectNode toJson() {
            ObjectNode json = Json.object()
                    .put("from", query.from().toString())
                    .put("to", query.to().toString())
                    .put("bucket", query.bucket().word());
            ArrayNode rows = json.putArray("items");
            items.forEach(counts -> rows.add(counts.toJson()));
            ArrayNode sums = json.putArray("totals");
            totals.forEach(counts -> sums.add(counts.toJson()));
            ArrayNode prices = json.putArray("charges");
            charges.forEach(it -> prices.addObject()
                    .put("month", it.month().toString().substring(0, "2026-11".length()))
                    .put("chatbotId", it.chatbotId())
                    .put("integrationId", it.accountId())
                    .put("billableReplies", it.billable())
                    .put("freeReplies", it.free())
                    .put("allowanceUsed", it.allowanceUsed()));
            return json;
        }
    }

    /** The answer would be too long. */
    record TooManyRows(AnalyticsQuery query) implements MessageAnalytics, Refused {
        @Override
        public Problem problem() {
            String coarser = query.bucket() == Span.HOUR ? ", or bucket=day" : "";
            return Problem.invalid(List.of(new FieldProblem(
                    "from",
                    "would give more than %d rows, one for each chatbot and %s: ask for a shorter time, or one chatbotId%s"
                            .formatted(AnalyticsStore.MOST_ROWS, query.bucket().word(), coarser))));
        }
    }
}
