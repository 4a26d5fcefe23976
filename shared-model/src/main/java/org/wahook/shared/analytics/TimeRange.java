package org.wahook.shared.analytics;

import java.time.Instant;
import java.util.Optional;

/**
 * A time range of one chatbot, or of all.
 *
 * @param to not included
 */
public record TimeRange(Optional<String> chatbotId, Instant from, Instant to) {

    public TimeRange {
        if (!from.isBefore(to)) {
            throw new IllegalArgumentException("a stretch from " + from + " to " + to + " has no time in it");
        }
    }
}
