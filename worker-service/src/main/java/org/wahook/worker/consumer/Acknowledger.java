package org.wahook.worker.consumer;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Acknowledges stored batches in their order, each once the broker has confirmed its jobs. Meanwhile the next is stored:
 * the confirms cost the router no time. A batch with dead letters, which may be thousands, is settled by itself, and holds up
 * no other.
 */
final class Acknowledger {

    private static final Logger log = LoggerFactory.getLogger(Acknowledger.class);

    /** Batches that may wait for their confirms. Where more would wait, the broker can't keep up. */
    private static final int MOST_BATCHES = 4;

    private final EventProcessor work;
    private final Requeue requeue;
    private final Semaphore places = new Semaphore(MOST_BATCHES);
    private final AtomicInteger apart = new AtomicInteger();
    private final BlockingQueue<EventProcessor.Routed> routed = new LinkedBlockingQueue<>();
    private final Thread thread = Thread.ofVirtual().name("acknowledger").unstarted(this::run);
    private volatile boolean stopping;

    /** What to do with a channel on which something could not be settled. */
    interface Requeue {
        void all(ConsumerChannel channel) throws InterruptedException;
    }

    Acknowledger(EventProcessor work, Requeue requeue) {
        this.work = work;
        this.requeue = requeue;
    }

    void start() {
        thread.start();
    }

    /** Waits while too many are not confirmed yet. */
    void add(EventProcessor.Routed batch) throws InterruptedException {
        places.acquire();
        routed.add(batch);
    }

    /** Waits until nothing is in hand. */
    void awaitSettled() throws InterruptedException {
        places.acquire(MOST_BATCHES);
        places.release(MOST_BATCHES);
    }

    /** This thread must not end while there are batches: the router would wait for it. */
    private void run() {
        try {
            while (!stopping || !routed.isEmpty()) {
                EventProcessor.Routed batch = routed.poll(100, TimeUnit.MILLISECONDS);
                if (batch != null) {
                    settleInOrder(batch);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** As long as one is settled by itself, those behind it may not be acknowledged together with all before them. */
    private void settleInOrder(EventProcessor.Routed batch) throws InterruptedException {
        if (!batch.letters().isEmpty()) {
            apart.incrementAndGet();
            Thread.ofVirtual().name("letters").start(() -> settleApart(batch.oneByOne()));
        } else {
            settle(apart.get() == 0 ? batch : batch.oneByOne());
        }
    }

    /**
     * One that could not be settled while its channel is open counts for ever: an acknowledgement of all before would take
     * its events from RabbitMQ without their dead letters.
     */
    private void settleApart(EventProcessor.Routed batch) {
        try {
            settle(batch);
            apart.decrementAndGet();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void settle(EventProcessor.Routed batch) throws InterruptedException {
        try {
            work.settle(batch);
        } catch (RuntimeException | Error e) {
            log.error(
                    "a batch of {} events could not be settled and goes back",
                    batch.batch().size(),
                    e);
            requeue.all(batch.channel());
        } finally {
            places.release();
        }
    }

    /** Settles what is in hand, once nothing is added any more. */
    void stop(Duration grace) throws InterruptedException {
        stopping = true;
        long deadline = System.nanoTime() + grace.toNanos();
        boolean ended = thread.getState() == Thread.State.NEW || thread.join(grace);
        if (!ended || !places.tryAcquire(MOST_BATCHES, deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
            log.warn("events were stored and their jobs not confirmed within {}: they go back", grace);
            thread.interrupt();
        }
    }
}
