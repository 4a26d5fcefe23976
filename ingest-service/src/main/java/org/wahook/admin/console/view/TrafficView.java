package org.wahook.admin.console.view;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * What went on for a client in some time.
 *
 * @param medianMs how long its customers waited; empty where nobody got a reply
 */
public record TrafficView(
        String chatbotId, long messages, long replies, long failures, Optional<Long> medianMs, Optional<Long> p95Ms) {

    public static final TrafficView NONE = new TrafficView("", 0, 0, 0, Optional.empty(), Optional.empty());

    private static TrafficView of(JsonNode counts) {
        Fields fields = new Fields(counts, Instant.EPOCH);
        return new TrafficView(
                fields.text("chatbotId"),
                fields.number("messagesIn"),
                fields.number("repliesOut"),
                fields.number("failures"),
                fields.optionalNumber("medianReplyMs"),
                fields.optionalNumber("p95ReplyMs"));
    }

    /** The totals of each client. */
    public static List<TrafficView> totals(JsonNode analytics) {
        return analytics.path("totals").valueStream().map(TrafficView::of).toList();
    }

    public static String time(Optional<Long> ms) {
        return ms.map(TrafficView::time).orElse("–");
    }

    private static String time(long ms) {
        return ms < 1_000 ? ms + " ms" : "%.1f s".formatted(ms / 1_000.0);
    }
}
