package org.wahook.sandbox.chaos;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * The faults of {@code ./dev chaos hostile}: after a warm-up none, each {@link HostileKind} alone, and all of them at once.
 */
final class HostileFaults {

    /**
     * Services that have just started compile their code; what is late then, nobody has held up. At 100 messages a second
     * that takes longer than the whole run: after seven minutes compilers still had half of the workers' processor time.
     */
    static final Fault WARM_UP = new Fault("warm-up", HostileFaults::warmUp);

    private static final int MORE_PER_SECOND = 100;
    private static final Duration BUSY = Duration.ofSeconds(70);
    private static final Duration QUIET = Duration.ofSeconds(20);

    private static final Duration ALONE = Duration.ofSeconds(10);
    private static final Duration TOGETHER = Duration.ofSeconds(30);

    private HostileFaults() {}

    private static void warmUp(ChaosSystem system) throws InterruptedException {
        for (long second = 0; second < BUSY.toSeconds(); second++) {
            system.burst(MORE_PER_SECOND);
            Thread.sleep(Duration.ofSeconds(1));
        }
        Thread.sleep(QUIET);
    }

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
