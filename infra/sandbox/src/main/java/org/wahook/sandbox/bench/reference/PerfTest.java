package org.wahook.sandbox.bench.reference;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.wahook.sandbox.bench.figure.Spread;
import org.wahook.testbed.process.Command;

/**
 * RabbitMQ's own load generator, the reference of ingest: persistent messages of the same size to a quorum queue of its
 * own, each confirmed, nobody reading.
 */
public final class PerfTest {

    private static final Duration COPY_LIMIT = Duration.ofMinutes(5);
    private static final Duration MARGIN = Duration.ofSeconds(60);

    /** Messages of one producer that await their confirms: as many as ingest lets in. */
    private static final int MOST_UNCONFIRMED = 1024;

    private static final Pattern CONFIRMED = Pattern.compile("confirmed: (\\d+) msg/s");
    private static final Pattern SLOWEST_CONFIRMS =
            Pattern.compile("95th/99th confirm latency: \\d+/\\d+/\\d+/\\d+/(\\d+) .s");

    private final Path libraries;
    private final String rabbitUrl;

    private PerfTest(Path libraries, String rabbitUrl) {
        this.libraries = libraries;
        this.rabbitUrl = rabbitUrl;
    }

    /** Fetches it at the first call; empty, with a word why, where that fails. */
    public static Optional<PerfTest> prepare(Path home, String rabbitUrl) {
        Path module = home.resolve("infra").resolve("perf-test");
        Path libraries = module.resolve("target").resolve("lib");
        if (!Files.isDirectory(libraries)) {
            System.out.println("  fetching RabbitMQ's PerfTest");
            Command.Outcome outcome = Command.of(
                            "mvn", "-B", "-q", "-f", module.resolve("pom.xml").toString(), "package")
                    .attempt(COPY_LIMIT);
            if (outcome.status() != 0) {
                System.out.println(
                        "  no PerfTest, so no ratio to it: " + outcome.output().strip());
                return Optional.empty();
            }
        }
        return Optional.of(new PerfTest(libraries, rabbitUrl));
    }

    /** Confirmed messages per second, as many as it can: the median of the seconds of the window. */
    public double run(int bodySize, Duration settle, Duration window) {
        String output = output(bodySize, settle.plus(window), List.of());
        return new Spread(ofTheWindow(output, CONFIRMED, settle)).median();
    }

    /** The 99th percentile of its waits for confirms at a rate: the median of the seconds of the window. */
    public Duration slowestConfirms(int bodySize, double perSecond, Duration settle, Duration window) {
        String output = output(bodySize, settle.plus(window), List.of("--rate", String.valueOf(Math.round(perSecond))));
        double micros = new Spread(ofTheWindow(output, SLOWEST_CONFIRMS, settle)).median();
        return Duration.of(Math.round(micros), ChronoUnit.MICROS);
    }

    private String output(int bodySize, Duration time, List<String> more) {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        List<String> words = new ArrayList<>(List.of(
                java,
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                libraries.resolve("*").toString(),
                "com.rabbitmq.perf.PerfTest",
                "--uri",
                rabbitUrl,
                "--quorum-queue",
                "--queue",
                "bench-perf-test",
                "--flag",
                "persistent",
                "--producers",
                "1",
                "--consumers",
                "0",
                "--confirm",
                String.valueOf(MOST_UNCONFIRMED),
                "--size",
                String.valueOf(bodySize),
                "--time",
                String.valueOf(time.toSeconds())));
        words.addAll(more);
        return new Command(words, Map.of()).run(time.plus(MARGIN));
    }

    private static List<Double> ofTheWindow(String output, Pattern figure, Duration settle) {
        List<Double> seconds = new ArrayList<>();
        Matcher matcher = figure.matcher(output);
        while (matcher.find()) {
            seconds.add(Double.valueOf(matcher.group(1)));
        }
        if (seconds.size() <= settle.toSeconds()) {
            throw new IllegalStateException("PerfTest said: " + output);
        }
        return seconds.subList((int) settle.toSeconds(), seconds.size());
    }
}
