package org.wahook.platform.broker;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How many members the quorum queues of one virtual host have. A queue that was declared while a part of the cluster was
 * down has fewer than there are nodes, and with those nodes go its messages.
 *
 * @param nodes of the cluster, running or not
 * @param members of each quorum queue, by its name
 */
public record QueueMembers(int nodes, Map<String, Integer> members) {

    public QueueMembers {
        members = Map.copyOf(members);
    }

    /** Of these queues, those that have fewer members than so many, or are unknown, with their number. */
    public Map<String, Integer> fewerThan(int wanted, List<String> queues) {
        Map<String, Integer> few = new TreeMap<>();
        for (String queue : queues) {
            int count = members.getOrDefault(queue, 0);
            if (count < wanted) {
                few.put(queue, count);
            }
        }
        return few;
    }

    /** The fewest that one of these queues has. */
    public int fewest(List<String> queues) {
        return queues.stream()
                .mapToInt(queue -> members.getOrDefault(queue, 0))
                .min()
                .orElse(0);
    }
}
