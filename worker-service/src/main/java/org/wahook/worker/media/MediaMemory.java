package org.wahook.worker.media;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * How many bytes of media this process holds at a time. Who needs more than is free waits for a bounded time. One client may
 * hold half of them, so that a bot that takes its time over many files keeps nobody else's waiting; a single larger file of a
 * client that holds nothing else is let through.
 */
public final class MediaMemory {

    private static final int BYTES_OF_A_PERMIT = 1024;

    private final int permits;
    private final int permitsOfClient;
    private final Semaphore free;
    private final ConcurrentMap<String, Share> shares = new ConcurrentHashMap<>();

    /** What one client may still take; there as long as somebody has a room of it. */
    private static final class Share {
        private final Semaphore free;
        private int rooms;

        private Share(int permits) {
            this.free = new Semaphore(permits, true);
        }
    }

    /** @param bytes in all */
    public MediaMemory(long bytes, MeterRegistry meters) {
        this.permits = permits(bytes);
        this.permitsOfClient = Math.ceilDiv(permits, 2);
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
    Optional<Room> reserve(String chatbotId, long bytes, Duration wait) {
        Room room = room(chatbotId);
        if (room.grow(bytes, wait)) {
            return Optional.of(room);
        }
        room.close();
        return Optional.empty();
    }

    /** Room that begins with nothing. */
    Room room(String chatbotId) {
        Share share = shares.compute(chatbotId, (id, known) -> {
            Share mine = known == null ? new Share(permitsOfClient) : known;
            mine.rooms++;
            return mine;
        });
        return new Room(chatbotId, share);
    }

    private void left(String chatbotId) {
        shares.computeIfPresent(chatbotId, (id, share) -> --share.rooms == 0 ? null : share);
    }

    /** Clients that have a room. */
    int clients() {
        return shares.size();
    }

    /** What somebody holds. Used by one thread. */
    final class Room implements AutoCloseable {
        private final String chatbotId;
        private final Share share;
        private int held;
        private int heldOfShare;
        private boolean closed;

        private Room(String chatbotId, Share share) {
            this.chatbotId = chatbotId;
            this.share = share;
        }

        /** Holds so many bytes more; false where there were none in time, or there can't be so many. */
        boolean grow(long bytes, Duration wait) {
            int more = permits(bytes);
            if (more > permits - held) {
                return false;
            }
            long deadline = System.nanoTime() + wait.toNanos();
            int ofShare = Math.min(permitsOfClient, held + more) - heldOfShare;
            if (!take(share.free, ofShare, deadline)) {
                return false;
            }
            if (!take(free, more, deadline)) {
                share.free.release(ofShare);
                return false;
            }
            held += more;
            heldOfShare += ofShare;
            return true;
        }

        private boolean take(Semaphore from, int permits, long deadline) {
            try {
                return from.tryAcquire(permits, Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                free.release(held);
                share.free.release(heldOfShare);
                left(chatbotId);
            }
        }
    }
}
