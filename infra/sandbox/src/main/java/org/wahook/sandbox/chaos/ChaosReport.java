package org.wahook.sandbox.chaos;

import java.io.PrintStream;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.wahook.sandbox.process.SeededClient;

/** What became of the messages that were written during each fault. */
record ChaosReport(List<Row> rows, PeopleReport people, Leftovers leftovers) {

    /** Meta gives up after 20 s; a webhook that takes a second is one that somebody holds up. */
    private static final double MOST_WEBHOOK_MILLIS = 1000;

    /** So long may customers of clients that take no more than their share wait for a reply. */
    private static final double MOST_REPLY_MILLIS = 250;

    /**
     * One fault. Where two clients have a number, a message counts as stored or answered when it is so for both.
     *
     * @param lost accepted by ingest, and by one of its clients neither answered nor a dead letter
     * @param misdirected answered to somebody else, or with another client's token
     * @param outOfOrder answered after a message that was stored later
     * @param webhookP99Millis of posts, from sending to ingest's answer
     * @param replyP99Millis from a message's writing to its first reply, for clients that take no more than their share
     */
    record Row(
            String fault,
            long accepted,
            long stored,
            long answeredOnce,
            long answeredTwice,
            long deadLettered,
            long lost,
            long misdirected,
            long outOfOrder,
            double longestGapSeconds,
            double webhookP99Millis,
            double replyP99Millis) {

        boolean good() {
            return stored == accepted && answeredTwice == 0 && lost == 0 && misdirected == 0 && outOfOrder == 0;
        }
    }

    /** @param database what PostgreSQL knows at the end */
    static ChaosReport of(
            List<String> faults, Ledger ledger, StoredMessages database, PeopleReport people, Leftovers leftovers) {
        Set<Long> outOfOrder = database.outOfOrder(ledger);
        List<Row> rows = faults.stream()
                .map(fault -> row(fault, ledger, database, outOfOrder))
                .toList();
        return new ChaosReport(rows, people, leftovers);
    }

    private static Row row(String fault, Ledger ledger, StoredMessages database, Set<Long> outOfOrder) {
        List<Ledger.Entry> accepted = ledger.of(fault).stream()
                .filter(entry -> entry.accepted.get() > 0)
                .toList();
        Predicate<Ledger.Entry> lost =
                entry -> any(entry, owner -> entry.answersOf(owner) == 0 && !database.failed(owner, entry));
        return new Row(
                fault,
                accepted.size(),
                count(accepted, entry -> !any(entry, owner -> !database.stored(owner, entry))),
                count(accepted, entry -> !any(entry, owner -> entry.answersOf(owner) != 1)),
                count(accepted, entry -> any(entry, owner -> entry.answersOf(owner) > 1)),
                count(accepted, entry -> any(entry, owner -> entry.answersOf(owner) == 0) && !lost.test(entry)),
                count(accepted, lost),
                count(ledger.of(fault), entry -> entry.misdirected),
                count(accepted, entry -> outOfOrder.contains(entry.number)),
                ledger.longestGap(fault).toMillis() / 1000.0,
                ledger.webhookP99(fault).toMillis(),
                ledger.replyP99(fault).toMillis());
    }

    private static boolean any(Ledger.Entry entry, Predicate<SeededClient> test) {
        return entry.owners.stream().anyMatch(test);
    }

    private static long count(Collection<Ledger.Entry> entries, Predicate<Ledger.Entry> test) {
        return entries.stream().filter(test).count();
    }

    boolean nothingLostNothingTwice() {
        return rows.stream().allMatch(Row::good) && people.good() && leftovers.none();
    }

    /** Whether nobody held the webhooks up. */
    boolean webhooksInTime() {
        return afterWarmUp().allMatch(row -> row.webhookP99Millis() < MOST_WEBHOOK_MILLIS);
    }

    /** Whether nobody held the replies of others up. */
    boolean repliesInTime() {
        return afterWarmUp().allMatch(row -> row.replyP99Millis() < MOST_REPLY_MILLIS);
    }

    private Stream<Row> afterWarmUp() {
        return rows.stream().filter(row -> !row.fault().equals(HostileFaults.WARM_UP.name()));
    }

    void print(PrintStream out) {
        String form = "%-32s %9s %8s %8s %6s %6s %6s %6s %6s %7s %8s %8s%n";
        out.printf(
                form,
                "fault",
                "accepted",
                "stored",
                "once",
                "twice",
                "dead",
                "lost",
                "wrong",
                "order",
                "gap s",
                "hook ms",
                "reply ms");
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
                    row.misdirected(),
                    row.outOfOrder(),
                    "%.1f".formatted(row.longestGapSeconds()),
                    "%.0f".formatted(row.webhookP99Millis()),
                    "%.0f".formatted(row.replyP99Millis()));
        }
        Row all = total();
        out.printf(
                form,
                all.fault(),
                all.accepted(),
                all.stored(),
                all.answeredOnce(),
                all.answeredTwice(),
                all.deadLettered(),
                all.lost(),
                all.misdirected(),
                all.outOfOrder(),
                "",
                "",
                "");
        out.println(people);
        out.println(leftovers);
        out.println(
                "wrong: answered to somebody else or with another client's token; order: answered after a message that");
        out.println(
                "was stored later; gap: the longest time without any reply; hook: p99 of webhooks' answers; reply: p99 from");
        out.println("a message to its reply, without the client that takes more than its share.");
    }

    private Row total() {
        return rows.stream()
                .reduce(
                        new Row("all", 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
                        (a, b) -> new Row(
                                "all",
                                a.accepted() + b.accepted(),
                                a.stored() + b.stored(),
                                a.answeredOnce() + b.answeredOnce(),
                                a.answeredTwice() + b.answeredTwice(),
                                a.deadLettered() + b.deadLettered(),
                                a.lost() + b.lost(),
                                a.misdirected() + b.misdirected(),
                                a.outOfOrder() + b.outOfOrder(),
                                Math.max(a.longestGapSeconds(), b.longestGapSeconds()),
                                Math.max(a.webhookP99Millis(), b.webhookP99Millis()),
                                Math.max(a.replyP99Millis(), b.replyP99Millis())));
    }
}
