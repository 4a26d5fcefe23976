package org.wahook.sandbox.chaos;

import java.io.PrintStream;
import java.time.Duration;
import java.util.stream.Stream;
import org.wahook.testbed.protocol.Scenario;
import org.wahook.testbed.protocol.Scenarios;
import org.wahook.testbed.protocol.Search;

/** {@code ./dev chaos model}: the large searches of the turn protocol's model. */
final class ModelSearches {

    /** As many as fit in 2 GB. */
    private static final int MOST_STATES = 12_000_000;

    private ModelSearches() {}

    /** True where no search found a violation. Those with more states than fit are not complete, and say so. */
    static boolean run(PrintStream out) {
        boolean good = true;
        for (Scenario scenario : Stream.concat(Scenarios.small().stream(), Scenarios.large().stream())
                .toList()) {
            long began = System.nanoTime();
            Search.Result result = Search.run(scenario, MOST_STATES);
            long seconds = Duration.ofNanos(System.nanoTime() - began).toSeconds();
            out.printf("%-55s %s, %d s%n", scenario.name(), result, seconds);
            good &= result.violation().isEmpty();
        }
        return good;
    }
}
