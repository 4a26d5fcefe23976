package org.wahook.sandbox.bench;

import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.wahook.platform.config.BadConfigurationException;
import org.wahook.platform.telemetry.Logging;
import org.wahook.sandbox.bench.figure.Figure;
import org.wahook.sandbox.bench.figure.ResultFile;
import org.wahook.sandbox.bench.figure.Table;

/** {@code ./dev bench}: exit 0 only when every figure is as it is wanted. */
public final class BenchMain {

    private BenchMain() {}

    public static void main(String[] words) throws InterruptedException {
        try {
            BenchOptions options = BenchOptions.parse(words);
            if (options.help()) {
                System.out.println(BenchOptions.USAGE);
                return;
            }
            Logging.configure("text", "warn");
            System.exit(run(options) ? 0 : 1);
        } catch (IllegalArgumentException e) {
            System.err.printf("dev bench: %s%n%n%s%n", e.getMessage(), BenchOptions.USAGE);
            System.exit(BadConfigurationException.EXIT_CODE);
        }
    }

    private static boolean run(BenchOptions options) throws InterruptedException {
        Path home =
                Path.of(System.getProperty("wahook.home", "")).toAbsolutePath().normalize();
        Instant began = Instant.now();
        Map<String, List<Figure>> results = new LinkedHashMap<>();
        try (BenchEnvironment environment = BenchEnvironment.open(home, options.profile())) {
            for (Subject subject : options.subjects()) {
                environment.say(subject.word());
                results.put(subject.word(), subject.bench().measure(environment, options.pace()));
            }
            System.out.println();
            Table.print(System.out, results);
            System.out.printf(
                    "%n%s%n",
                    ResultFile.write(environment.folder(), began, options.pace().word(), results));
        }
        return results.values().stream().flatMap(List::stream).allMatch(Figure::good);
    }
}
