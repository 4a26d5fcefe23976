package org.wahook.http;

import java.time.Duration;

/**
 * How much of a body is read, and for how long.
 *
 * @param bytes more is {@link RequestBody.TooLarge}
 * @param whole for all of it, however fast it comes
 */
public record BodyLimits(int bytes, Duration whole) {

    /** Nothing came for so long: the sender has stopped. */
    static final long STILL_NANOS = Duration.ofSeconds(5).toNanos();

    /** From then on {@link #LEAST_BYTES_PER_SECOND} must have come on average. */
    static final long RATE_AFTER_NANOS = Duration.ofSeconds(5).toNanos();

    static final long LEAST_BYTES_PER_SECOND = 1024;

    /**
     * Whether a sender takes too long.
     *
     * @param sinceBegin nanoseconds since the body was asked for
     * @param sinceLastByte nanoseconds since the last byte, or since the beginning where none came
     * @param bytes that came
     */
    boolean isTooSlow(long sinceBegin, long sinceLastByte, long bytes) {
        if (sinceLastByte > STILL_NANOS || sinceBegin > whole.toNanos()) {
            return true;
        }
        return sinceBegin > RATE_AFTER_NANOS && bytes < LEAST_BYTES_PER_SECOND * (sinceBegin / 1_000_000_000L);
    }
}
