package org.wahook.admin.console.view;

import java.util.List;
import java.util.Optional;
import org.wahook.admin.analytics.ChatbotCounts;

/**
 * What went on for a client in some time.
 *
 * @param medianMs how long its customers waited; empty where nobody got a reply
 */
public record TrafficView(
        String chatbotId, long messages, long replies, long failures, Optional<Long> medianMs, Optional<Long> p95Ms) {

    public static final TrafficView NONE = new TrafficView("", 0, 0, 0, Optional.empty(), Optional.empty());

    /** The counts of one client; none where nothing was counted for it. */
    public static TrafficView of(String chatbotId, List<ChatbotCounts> totals) {
        return totals.stream()
                .filter(total -> total.chatbotId().equals(chatbotId))
                .findFirst()
                .map(TrafficView::of)
                .orElse(NONE);
    }

    private static TrafficView of(ChatbotCounts counts) {
        return new TrafficView(
                counts.chatbotId(),
                counts.messagesIn(),
                counts.repliesOut(),
                counts.failures(),
                counts.medianReplyMs(),
                counts.p95ReplyMs());
    }

    public static String time(Optional<Long> ms) {
        return ms.map(TrafficView::time).orElse("–");
    }

    private static String time(long ms) {
        return ms < 1_000 ? ms + " ms" : "%.1f s".formatted(ms / 1_000.0);
    }
}
