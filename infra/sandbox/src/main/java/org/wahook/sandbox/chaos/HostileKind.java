package org.wahook.sandbox.chaos;

import java.util.List;
import java.util.stream.Stream;

/**
 * Something in the outside world that takes more than its share, for as long as it is open. {@code ./dev chaos hostile}
 * has each kind alone, and then all of them at once.
 *
 * @param name as it stands in the table
 */
record HostileKind(String name, Start start) {

    /** Begins; what it returns ends it. */
    interface Start {
        AutoCloseable begin(ChaosSystem system);
    }

    /** To add a kind, add it here. */
    static List<HostileKind> all() {
        return Stream.of(StrangerFaults.all()).flatMap(List::stream).toList();
    }
}
