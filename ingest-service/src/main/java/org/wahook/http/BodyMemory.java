package org.wahook.http;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The bytes of request bodies that a listener holds at one time. Room is taken as bytes arrive, not when they are
 * announced. When there is none, the oldest incomplete body is ended.
 */
final class BodyMemory {

    /** How long a reader may take to release a body that was ended. */
    private static final int OVER_COMMITMENT = 2;

    private static final long SMALL = 64 * 1024;

    private final long most;
    private final long mostPerAddress;
    private final AtomicLong taken = new AtomicLong();

    /** Includes bodies that were ended, until their readers have released them. */
    private final AtomicLong held = new AtomicLong();

    /** @param mostPerAddress of bodies that are not complete */
    BodyMemory(long most, long mostPerAddress) {
        this.most = most;
        this.mostPerAddress = mostPerAddress;
    }

    long taken() {
        return taken.get();
    }

    /** How much is freed when there is no room: more than is needed, since looking for it costs time. */
    long worthFreeing() {
        return most / 16;
    }

    /** @param size of the body afterwards */
    private boolean take(long bytes, long size) {
        if (isFree(size)) {
            held.addAndGet(bytes);
            taken.addAndGet(bytes);
            return true;
        }
        if (held.addAndGet(bytes) > OVER_COMMITMENT * most) {
            held.addAndGet(-bytes);
            return false;
        }
        if (taken.addAndGet(bytes) > limit(most, size)) {
            taken.addAndGet(-bytes);
            held.addAndGet(-bytes);
            return false;
        }
        return true;
    }

    /** The smallest bodies always have room, bounded by the number of connections. Most webhooks are that small. */
    private static boolean isFree(long size) {
        return size <= BodyReader.FIRST_BUFFER;
    }

    /** Large bodies may take three quarters of the memory. */
    private static long limit(long most, long size) {
        return size <= SMALL ? most : most - most / 4;
    }

    /** The memory of one body. Its reader adds to it and closes it; the listener may end it before. */
    static final class Share implements RequestBody.Memory {

        static final Share NONE = new Share(new BodyMemory(0, 0), new AddressUse());
        private static final long CLOSED = -1;

        private final BodyMemory memory;
        private final AddressUse address;
        private final AtomicLong bytes = new AtomicLong();
        private volatile boolean whole;

        /** Known to its reader alone. */
        private long held;

        Share(BodyMemory memory, AddressUse address) {
            this.memory = memory;
            this.address = address;
        }

        long bytes() {
            return Math.max(0, bytes.get());
        }

        /** Whether there was room, for this address and for all. False too once the share is closed. */
        boolean grow(long more) {
            long size = bytes() + more;
            boolean tooMuchHere =
                    address.bodyBytes.addAndGet(more) > limit(memory.mostPerAddress, size) && !isFree(size);
            if (tooMuchHere || !memory.take(more, size)) {
                address.bodyBytes.addAndGet(-more);
                return false;
            }
            long before = bytes.get();
            if (before == CLOSED || !bytes.compareAndSet(before, before + more)) {
                memory.taken.addAndGet(-more);
                memory.held.addAndGet(-more);
                address.bodyBytes.addAndGet(-more);
                return false;
            }
            held += more;
            return true;
        }

        /** The body is complete: it counts for its listener until it is closed, and no longer for its address. */
        void complete() {
            whole = true;
            address.bodyBytes.addAndGet(-bytes());
        }

        /** Its memory is given to others. Its reader notices this and closes it. */
        void giveWay() {
            long had = bytes.getAndSet(CLOSED);
            if (had > 0) {
                memory.taken.addAndGet(-had);
                if (!whole) {
                    address.bodyBytes.addAndGet(-had);
                }
            }
        }

        /** Called by its reader when the bytes are no longer needed. */
        @Override
        public void close() {
            giveWay();
            memory.held.addAndGet(-held);
            held = 0;
        }
    }
}
