package org.wahook.shared.deadletter;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.wahook.shared.topology.Topology;

/** The queues of dead letters. */
public enum DeadLetterQueue {
    /** Replies that were given up. */
    REPLIES(Topology.REPLIES_DEAD),
    /** Events, or parts of them, that could not be understood or stored. */
    EVENTS(Topology.EVENTS_DEAD),
    /** Events of a number that no active account has. */
    UNROUTED(Topology.UNROUTED);

    private final String queueName;

    DeadLetterQueue(String queueName) {
        this.queueName = queueName;
    }

    public String queueName() {
        return queueName;
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<DeadLetterQueue> of(String word) {
        return Arrays.stream(values())
                .filter(queue -> queue.word().equals(word))
                .findFirst();
    }
}
