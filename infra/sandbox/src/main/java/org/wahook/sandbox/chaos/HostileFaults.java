package org.wahook.sandbox.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The faults of {@code ./dev chaos hostile}: none, each {@link HostileKind} alone, and all of them at once. */
final class HostileFaults {

    private static final Duration ALONE = Duration.ofSeconds(10);
    private static final Duration TOGETHER = Duration.ofSeconds(30);

    private HostileFaults() {}

    static List<Fault> all() {
        List<Fault> faults = new ArrayList<>();
        faults.add(new Fault("none", system -> Thread.sleep(ALONE)));
        HostileKind.all().forEach(kind -> faults.add(kind.fault(ALONE)));
        faults.add(HostileKind.together("all at once", HostileKind.all(), TOGETHER));
        return List.copyOf(faults);
    }
}
