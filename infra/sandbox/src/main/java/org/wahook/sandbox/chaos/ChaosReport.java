package org.wahook.sandbox.chaos;

import java.io.PrintStream;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/** What became of the messages that were written during each fault. */
record ChaosReport(List<Row> rows) {

    /**
     * One fault.
     *
     * @param lost accepted by ingest, and neither answered nor a dead letter
     */
    record Row(
            String fault,
            long accepted,
            long stored,
            long answeredOnce,
            long answeredTwice,
            long deadLettered,
            long lost,
            long wrongContact,
            double longestGapSeconds) {}

    static ChaosReport of(List<Fault> faults, Ledger ledger, Set<String> stored, Set<String> failed) {
        return new ChaosReport(faults.stream()
                .map(fault -> row(fault.name(), ledger.of(fault.name()), ledger, stored, failed))
                .toList());
    }

    private static Row row(
            String fault, Collection<Ledger.Entry> entries, Ledger ledger, Set<String> stored, Set<String> failed) {
        List<Ledger.Entry> accepted =
                entries.stream().filter(entry -> entry.accepted.get() > 0).toList();
        return new Row(
                fault,
                accepted.size(),
                accepted.stream()
                        .filter(entry -> stored.contains(entry.wamid()))
                        .count(),
                accepted.stream().filter(entry -> entry.answers.get() == 1).count(),
                accepted.stream().filter(entry -> entry.answers.get() > 1).count(),
                accepted.stream()
                        .filter(entry -> entry.answers.get() == 0 && failed.contains(entry.wamid()))
                        .count(),
                accepted.stream()
                        .filter(entry -> entry.answers.get() == 0 && !failed.contains(entry.wamid()))
                        .count(),
                entries.stream().filter(entry -> entry.wrongContact).count(),
                ledger.longestGap(fault).toMillis() / 1000.0);
    }

    boolean nothingLostNothingTwice() {
        return rows.stream()
                .allMatch(row -> row.lost() == 0
                        && row.answeredTwice() == 0
                        && row.wrongContact() == 0
                        && row.stored() == row.accepted());
    }

    void print(PrintStream out) {
        String form = "%-36s %9s %9s %9s %9s %9s %6s %8s%n";
        out.printf(form, "fault", "accepted", "stored", "once", "twice", "dead", "lost", "gap s");
        for (Row row : rows) {
            out.printf(
                    form,
                    row.fault(),
                    row.accepted(),
                    row.stored(),
                    row.answeredOnce(),
                    row.answeredTwice(),
                    row.deadLettered(),
                    row.lost(),
                    "%.1f".formatted(row.longestGapSeconds()));
        }
    }
}
