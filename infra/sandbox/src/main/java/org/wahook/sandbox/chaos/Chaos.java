package org.wahook.sandbox.chaos;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.wahook.testbed.Deadline;

/** One run: load, one fault after another, and the count. */
final class Chaos {

    private static final int WORKERS = 2;
    private static final int CLIENTS = 6;
    private static final int CUSTOMERS = 600;
    private static final Duration ACCEPTED = Duration.ofMinutes(2);
    private static final Duration SETTLED = Duration.ofMinutes(4);

    private final Path home;
    private final List<Fault> faults;
    private final int perSecond;
    private final Duration between;
    private final PrintStream out;

    /**
     * @param perSecond messages a second; each is posted three times
     * @param between from one fault's end to the next
     */
    Chaos(Path home, List<Fault> faults, int perSecond, Duration between, PrintStream out) {
        this.home = home;
        this.faults = faults;
        this.perSecond = perSecond;
        this.between = between;
        this.out = out;
    }

    ChaosReport run() throws InterruptedException {
        Ledger ledger = new Ledger();
        out.println("Starting PostgreSQL, RabbitMQ, ingest and " + WORKERS + " workers");
        try (ChaosSystem system = new ChaosSystem(home, WORKERS, CLIENTS);
                Load load = new Load(system.sender(), ledger, CLIENTS, CUSTOMERS)) {
            Fault.answerNormally(system);
            system.meta.whenSent(ledger::sent);
            ledger.begin(faults.getFirst().name());
            load.start(perSecond);
            for (Fault fault : faults) {
                out.printf("%6d messages  %s%n", load.messages(), fault.name());
                ledger.begin(fault.name());
                fault.harm().inflict(system);
                system.recover();
                Thread.sleep(between);
            }
            load.stopWriting();
            out.printf("%6d messages  the load has ended; waiting until all is settled%n", load.messages());
            if (!load.awaitAccepted(ACCEPTED)) {
                throw new IllegalStateException("ingest did not accept every webhook within " + ACCEPTED);
            }
            settle(system);
            ChaosReport report = ChaosReport.of(
                    faults,
                    ledger,
                    wamids(system, "SELECT wa_message_id FROM messages WHERE direction = 'inbound'"),
                    wamids(
                            system,
                            "SELECT wa_message_id FROM messages WHERE direction = 'inbound' AND status = 'failed'"));
            out.printf("%d webhooks posted for %d messages%n%n", load.posts(), load.messages());
            return report;
        }
    }

    private static void settle(ChaosSystem system) {
        try {
            Deadline.eventually(
                    SETTLED,
                    "nothing is pending",
                    () -> system.query("SELECT 1 FROM messages WHERE status IN ('pending', 'draft', 'sending') LIMIT 1")
                            .isEmpty());
        } catch (AssertionError e) {
            // The report shows what is left.
            System.err.println(e.getMessage());
        }
    }

    private static Set<String> wamids(ChaosSystem system, String sql) {
        return new HashSet<>(system.query(sql));
    }
}
