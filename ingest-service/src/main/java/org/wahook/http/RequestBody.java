package org.wahook.http;

import jakarta.servlet.http.HttpServletRequest;

/**
 * The body of a request: so many bytes, in so much time, and not slower than a least rate, as {@link BodyLimits} has it.
 * Memory is taken as bytes arrive; what is announced takes none.
 */
public sealed interface RequestBody {

    /**
     * All of it.
     *
     * @param memory what it takes of the listener's; to be closed when the bytes are no longer needed
     */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    record Whole(byte[] bytes, Memory memory) implements RequestBody {}

    /** Room that a body takes. */
    interface Memory extends AutoCloseable {
        @Override
        void close();
    }

    record TooLarge() implements RequestBody {}

    /** The sender closed the connection, paused too long, or was too slow. */
    record Incomplete() implements RequestBody {}

    /** Bodies take all the memory that they may; it may be sent again later. */
    record NoMemory() implements RequestBody {}

    /** A body that is announced as too large is not read, so a sender that expects 100 Continue does not get it. */
    static RequestBody read(HttpServletRequest request, BodyLimits limits) {
        return request.getContentLengthLong() > limits.bytes()
                ? new TooLarge()
                : new BodyReader(request, limits).read();
    }
}
