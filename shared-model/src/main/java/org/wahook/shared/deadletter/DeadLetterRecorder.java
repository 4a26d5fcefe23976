package org.wahook.shared.deadletter;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wahook.platform.broker.Publication;
import org.wahook.platform.database.DatabaseErrors;
import org.wahook.platform.telemetry.UnexpectedErrors;

/**
 * Writes dead letters into the index once RabbitMQ has confirmed them, on a thread of its own. What is not written,
 * because the database is unavailable or the process ends, is found at the next look, since it is in the queue.
 */
public final class DeadLetterRecorder implements Consumer<Publication>, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(DeadLetterRecorder.class);
    private static final int MOST_WAITING = 10_000;
    private static final int BATCH = 500;
    private static final int ATTEMPTS = 3;

    private final DeadLetterIndex index;
    private final UnexpectedErrors unexpectedErrors = new UnexpectedErrors(log, "The recorder of dead letters");
    private final BlockingQueue<DeadLetter> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
    private final Thread writer =
            Thread.ofVirtual().name("dead-letter-recorder").unstarted(this::write);
    private volatile boolean closing;

    public DeadLetterRecorder(DeadLetterIndex index) {
        this.index = index;
    }

    public DeadLetterRecorder start() {
        writer.start();
        return this;
    }

    /** Called with everything that is confirmed; returns at once. */
    @Override
    public void accept(Publication publication) {
        boolean kept = DeadLetter.of(publication).map(waiting::offer).orElse(true);
        if (!kept) {
            log.debug("Too many dead letters wait to be indexed; the next look finds them");
        }
    }

    private void write() {
        List<DeadLetter> batch = new ArrayList<>();
        while (!closing || !waiting.isEmpty()) {
            try {
                DeadLetter first = waiting.poll(1, TimeUnit.SECONDS);
                if (first != null) {
                    batch.add(first);
                    waiting.drainTo(batch, BATCH - 1);
                    insert(batch);
                }
            } catch (InterruptedException e) {
                // On closing, what is waiting is written first.
                closing = true;
            } catch (RuntimeException e) {
                unexpectedErrors.log(e);
            } finally {
                batch.clear();
            }
        }
    }

    private void insert(List<DeadLetter> batch) throws InterruptedException {
        for (int attempt = 1; true; attempt++) {
            try {
                index.insert(batch);
                return;
            } catch (JdbiException e) {
                if (attempt == ATTEMPTS || closing || !DatabaseErrors.isOutage(e)) {
                    log.warn(
                            "{} dead letters are in their queues and not in the index until the next look: {}",
                            batch.size(),
                            DatabaseErrors.explain(e));
                    return;
                }
                Thread.sleep(1_000);
            }
        }
    }

    /** Waits a moment for what is under way. */
    @Override
    public void close() {
        closing = true;
        writer.interrupt();
        try {
            writer.join(java.time.Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
