package org.wahook.sandbox.chaos;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;

/**
 * Something or somebody that takes more than its share, for as long as it is open. {@code ./dev chaos hostile} has each
 * kind alone, and then all of them at once.
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
        return Stream.of(StrangerFaults.all(), NeighbourFaults.kinds())
                .flatMap(List::stream)
                .toList();
    }

    /** This kind alone, for so long. */
    Fault fault(Duration time) {
        return together(name, List.of(this), time);
    }

    /** All these kinds at one time, for so long. */
    static Fault together(String name, List<HostileKind> kinds, Duration time) {
        return new Fault(name, system -> run(kinds, system, time));
    }

    private static void run(List<HostileKind> kinds, ChaosSystem system, Duration time) throws InterruptedException {
        Deque<AutoCloseable> begun = new ArrayDeque<>();
        try {
            kinds.forEach(kind -> begun.push(kind.start().begin(system)));
            Thread.sleep(time);
        } finally {
            begun.forEach(HostileKind::end);
        }
    }

    private static void end(AutoCloseable one) {
        try {
            one.close();
        } catch (Exception e) {
            throw new IllegalStateException("a hostile kind did not end", e);
        }
    }
}
