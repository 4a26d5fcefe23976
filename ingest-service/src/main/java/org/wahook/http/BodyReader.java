package org.wahook.http;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
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
        long largest = Math.min(announced < 0 ? Long.MAX_VALUE : announced, most) + 1;
        int first = (int) Math.min(largest, FIRST_BUFFER);
        BodyChunks chunks = new BodyChunks(first);
        InputStream in = request.getInputStream();
        while (true) {
            boolean nothing = chunks.size() == 0;
            if (chunks.read(in) < 0) {
                return whole(chunks, announced, share);
            }
            if (nothing && !take(share, first)) {
                return new RequestBody.NoMemory();
            }
            if (chunks.size() > most) {
                return new RequestBody.TooLarge();
            }
            if (chunks.isFull()) {
                int next = chunks.next(largest);
                if (!take(share, next)) {
                    return new RequestBody.NoMemory();
                }
                chunks.grow(next);
            }
        }
    }

    private boolean take(BodyMemory.Share share, long bytes) {
        return connection.connections().grow(connection, share, bytes);
    }

    private RequestBody whole(BodyChunks chunks, long announced, BodyMemory.Share share) {
        if (announced > chunks.size()) {
            return new RequestBody.Incomplete();
        }
        request.setAttribute(OVER, true);
        return new RequestBody.Whole(chunks.whole(), share);
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
