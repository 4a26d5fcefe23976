package org.wahook.shared.analytics;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * Replies that Meta has accepted and of which it has told neither that they were delivered nor that they failed. Some wait
 * for a telephone that is off; many at once mean that statuses do not arrive, or that customers get nothing.
 */
public final class UndeliveredReplies {

    /** Usually it takes seconds. */
    public static final Duration BOUND = Duration.ofHours(1);

    private static final Duration DAY = Duration.ofDays(1);

    /** By the small index of these. */
    private static final String COUNT = """
            SELECT chatbot_id, count(*) AS replies FROM messages
            WHERE (direction = 'outbound' AND status = 'sent' AND origin = 'live' AND type <> 'reaction') IS TRUE
              AND sent_at >= :from AND sent_at < least(:to, now() - :bound * interval '1 ms')
              AND (:chatbot::text IS NULL OR chatbot_id = :chatbot)
            GROUP BY chatbot_id
            """;

    private UndeliveredReplies() {}

    /**
     * By chatbot, of all where none is given.
     *
     * @param from when Meta accepted them, at least {@link #BOUND} ago
     */
    public static Map<String, Long> count(Handle handle, Optional<String> chatbotId, Instant from, Instant to) {
        Map<String, Long> counts = new TreeMap<>();
        handle.createQuery(COUNT)
                .bind("from", from)
                .bind("to", to)
                .bind("bound", BOUND.toMillis())
                .bind("chatbot", chatbotId.orElse(null))
                .map((row, context) -> counts.put(row.getString("chatbot_id"), row.getLong("replies")))
                .list();
        return counts;
    }

    /** Of all chatbots: accepted within a day, and at least {@link #BOUND} ago. */
    public static long ofLastDay(Jdbi jdbi) {
        Instant now = Instant.now();
        return jdbi
                .withHandle(handle ->
                        count(handle, Optional.empty(), now.minus(BOUND).minus(DAY), now))
                .values()
                .stream()
                .mapToLong(Long::longValue)
                .sum();
    }
}
