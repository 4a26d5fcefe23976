package org.wahook.admin.analytics;

import java.time.Instant;
import java.util.Optional;
import org.wahook.platform.json.Json;
import org.wahook.shared.analytics.MessageCounts;
import tools.jackson.databind.node.ObjectNode;

/**
 * What went on for one chatbot.
 *
 * @param bucket when it began; empty for the whole period
 * @param failures messages that were given up, and replies that Meta could not deliver
 * @param medianReplyMs from the arrival of a turn's first message to Meta taking the reply, of the replies that were begun in
 *     this time, within 2 %; empty where there is none
 */
public record ChatbotCounts(
        String chatbotId,
        Optional<Instant> bucket,
        long messagesIn,
        long repliesOut,
        long failures,
        Optional<Long> medianReplyMs,
        Optional<Long> p95ReplyMs) {

    static ChatbotCounts of(MessageCounts counts, Optional<Instant> bucket) {
        return new ChatbotCounts(
                counts.chatbotId(),
                bucket,
                counts.messagesIn(),
                counts.repliesOut(),
                counts.failures(),
                quantile(counts, 0.5),
                quantile(counts, 0.95));
    }

    private static Optional<Long> quantile(MessageCounts counts, double fraction) {
        return counts.replyTimes().quantile(fraction).stream().boxed().findFirst();
    }

    ObjectNode toJson() {
        ObjectNode json = Json.object().put("chatbotId", chatbotId);
        bucket.ifPresent(time -> json.put("bucket", time.toString()));
        json.put("messagesIn", messagesIn).put("repliesOut", repliesOut).put("failures", failures);
        json.put("medianReplyMs", medianReplyMs.orElse(null));
        return json.put("p95ReplyMs", p95ReplyMs.orElse(null));
    }
}
