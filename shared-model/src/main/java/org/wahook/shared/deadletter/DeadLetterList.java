package org.wahook.shared.deadletter;

import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * The oldest letters that are selected, and how many there are in all.
 *
 * @param letters the oldest ones
 * @param counts of all that were counted
 * @param complete false where there are more than were counted
 */
public record DeadLetterList(List<DeadLetter> letters, Map<Group, Integer> counts, boolean complete) {

    /**
     * Letters that probably have one cause.
     *
     * @param chatbotId empty where the letter names none
     * @param reason empty where it names none
     */
    public record Group(String chatbotId, String reason) {
        static Group of(DeadLetter letter) {
            return new Group(letter.chatbotId(), letter.reason());
        }
    }

    public DeadLetterList {
        letters = List.copyOf(letters);
        counts = Map.copyOf(counts);
    }

    /** How many were counted. */
    public int total() {
        return counts.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** The largest first. */
    public List<Map.Entry<Group, Integer>> groups() {
        return counts.entrySet().stream()
                .sorted(Map.Entry.<Group, Integer>comparingByValue()
                        .reversed()
                        .thenComparing(entry -> entry.getKey().chatbotId())
                        .thenComparing(entry -> entry.getKey().reason(), Comparator.naturalOrder()))
                .toList();
    }
}
