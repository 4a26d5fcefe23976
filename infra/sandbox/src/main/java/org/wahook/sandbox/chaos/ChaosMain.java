package org.wahook.sandbox.chaos;

import java.nio.file.Path;
import java.util.List;
import org.wahook.platform.telemetry.Logging;

/** {@code ./dev chaos}: exit 0 only when nothing was lost and nobody was answered twice. */
public final class ChaosMain {

    private static final int USAGE = 64;

    private ChaosMain() {}

    public static void main(String[] args) throws InterruptedException {
        List<String> arguments = List.of(args);
        if (arguments.contains("model")) {
            System.exit(ModelSearches.run(System.out) ? 0 : 1);
            return;
        }
        if (arguments.contains("--help")) {
            System.out.print(ChaosOptions.HELP);
            ChaosOptions.allFaults().forEach(fault -> System.out.println("                 " + fault.name()));
            return;
        }
        ChaosOptions options;
        try {
            options = ChaosOptions.parse(arguments);
        } catch (IllegalArgumentException e) {
            System.err.println("./dev chaos: " + e.getMessage());
            System.exit(USAGE);
            return;
        }
        Logging.configure("text", "warn");
        Path home = Path.of(System.getProperty("wahook.home", "."));
        ChaosReport report = new Chaos(home, options, System.out).run();
        report.print(System.out);
        boolean inTime = !options.isHostile() || inTime(report);
        boolean good = report.nothingLostNothingTwice();
        System.out.println(good ? "Nothing lost, nothing twice." : "LOST, TWICE OR OUT OF ORDER: see the table.");
        System.exit(good && inTime ? 0 : 1);
    }

    private static boolean inTime(ChaosReport report) {
        if (!report.webhooksInTime()) {
            System.out.println("WEBHOOKS WERE HELD UP: see the column hook ms.");
        }
        if (!report.repliesInTime()) {
            System.out.println("REPLIES OF OTHERS WERE HELD UP: see the column reply ms.");
        }
        return report.webhooksInTime() && report.repliesInTime();
    }
}
