package org.wahook.sandbox.chaos;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What became of the messages that people wrote.
 *
 * @param taken the admin API answered 202
 * @param failed Meta would not take them for as long as the ladder
 */
record PeopleReport(long taken, long sent, long failed, long lost, long twice, long outOfOrder) {

    /** @param failed rows that say so; a message that a timed-out request has kept may be one of them */
    static PeopleReport of(Map<String, List<Integer>> taken, Map<String, List<Integer>> sent, long failed) {
        long all = 0;
        long missing = 0;
        long twice = 0;
        long outOfOrder = 0;
        for (Map.Entry<String, List<Integer>> of : taken.entrySet()) {
            List<Integer> arrived = sent.getOrDefault(of.getKey(), List.of());
            Set<Integer> once = new HashSet<>(arrived);
            all += of.getValue().size();
            missing += of.getValue().stream()
                    .filter(number -> !once.contains(number))
                    .count();
            twice += arrived.size() - once.size();
            outOfOrder += outOfOrder(arrived, Set.copyOf(of.getValue()));
        }
        return new PeopleReport(all, all - missing, failed, Math.max(0, missing - failed), twice, outOfOrder);
    }

    private static long outOfOrder(List<Integer> arrived, Set<Integer> taken) {
        long found = 0;
        int before = -1;
        for (int number : arrived) {
            if (taken.contains(number)) {
                found += number < before ? 1 : 0;
                before = Math.max(before, number);
            }
        }
        return found;
    }

    boolean good() {
        return lost == 0 && twice == 0 && outOfOrder == 0;
    }

    @Override
    public String toString() {
        return "written by people: %d taken, %d sent, %d failed, %d lost, %d twice, %d out of order"
                .formatted(taken, sent, failed, lost, twice, outOfOrder);
    }
}
