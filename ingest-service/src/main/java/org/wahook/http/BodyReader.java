package org.wahook.http;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.concurrent.Semaphore;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;

/** Reads a body, while {@link Connections} watches how fast it comes. */
final class BodyReader {

    /** An attribute of a request whose body was read to its end. */
    private static final String OVER = BodyReader.class.getName() + ".over";

    /** Before anything has come. Most webhooks fit; thousands of bodies that never come take little. */
    static final int FIRST_BUFFER = 2 * 1024;

    private static final int MOST_DISCARDED = 16 * 1024 * 1024;

    private final HttpServletRequest request;
    private final BodyLimits limits;
    private final ClientConnection connection;

    BodyReader(HttpServletRequest request, BodyLimits limits) {
        this.request = request;
        this.limits = limits;
        this.connection = connectionOf(request);
    }

    static ClientConnection connectionOf(HttpServletRequest request) {
        return (ClientConnection) ServletContextRequest.getServletContextRequest(request)
                .getConnectionMetaData()
                .getConnection()
                .getEndPoint();
    }

    /** Whether nothing of the body can come any more: it was read to its end, or there is none. */
    static boolean isOver(HttpServletRequest request) {
        boolean none = request.getContentLengthLong() == 0
                || (request.getContentLengthLong() < 0 && request.getHeader("Transfer-Encoding") == null);
        return none || request.getAttribute(OVER) != null;
    }

    RequestBody read() {
        BodyMemory.Share share = connection.connections().share(connection);
        connection.beginBody(limits, share);
        RequestBody body;
        try {
            body = fill(share);
        } catch (IOException e) {
            body = new RequestBody.Incomplete();
        }
        boolean endedByLimits = !connection.endBody();
        if (body instanceof RequestBody.Whole && !endedByLimits) {
            share.complete();
            return body;
        }
        share.close();
        return endedByLimits && connection.endReason() == EndReason.BODY_MEMORY ? new RequestBody.NoMemory() : body;
    }

    /** Reads one byte more than fits, and no further. */
    private RequestBody fill(BodyMemory.Share share) throws IOException {
        long announced = request.getContentLengthLong();
        int most = limits.bytes();
        // A buffer that is larger than it need be may be one that G1 puts into regions of its own, which takes twice
        // the room.
        long largest = Math.min(announced < 0 ? Long.MAX_VALUE : announced, most) + 1;
        byte[] buffer = new byte[(int) Math.min(largest, FIRST_BUFFER)];
        int filled = 0;
        InputStream in = request.getInputStream();
        while (true) {
            int count = in.read(buffer, filled, buffer.length - filled);
            if (count < 0) {
                return whole(buffer, filled, announced, share);
            }
            if (filled == 0 && !take(share, buffer.length)) {
                return new RequestBody.NoMemory();
            }
            filled += count;
            if (filled > most) {
                return new RequestBody.TooLarge();
            }
            if (filled == buffer.length) {
                int larger = (int) Math.min(2L * buffer.length, largest);
                if (!take(share, larger - buffer.length)) {
                    return new RequestBody.NoMemory();
                }
                buffer = Arrays.copyOf(buffer, larger);
            }
        }
    }

    private boolean take(BodyMemory.Share share, long bytes) {
        return connection.connections().grow(connection, share, bytes);
    }

    private RequestBody whole(byte[] buffer, int filled, long announced, BodyMemory.Share share) {
        if (announced > filled) {
            return new RequestBody.Incomplete();
        }
        request.setAttribute(OVER, true);
        return new RequestBody.Whole(filled == buffer.length ? buffer : Arrays.copyOf(buffer, filled), share);
    }

    /**
     * Discards what a refused sender is still sending, for a moment: closing the connection with unread bytes would
     * reset it, and the sender would not see our answer. Call it after the answer was flushed: from then on Jetty
     * gives no leave to send, and ends at once what waits for it.
     */
    static void discard(HttpServletRequest request) {
        ClientConnection connection = connectionOf(request);
        Semaphore discards = connection.connections().discards();
        if (!discards.tryAcquire()) {
            return;
        }
        connection.beginDiscarding();
        try {
            InputStream in = request.getInputStream();
            byte[] buffer = new byte[8 * 1024];
            int left = MOST_DISCARDED;
            for (int count = in.read(buffer); count >= 0 && left > 0; count = in.read(buffer)) {
                left -= count;
            }
        } catch (IOException e) {
            // The sender has closed the connection or sends nothing.
            return;
        } finally {
            discards.release();
        }
    }
}
