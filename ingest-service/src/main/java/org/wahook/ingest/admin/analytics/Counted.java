package org.wahook.ingest.admin.analytics;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.wahook.shared.analytics.Tallies.Span;
import org.wahook.shared.analytics.Tally;

/** Tallies added up by chatbot, and by chatbot and bucket. */
final class Counted {

    private final Span bucket;
    private final TreeMap<String, TreeMap<Instant, Tally>> items = new TreeMap<>();
    private int rows;

    Counted(Span bucket) {
        this.bucket = bucket;
    }

    void add(Tally tally) {
        Instant start = bucket.startOf(tally.startedAt());
        TreeMap<Instant, Tally> ofChatbot = items.computeIfAbsent(tally.chatbotId(), id -> new TreeMap<>());
        Tally before = ofChatbot.get(start);
        if (before == null) {
            rows++;
        }
        ofChatbot.put(start, before == null ? tally : before.plus(tally));
    }

    /** Chatbots and buckets. */
    int rows() {
        return rows;
    }

    List<MessageCounts> items() {
        List<MessageCounts> counts = new ArrayList<>(rows);
        items.values()
                .forEach(ofChatbot ->
                        ofChatbot.forEach((start, tally) -> counts.add(MessageCounts.of(tally, Optional.of(start)))));
        return counts;
    }

    List<MessageCounts> totals() {
        List<MessageCounts> counts = new ArrayList<>();
        items.forEach((chatbotId, ofChatbot) -> {
            Tally total = ofChatbot.values().stream().reduce(Tally.none(chatbotId, Instant.EPOCH), Tally::plus);
            counts.add(MessageCounts.of(total, Optional.empty()));
        });
        return counts;
    }
}
