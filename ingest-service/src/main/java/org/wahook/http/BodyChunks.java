package org.wahook.http;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The bytes of a body as they arrive, in chunks that are put together once it is complete. One buffer that doubles would be
 * copied each time and allocate twice what has come, for strangers' bodies that never become complete too.
 */
final class BodyChunks {

    /** Small enough for G1 to put it among other objects. */
    private static final int LARGEST = 64 * 1024;

    private final List<byte[]> full = new ArrayList<>(0);
    private byte[] last;
    private int filled;
    private int size;

    /** @param first length of the first chunk; each next one is twice as long as the one before, up to 64 KiB */
    BodyChunks(int first) {
        last = new byte[first];
    }

    /** Reads what has come into the room that is left; -1 at the end. */
    int read(InputStream in) throws IOException {
        int count = in.read(last, filled, last.length - filled);
        if (count > 0) {
            filled += count;
            size += count;
        }
        return count;
    }

    /** Bytes that have come. */
    int size() {
        return size;
    }

    boolean isFull() {
        return filled == last.length;
    }

    /** Length of the chunk that {@link #grow} adds, where the body may have so many bytes in all. */
    int next(long most) {
        return (int) Math.min(Math.min(2L * last.length, LARGEST), most - size);
    }

    void grow(int length) {
        full.add(last);
        last = new byte[length];
        filled = 0;
    }

    byte[] whole() {
        if (full.isEmpty()) {
            return Arrays.copyOf(last, filled);
        }
        byte[] all = new byte[size];
        int to = 0;
        for (byte[] chunk : full) {
            System.arraycopy(chunk, 0, all, to, chunk.length);
            to += chunk.length;
        }
        System.arraycopy(last, 0, all, to, filled);
        return all;
    }
}
