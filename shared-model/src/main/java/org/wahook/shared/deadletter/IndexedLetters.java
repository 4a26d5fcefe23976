package org.wahook.shared.deadletter;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wahook.platform.broker.QueueDepth;
import org.wahook.platform.broker.QueueDepths;
import org.wahook.platform.database.DatabaseErrors;

/**
 * Dead letters by their index: lists, counts and groups from the index, after a comparison of its counts with the
 * queues' own. Where they differ, letters were published or removed by another program, and the queue is read to its
 * end.
 */
final class IndexedLetters implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(IndexedLetters.class);

    /** How often a queue is read although the counts agree: one letter may have been added and another removed. */
    private static final int VERIFY_MINUTES = 60;

    /** Reading so many letters takes about a second; a page does not wait for more. */
    private static final long FEW_LETTERS = 5_000;

    private static final Duration FOR_FEW = Duration.ofSeconds(10);
    private static final Duration FOR_MANY = Duration.ofMillis(100);
    private static final Duration BEFORE_CHANGES = Duration.ofSeconds(60);

    private final DeadLetters letters;
    private final DeadLetterIndex index;
    private final QueueDepths depths;
    private final DeadLetterReconciliation reconciliation;
    private final ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<DeadLetterQueue, CompletableFuture<Void>> running = new ConcurrentHashMap<>();

    /** @param letters that follow the same index */
    IndexedLetters(DeadLetters letters, DeadLetterIndex index, QueueDepths depths) {
        this.letters = letters;
        this.index = index;
        this.depths = depths;
        this.reconciliation = new DeadLetterReconciliation(letters, index, this::depth);
    }

    /**
     * A page of letters, the oldest first.
     *
     * @throws BrokerFailedException where RabbitMQ does not answer
     */
    LetterPage page(LetterFilter filter, Optional<LetterPlace> after, int limit) {
        LetterSummary before = index.summary();
        LetterSummary summary = reconcile(filter.queues(), before, false) ? index.summary() : before;
        return index.page(filter, after, limit, summary);
    }

    /** How many letters are selected. All stay where they are. */
    long count(Set<DeadLetterQueue> queues, Selection selection) {
        reconcile(queues, index.summary(), true);
        return queues.stream().mapToLong(queue -> index.count(queue, selection)).sum();
    }

    /** Letters with their bodies. */
    List<DeadLetter> show(Set<DeadLetterQueue> queues, Selection selection, int limit) {
        reconcile(queues, index.summary(), true);
        return reconciliation.exclusively(handle -> letters.list(queues, selection, limit, expected(selection)));
    }

    /** As {@link DeadLetters#replay}, and no queue is read further than to the last selected letter. */
    int replay(Set<DeadLetterQueue> queues, Selection selection) {
        reconcile(queues, index.summary(), true);
        return reconciliation.exclusively(handle -> letters.replay(queues, selection, expected(selection)));
    }

    /** As {@link DeadLetters#discard}. */
    int discard(Set<DeadLetterQueue> queues, Selection selection) {
        reconcile(queues, index.summary(), true);
        return reconciliation.exclusively(handle -> letters.discard(queues, selection, expected(selection)));
    }

    private DeadLetters.Expected expected(Selection selection) {
        return queue -> index.count(queue, selection);
    }

    /**
     * Whether queues and index differed.
     *
     * @param whole whether to wait until the index is right
     */
    private boolean reconcile(Set<DeadLetterQueue> queues, LetterSummary known, boolean whole) {
        List<DeadLetterQueue> verified = index.verifiedWithin(VERIFY_MINUTES);
        long most = 0;
        boolean differ = false;
        for (DeadLetterQueue queue : queues) {
            long there = depth(queue);
            long indexed = known.copies(queue);
            if (there != indexed) {
                differ = true;
                most = Math.max(most, Math.max(there, indexed));
                begin(queue, () -> reconciliation.reconcile(queue));
            } else if (there > 0 && !verified.contains(queue)) {
                begin(queue, () -> reconciliation.verify(queue));
            }
        }
        if (differ) {
            await(queues, whole ? BEFORE_CHANGES : most <= FEW_LETTERS ? FOR_FEW : FOR_MANY);
        }
        return differ;
    }

    private void begin(DeadLetterQueue queue, Runnable work) {
        running.computeIfAbsent(
                queue,
                it -> CompletableFuture.runAsync(work, readers)
                        .whenComplete((nothing, failure) -> readers.execute(() -> ended(queue, failure))));
    }

    private void ended(DeadLetterQueue queue, @org.jspecify.annotations.Nullable Throwable failure) {
        running.remove(queue);
        if (failure != null) {
            log.warn(
                    "The index of dead letters in {} could not be compared with the queue: {}",
                    queue.queueName(),
                    DatabaseErrors.explain(failure));
        }
    }

    private void await(Set<DeadLetterQueue> queues, Duration limit) {
        CompletableFuture<?>[] all = queues.stream()
                .map(running::get)
                .filter(java.util.Objects::nonNull)
                .toArray(CompletableFuture<?>[]::new);
        try {
            CompletableFuture.allOf(all).get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            log.debug("A page of dead letters does not wait for the reading of a long queue");
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case BrokerFailedException broker -> throw broker;
                case JdbiException database -> throw database;
                case null, default -> throw new IllegalStateException("dead letters could not be read", e);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BrokerFailedException(0, e);
        }
    }

    private long depth(DeadLetterQueue queue) {
        try {
            return depths.read(List.of(queue.queueName())).stream()
                    .mapToLong(QueueDepth::messages)
                    .sum();
        } catch (IllegalStateException e) {
            throw new BrokerFailedException(0, e);
        }
    }

    @Override
    public void close() {
        readers.shutdownNow();
        depths.close();
    }
}
