package org.wahook.sandbox.chaos;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.wahook.shared.telemetry.Logging;

/** {@code ./dev chaos [--short] [--rate N]}: exit 0 only when nothing was lost and nobody was answered twice. */
public final class ChaosMain {

    private static final int DEFAULT_RATE = 50;

    private ChaosMain() {}

    public static void main(String[] args) throws InterruptedException {
        List<String> arguments = List.of(args);
        if (arguments.contains("--help")) {
            System.out.println("./dev chaos [--short] [--rate N]   N messages a second, each posted three times");
            return;
        }
        Logging.configure("text", "warn");
        boolean brief = arguments.contains("--short");
        int rateAt = arguments.indexOf("--rate");
        int rate = rateAt < 0 ? DEFAULT_RATE : Integer.parseInt(arguments.get(rateAt + 1));
        Path home = Path.of(System.getProperty("wahook.home", "."));
        Chaos chaos = new Chaos(
                home, brief ? Fault.few() : Fault.all(), rate, Duration.ofSeconds(brief ? 5 : 10), System.out);
        ChaosReport report = chaos.run();
        report.print(System.out);
        boolean good = report.nothingLostNothingTwice();
        System.out.println(good ? "Nothing lost, nothing twice." : "LOST OR TWICE: see the table.");
        System.exit(good ? 0 : 1);
    }
}
