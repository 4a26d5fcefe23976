package org.wahook.shared.deadletter;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.GetResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wahook.platform.database.DatabaseErrors;

/**
 * Goes once through queues of dead letters. A letter is removed only after RabbitMQ has confirmed what replaces it.
 */
final class LetterRound {

    private static final Logger log = LoggerFactory.getLogger(LetterRound.class);
    private static final int CONFIRM_MILLIS = 10_000;

    /** So many letters are removed at a time. */
    private static final int BATCH = 100;

    /**
     * What is looked for in a queue.
     *
     * @param expected how many letters there are of it; reading ends when they were found
     * @param atATime how many messages are fetched at once
     */
    record Search(DeadLetterQueue queue, Selection selection, long expected, int atATime) {}

    private final Channel replayed;
    private final AtomicInteger done;
    private final Optional<DeadLetterIndex> index;
    private final AtomicBoolean returned = new AtomicBoolean();

    /** @param done counts the letters that were replayed or discarded */
    LetterRound(Channel replayed, AtomicInteger done, Optional<DeadLetterIndex> index) throws IOException {
        this.replayed = replayed;
        this.done = done;
        this.index = index;
        replayed.addReturnListener(message -> returned.set(true));
        replayed.confirmSelect();
    }

    private record Removed(long tag, LetterKey key) {}

    /** False where no other queue is to be looked at. */
    boolean goThrough(Connection connection, Search search, LetterVisitor visitor)
            throws IOException, TimeoutException {
        DeadLetterQueue queue = search.queue();
        try (QueueBrowser<GetResponse> browser =
                new QueueBrowser<>(connection, queue.queueName(), search.atATime(), message -> message)) {
            List<Removed> removed = new ArrayList<>();
            long left = search.expected();
            while (left > 0) {
                var next = browser.next();
                if (next.isEmpty()) {
                    break;
                }
                GetResponse message = next.get().message();
                DeadLetter letter = DeadLetter.of(queue, message);
                if (!search.selection().matches(letter)) {
                    continue;
                }
                left--;
                switch (visitor.visit(replayed, message, letter)) {
                    case KEEP -> {}
                    case KEEP_AND_STOP -> {
                        return false;
                    }
                    case REMOVE -> removed.add(new Removed(next.get().tag(), LetterKey.of(letter)));
                }
                if (removed.size() >= BATCH) {
                    remove(browser, queue, removed);
                }
            }
            remove(browser, queue, removed);
            return true;
        }
    }

    private void remove(QueueBrowser<GetResponse> browser, DeadLetterQueue queue, List<Removed> letters)
            throws IOException {
        if (letters.isEmpty()) {
            return;
        }
        try {
            replayed.waitForConfirmsOrDie(CONFIRM_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted; the letters stay where they are", e);
        } catch (TimeoutException e) {
            throw new IOException("RabbitMQ did not confirm in time; the letters stay where they are", e);
        }
        if (returned.get()) {
            throw new IOException("RabbitMQ has no queue for what is replayed; the letters stay where they are");
        }
        for (Removed letter : letters) {
            browser.acknowledge(letter.tag());
            done.incrementAndGet();
        }
        forget(queue, letters.stream().map(Removed::key).toList());
        letters.clear();
    }

    /** The queue decides: an index that can't be written now is corrected at the next look. */
    private void forget(DeadLetterQueue queue, List<LetterKey> keys) {
        index.ifPresent(it -> {
            try {
                it.removed(queue, keys);
            } catch (JdbiException e) {
                log.warn(
                        "{} letters of {} are gone from the queue and still in the index until the next look: {}",
                        keys.size(),
                        queue.queueName(),
                        DatabaseErrors.explain(e));
            }
        });
    }
}
