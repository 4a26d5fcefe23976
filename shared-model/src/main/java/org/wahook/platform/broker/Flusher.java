package org.wahook.platform.broker;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Flushes a socket on a thread of its own: at once where the last flush is some time ago; else once the pause after it is
 * over, with all that was written meanwhile. What fails there breaks the connection, which its reader tells everyone.
 */
final class Flusher implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Flusher.class);

    /** Writes to the network what was written to the socket's buffer. */
    interface Flush {
        void perform() throws IOException;
    }

    private final Flush flush;
    private final Runnable broken;
    private final long pauseNanos;
    private final Thread thread = Thread.ofVirtual().name("amqp-flusher").unstarted(this::flushAll);
    private volatile boolean unflushed;

    /**
     * The thread will look for itself: to wake it for each message would cost more than to write it. Whoever wants a flush
     * says so before reading this, and the thread looks after it has written this: one of the two sees the other.
     */
    private volatile boolean pausing;

    private volatile boolean closed;

    /**
     * @param broken what to do once a flush has failed; there is no other after it
     * @param pause from one flush to the next
     */
    Flusher(Flush flush, Runnable broken, Duration pause) {
        this.flush = flush;
        this.broken = broken;
        this.pauseNanos = pause.toNanos();
        thread.start();
    }

    /** Soon; returns at once. */
    void flush() {
        unflushed = true;
        if (!pausing) {
            LockSupport.unpark(thread);
        }
    }

    private void flushAll() {
        try {
            while (!closed) {
                if (unflushed) {
                    unflushed = false;
                    flush.perform();
                    pause();
                } else {
                    LockSupport.park(this);
                }
            }
        } catch (IOException | RuntimeException e) {
            log.debug("nothing can be written to RabbitMQ any more", e);
            broken.run();
        }
    }

    private void pause() {
        pausing = true;
        long end = System.nanoTime() + pauseNanos;
        for (long left = pauseNanos; left > 0 && !closed; left = end - System.nanoTime()) {
            LockSupport.parkNanos(this, left);
        }
        pausing = false;
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
    }
}
