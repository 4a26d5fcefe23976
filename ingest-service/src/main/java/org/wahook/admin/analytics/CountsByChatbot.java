package org.wahook.admin.analytics;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.wahook.shared.analytics.MessageCountQueries.Span;
import org.wahook.shared.analytics.MessageCounts;

/** Tallies added up by chatbot, and by chatbot and bucket. */
final class CountsByChatbot {

    private final Span bucket;
    private final TreeMap<String, TreeMap<Instant, MessageCounts>> items = new TreeMap<>();
    private int rows;

    CountsByChatbot(Span bucket) {
        this.bucket = bucket;
    }

    void add(MessageCounts counts) {
        Instant start = bucket.startOf(counts.startedAt());
        TreeMap<Instant, MessageCounts> ofChatbot = items.computeIfAbsent(counts.chatbotId(), id -> new TreeMap<>());
        MessageCounts before = ofChatbot.get(start);
        if (before == null) {
            rows++;
        }
        ofChatbot.put(start, before == null ? counts : before.plus(counts));
    }

    /** Chatbots and buckets. */
    int rows() {
        return rows;
    }

    List<ChatbotCounts> items() {
        List<ChatbotCounts> counts = new ArrayList<>(rows);
        items.values()
                .forEach(ofChatbot ->
                        ofChatbot.forEach((start, bucket) -> counts.add(ChatbotCounts.of(bucket, Optional.of(start)))));
        return counts;
    }

    List<ChatbotCounts> totals() {
        List<ChatbotCounts> counts = new ArrayList<>();
        items.forEach((chatbotId, ofChatbot) -> {
            MessageCounts total = ofChatbot.values().stream()
                    .reduce(MessageCounts.none(chatbotId, Instant.EPOCH), MessageCounts::plus);
            counts.add(ChatbotCounts.of(total, Optional.empty()));
        });
        return counts;
    }
}
