package org.wahook.sandbox.chaos;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.wahook.sandbox.bench.gauge.MemoryOverTime;
import org.wahook.testbed.Deadline;

/** One run: load, one fault after another, and the count. */
final class Chaos {

    private static final int WORKERS = 2;
    private static final int CLIENTS = 7;
    private static final int CUSTOMERS = 600;
    private static final String AFTERWARDS = "none, afterwards";
    private static final Duration ACCEPTED = Duration.ofMinutes(2);
    private static final Duration SETTLED = Duration.ofMinutes(7);

    private final Path home;
    private final ChaosOptions options;
    private final PrintStream out;

    Chaos(Path home, ChaosOptions options, PrintStream out) {
        this.home = home;
        this.options = options;
        this.out = out;
    }

    ChaosReport run() throws InterruptedException {
        Ledger ledger = new Ledger();
        out.println("Starting PostgreSQL, RabbitMQ, ingest and " + WORKERS + " workers");
        try (ChaosSystem system = new ChaosSystem(home, WORKERS, CLIENTS, options.cluster());
                Load load = new Load(system.sender(), ledger, system.clients, CUSTOMERS);
                People people = new People(system)) {
            ledger.ignoreTimesOf(system.noisy());
            ApiFaults.answerNormally(system);
            system.loadedBy(load::burst);
            system.meta.whenSent(message -> {
                if (people.areOurs(message)) {
                    people.sent(message);
                } else {
                    ledger.sent(message);
                }
            });
            people.start();
            ledger.begin(options.faults().getFirst().name());
            load.start(options.rate());
            List<MemoryOverTime> memory = options.isHostile() ? watch(system) : List.of();
            List<String> rows = new ArrayList<>();
            for (Fault fault : options.faults()) {
                rows.add(begin(fault.name(), ledger, load));
                fault.harm().inflict(system);
                system.recover();
                Thread.sleep(options.between());
            }
            if (load.messages() < options.messages()) {
                rows.add(begin(AFTERWARDS, ledger, load));
            }
            while (load.messages() < options.messages()) {
                Thread.sleep(Duration.ofMillis(100));
            }
            load.stopWriting();
            people.stop();
            out.printf("%6d messages  the load has ended; waiting until all is settled%n", load.messages());
            if (!load.awaitAccepted(ACCEPTED)) {
                throw new IllegalStateException("ingest did not accept every webhook within " + ACCEPTED);
            }
            settle(system, ledger.owed());
            memory.forEach(MemoryOverTime::close);
            memory.forEach(it -> out.println(it));
            ChaosReport report =
                    ChaosReport.of(rows, ledger, StoredMessages.of(system), people.report(), Leftovers.of(system));
            out.printf("%d webhooks posted for %d messages%n%n", load.posts(), load.messages());
            return report;
        }
    }

    /** Nobody kills a service in these runs. */
    private static List<MemoryOverTime> watch(ChaosSystem system) {
        return system.services().stream().map(MemoryOverTime::residentOf).toList();
    }

    private String begin(String name, Ledger ledger, Load load) {
        out.printf("%6d messages  %s%n", load.messages(), name);
        ledger.begin(name);
        return name;
    }

    /** A worker that is behind has messages in RabbitMQ that PostgreSQL does not know yet: nothing would seem to be pending. */
    private static void settle(ChaosSystem system, long owed) {
        try {
            Deadline.eventually(SETTLED, "all accepted messages are stored", () -> stored(system) >= owed);
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

    private static long stored(ChaosSystem system) {
        String count = "SELECT count(*) FROM messages WHERE direction = 'inbound' AND wa_message_id LIKE ?";
        return Long.parseLong(system.query(count, Ledger.Entry.WAMID + "%").getFirst());
    }
}
