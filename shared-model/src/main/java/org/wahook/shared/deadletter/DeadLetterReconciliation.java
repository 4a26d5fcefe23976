package org.wahook.shared.deadletter;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.jdbi.v3.core.Handle;

/**
 * Corrects the index by what is in a queue. Rows that were written since the reading began stay: their letters may
 * have been published after it.
 */
final class DeadLetterReconciliation {

    /** An advisory lock; any number that no other program uses. */
    private static final long LOCK = 7_201_522_010L;

    private static final Duration LOCK_PATIENCE = Duration.ofSeconds(30);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);
    private static final int SETTLES_WITHIN = 30;
    private static final int BATCH = 1_000;

    private final DeadLetters letters;
    private final DeadLetterIndex index;
    private final ToLongFunction<DeadLetterQueue> depth;

    /** @param depth how many letters are ready in a queue now */
    DeadLetterReconciliation(DeadLetters letters, DeadLetterIndex index, ToLongFunction<DeadLetterQueue> depth) {
        this.letters = letters;
        this.index = index;
        this.depth = depth;
    }

    /** Runs work that needs the queues exclusively, among all processes with the index. */
    interface Work<T> {
        T with(Handle handle);
    }

    /** @throws BrokerFailedException where another process holds the queues for too long */
    <T> T exclusively(Work<T> work) {
        return index.jdbi().withHandle(handle -> {
            lock(handle);
            try {
                return work.with(handle);
            } finally {
                handle.createQuery("SELECT pg_advisory_unlock(" + LOCK + ")")
                        .mapTo(Boolean.class)
                        .one();
            }
        });
    }

    void reconcile(DeadLetterQueue queue) {
        exclusively(handle -> {
            if (!agrees(queue)) {
                compare(handle, queue);
            }
            return true;
        });
    }

    /** Also where the counts agree. */
    void verify(DeadLetterQueue queue) {
        exclusively(handle -> {
            compare(handle, queue);
            return true;
        });
    }

    /** Waits until the depth is stable: RabbitMQ requeues what another reader has just read with some delay. */
    private boolean agrees(DeadLetterQueue queue) {
        long before = -1;
        for (int look = 0; look < SETTLES_WITHIN; look++) {
            long now = depth.applyAsLong(queue);
            if (now == index.copies(queue)) {
                return true;
            }
            if (now == before) {
                return false;
            }
            before = now;
            pause();
        }
        return false;
    }

    private void compare(Handle handle, DeadLetterQueue queue) {
        Instant began = DeadLetterIndex.now(handle);
        Map<LetterKey, DeadLetterIndex.Known> known = DeadLetterIndex.keys(handle, queue);
        Map<LetterKey, Integer> seen = new HashMap<>();
        List<DeadLetter> fresh = new ArrayList<>();
        letters.readAll(queue, letter -> {
            LetterKey key = LetterKey.of(letter);
            if (seen.merge(key, 1, Integer::sum) == 1 && !known.containsKey(key)) {
                fresh.add(letter);
            }
            if (fresh.size() >= BATCH) {
                insert(handle, fresh);
            }
        });
        insert(handle, fresh);
        Map<LetterKey, Integer> others = new HashMap<>();
        seen.forEach((key, copies) -> {
            DeadLetterIndex.Known before = known.get(key);
            if (copies != (before == null ? 1 : before.copies())) {
                others.put(key, copies);
            }
        });
        List<LetterKey> gone = known.entrySet().stream()
                .filter(it -> !seen.containsKey(it.getKey())
                        && it.getValue().indexedAt().isBefore(began))
                .map(Map.Entry::getKey)
                .toList();
        DeadLetterIndex.setCopies(handle, queue, others);
        DeadLetterIndex.remove(handle, queue, gone);
        DeadLetterIndex.verified(handle, queue);
    }

    private static void insert(Handle handle, List<DeadLetter> letters) {
        if (!letters.isEmpty()) {
            DeadLetterIndex.insert(handle, letters);
            letters.clear();
        }
    }

    private static void lock(Handle handle) {
        long deadline = System.nanoTime() + LOCK_PATIENCE.toNanos();
        while (!handle.createQuery("SELECT pg_try_advisory_lock(" + LOCK + ")")
                .mapTo(Boolean.class)
                .one()) {
            if (System.nanoTime() > deadline) {
                throw BrokerFailedException.busy();
            }
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(LOOK_AGAIN);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BrokerFailedException(0, e);
        }
    }
}
