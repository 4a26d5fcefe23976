package org.wahook.sandbox.chaos;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * The faults of {@code ./dev chaos hostile}: after a warm-up none, each {@link HostileKind} alone, and all of them at once.
 */
final class HostileFaults {

    /** Services that have just started compile their code; what is late then, nobody has held up. */
    static final Fault WARM_UP = new Fault("warm-up", system -> Thread.sleep(Duration.ofSeconds(90)));

    private static final Duration ALONE = Duration.ofSeconds(10);
    private static final Duration TOGETHER = Duration.ofSeconds(30);

    private HostileFaults() {}

    static List<Fault> all() {
        Fault none = new Fault("none", system -> Thread.sleep(ALONE));
        return Stream.concat(Stream.of(WARM_UP, none), harms().stream()).toList();
    }

    /** Each kind alone, and all of them at once. */
    static List<Fault> harms() {
        Fault together = HostileKind.together("all at once", HostileKind.all(), TOGETHER);
        return Stream.concat(HostileKind.all().stream().map(kind -> kind.fault(ALONE)), Stream.of(together))
                .toList();
    }
}
