package org.wahook.worker.reply;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wahook.platform.database.Database;
import org.wahook.platform.database.DatabaseErrors;

/**
 * One statement for what many turns ask of the database at the same time: while two run, the next batch gathers, so a
 * quiet service waits for nothing and a busy one spares most of its round trips and commits.
 *
 * <p>A batch waits for no row lock, so one locked conversation holds up nobody else, and two batches can't deadlock.
 * Callers that it did not serve (their row is locked, or the answer is no) fall back to the single-row statement, which
 * waits for the lock and decides. Where the connection to PostgreSQL broke during the batch nobody falls back: the
 * batch may have been committed, and must not run twice.
 */
final class RequestBatcher<Q, A> {

    private static final Logger log = LoggerFactory.getLogger(RequestBatcher.class);

    /** More would make the turns in a batch wait for each other for longer than a round trip takes. */
    private static final int LARGEST = 100;

    /** Most requests of one client in a batch while others are active, so that they do not wait for its backlog. */
    private static final int LARGEST_SHARE = 10;

    /** Other clients count as active for so long after one of them was in a batch. */
    private static final Duration ACTIVE = Duration.ofSeconds(1);

    /** With one, a request that comes just after it has begun would wait for two batches. */
    private static final int MOST_RUNNING = 2;

    /** Runs a batch; the result lacks those that it could not serve. */
    interface Together<Q, A> {
        Map<Long, A> ask(List<Q> questions);
    }

    private record Asked<Q, A>(Q question, String client, CompletableFuture<Optional<A>> answer) {}

    private final Function<Q, Long> row;
    private final Together<Q, A> together;
    private final Function<Q, A> alone;
    private final Deque<Asked<Q, A>> waiting = new ArrayDeque<>();
    private int running;
    private final LongSupplier nanos;
    private long lastMixed;

    /** @param row which row a question is about; two about the same one are in different batches */
    RequestBatcher(Function<Q, Long> row, Together<Q, A> together, Function<Q, A> alone) {
        this(row, together, alone, System::nanoTime);
    }

    RequestBatcher(Function<Q, Long> row, Together<Q, A> together, Function<Q, A> alone, LongSupplier nanos) {
        this.row = row;
        this.together = together;
        this.alone = alone;
        this.nanos = nanos;
        this.lastMixed = nanos.getAsLong() - ACTIVE.toNanos() - 1;
    }

    A ask(Q question) {
        Asked<Q, A> mine = new Asked<>(question, Database.currentClient(), new CompletableFuture<>());
        if (queue(mine)) {
            Thread.ofVirtual().name("batches").start(this::run);
        }
        return answer(mine).orElseGet(() -> alone.apply(question));
    }

    private static <Q, A> Optional<A> answer(Asked<Q, A> asked) {
        try {
            return asked.answer().join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException outage) {
                throw outage;
            }
            throw e;
        }
    }

    /** True where one more may run. */
    private synchronized boolean queue(Asked<Q, A> mine) {
        waiting.add(mine);
        boolean more = running < MOST_RUNNING;
        running += more ? 1 : 0;
        return more;
    }

    /** Requests that are not in a batch yet. */
    synchronized int waiting() {
        return waiting.size();
    }

    private void run() {
        for (Map<Long, Asked<Q, A>> batch = next(); !batch.isEmpty(); batch = next()) {
            perform(batch);
        }
    }

    private synchronized Map<Long, Asked<Q, A>> next() {
        Map<Long, Asked<Q, A>> batch = new LinkedHashMap<>();
        Map<String, Integer> shares = new HashMap<>();
        fill(batch, shares, LARGEST_SHARE);
        if (shares.size() > 1) {
            lastMixed = nanos.getAsLong();
        } else if (nanos.getAsLong() - lastMixed > ACTIVE.toNanos()) {
            fill(batch, shares, LARGEST);
        }
        running -= batch.isEmpty() ? 1 : 0;
        return batch;
    }

    private void fill(Map<Long, Asked<Q, A>> batch, Map<String, Integer> shares, int largestShare) {
        Iterator<Asked<Q, A>> rest = waiting.iterator();
        while (rest.hasNext() && batch.size() < LARGEST) {
            Asked<Q, A> asked = rest.next();
            int share = shares.getOrDefault(asked.client(), 0);
            if (share < largestShare && batch.putIfAbsent(row.apply(asked.question()), asked) == null) {
                shares.put(asked.client(), share + 1);
                rest.remove();
            }
        }
    }

    /** What is wrong with one of them, each will be told when it asks alone. */
    private void perform(Map<Long, Asked<Q, A>> batch) {
        Map<Long, A> answers = Map.of();
        try {
            answers = together.ask(batch.values().stream().map(Asked::question).toList());
        } catch (RuntimeException | Error e) {
            if (DatabaseErrors.isOutage(e)) {
                batch.values().forEach(asked -> asked.answer().completeExceptionally(e));
                return;
            }
            log.debug("a batch of {} is asked one by one", batch.size(), e);
        }
        for (Map.Entry<Long, Asked<Q, A>> asked : batch.entrySet()) {
            asked.getValue().answer().complete(Optional.ofNullable(answers.get(asked.getKey())));
        }
    }
}
