package org.wahook.worker.media;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** How many bytes of media this process holds at a time. Who needs more than is free waits for a bounded time. */
public final class MediaMemory {

    private static final int BYTES_OF_A_PERMIT = 1024;

    private final int permits;
    private final Semaphore free;

    /** @param bytes in all */
    public MediaMemory(long bytes, MeterRegistry meters) {
        this.permits = permits(bytes);
        this.free = new Semaphore(permits, true);
        Gauge.builder(
                        "wahook.media.memory.used",
                        () -> (double) (permits - free.availablePermits()) * BYTES_OF_A_PERMIT)
                .description("Bytes reserved for media in flight in this replica")
                .baseUnit("bytes")
                .register(meters);
    }

    private static int permits(long bytes) {
        return Math.toIntExact(Math.min(Integer.MAX_VALUE, Math.ceilDiv(bytes, (long) BYTES_OF_A_PERMIT)));
    }

    /** Most bytes that anyone can be given. */
    long most() {
        return (long) permits * BYTES_OF_A_PERMIT;
    }

    /** Room that is given back when it is closed; empty where there was none in time. */
    Optional<Room> reserve(long bytes, Duration wait) {
        Room room = nothing();
        return room.grow(bytes, wait) ? Optional.of(room) : Optional.empty();
    }

    /** Room that begins with nothing. */
    Room nothing() {
        return new Room();
    }

    /** What somebody holds. Used by one thread. */
    final class Room implements AutoCloseable {
        private int held;

        private Room() {}

        /** Holds so many bytes more; false where there were none in time, or there can't be so many. */
        boolean grow(long bytes, Duration wait) {
            int more = permits(bytes);
            if (more > permits - held) {
                return false;
            }
            try {
                boolean got = free.tryAcquire(more, Math.max(0, wait.toNanos()), TimeUnit.NANOSECONDS);
                held += got ? more : 0;
                return got;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }

        @Override
        public void close() {
            free.release(held);
            held = 0;
        }
    }
}
