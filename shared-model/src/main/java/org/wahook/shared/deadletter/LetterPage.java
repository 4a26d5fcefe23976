package org.wahook.shared.deadletter;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A page of letters, and counts of all letters of the filter.
 *
 * @param letters without their bodies
 * @param next where the next page begins; empty at the end
 * @param count of all letters of the filter
 * @param groups by client and reason, the largest first
 */
public record LetterPage(List<DeadLetter> letters, Optional<LetterPlace> next, long count, List<Group> groups) {

    /**
     * Letters of one client that were given up for one reason.
     *
     * @param oldest empty where the queues were read without the index
     */
    public record Group(String chatbotId, String reason, long count, Optional<Instant> oldest) {}

    public LetterPage {
        letters = List.copyOf(letters);
        groups = List.copyOf(groups);
    }
}
