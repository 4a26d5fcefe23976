package org.wahook.sandbox.bench;

import java.time.Duration;
import java.util.OptionalDouble;
import org.wahook.testbed.process.Command;

/** How much memory a process really has, as the system says. */
final class ResidentMemory {

    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final double KIB = 1024;

    private ResidentMemory() {}

    /** In bytes; empty where the system has no {@code ps}. */
    static OptionalDouble of(long pid) {
        Command.Outcome outcome =
                Command.of("ps", "-o", "rss=", "-p", String.valueOf(pid)).attempt(LIMIT);
        String said = outcome.output().strip();
        return outcome.status() == 0 && said.matches("\\d+")
                ? OptionalDouble.of(Long.parseLong(said) * KIB)
                : OptionalDouble.empty();
    }
}
