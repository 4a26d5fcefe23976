package org.wahook.sandbox.chaos;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** The faults of {@code ./dev chaos hostile}: none, each {@link HostileKind} alone, and all of them at once. */
final class HostileFaults {

    private static final Duration ALONE = Duration.ofSeconds(10);
    private static final Duration TOGETHER = Duration.ofSeconds(30);

    private HostileFaults() {}

    static List<Fault> all() {
        List<Fault> faults = new ArrayList<>();
        faults.add(new Fault("none", system -> Thread.sleep(ALONE)));
        HostileKind.all()
                .forEach(kind -> faults.add(new Fault(kind.name(), system -> run(List.of(kind), system, ALONE))));
        faults.add(new Fault("all at once", system -> run(HostileKind.all(), system, TOGETHER)));
        return List.copyOf(faults);
    }

    private static void run(List<HostileKind> kinds, ChaosSystem system, Duration time) throws InterruptedException {
        Deque<AutoCloseable> begun = new ArrayDeque<>();
        try {
            kinds.forEach(kind -> begun.push(kind.start().begin(system)));
            Thread.sleep(time);
        } finally {
            begun.forEach(HostileFaults::end);
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
