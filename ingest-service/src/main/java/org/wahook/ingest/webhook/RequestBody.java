package org.wahook.ingest.webhook;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;

/** Reads a body of bounded size in bounded time. */
final class RequestBody {

    private static final int FIRST_BUFFER = 16 * 1024;

    private final InputStream in;
    private final long expected;
    private final int most;
    private final long deadline;

    /** @param expected the length that the headers promise; negative where they promise none */
    RequestBody(InputStream in, long expected, int most, Duration limit) {
        this.in = in;
        this.expected = expected;
        this.most = most;
        this.deadline = System.nanoTime() + limit.toNanos();
    }

    /** The body, or how it failed to be one. */
    sealed interface Result {

        @SuppressWarnings("ArrayRecordComponent") // compared by nobody
        record Whole(byte[] bytes) implements Result {}

        record TooLarge() implements Result {}

        /** The sender went, broke off, or was too slow. */
        record Incomplete() implements Result {}
    }

    /** Reads one byte more than fits, and no further. */
    Result read() {
        byte[] buffer = new byte[expected >= 0 ? (int) Math.min(expected, most) + 1 : FIRST_BUFFER];
        int filled = 0;
        try {
            while (true) {
                int count = in.read(buffer, filled, buffer.length - filled);
                if (count < 0) {
                    return whole(buffer, filled);
                }
                filled += count;
                if (filled > most) {
                    return new Result.TooLarge();
                }
                if (System.nanoTime() - deadline > 0) {
                    return new Result.Incomplete();
                }
                if (filled == buffer.length) {
                    buffer = Arrays.copyOf(buffer, (int) Math.min(2L * buffer.length, most + 1L));
                }
            }
        } catch (IOException e) {
            return new Result.Incomplete();
        }
    }

    private Result whole(byte[] buffer, int filled) {
        if (expected > filled) {
            return new Result.Incomplete();
        }
        return new Result.Whole(filled == buffer.length ? buffer : Arrays.copyOf(buffer, filled));
    }
}
