package org.wahook.http;

import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.io.EndPoint;

/** The body of a request: so many bytes and so much time, however slowly it is sent. */
public final class BoundedBody {

    /** An attribute of a request whose body was read to its end. */
    private static final String OVER = BoundedBody.class.getName() + ".over";

    /** For all of it. */
    private static final Duration READ_LIMIT = Duration.ofSeconds(10);

    private static final Duration DISCARD_LIMIT = Duration.ofSeconds(2);
    private static final int MOST_DISCARDED = 4 * 1024 * 1024;
    private static final Semaphore DISCARDED_AT_ONCE = new Semaphore(64);

    private final HttpServletRequest request;
    private final EndPoint connection;
    private final long deadline;

    private BoundedBody(HttpServletRequest request, Duration limit) {
        this.request = request;
        this.connection = ServletContextRequest.getServletContextRequest(request)
                .getConnectionMetaData()
                .getConnection()
                .getEndPoint();
        this.deadline = System.nanoTime() + limit.toNanos();
    }

    /** Whether nothing of the body can come any more: it was read to its end, or there is none. */
    static boolean isOver(HttpServletRequest request) {
        boolean none = request.getContentLengthLong() == 0
                || (request.getContentLengthLong() < 0 && request.getHeader("Transfer-Encoding") == null);
        return none || request.getAttribute(OVER) != null;
    }

    /** The body, or how it failed to be one. */
    public sealed interface Result {

        @SuppressWarnings("ArrayRecordComponent") // compared by nobody
        record Whole(byte[] bytes) implements Result {}

        record TooLarge() implements Result {}

        /** The sender was too slow, or broke off. */
        record Incomplete() implements Result {}
    }

    /** What is announced as too large is not even begun, so that a sender who waits for leave to send never gets it. */
    public static Result read(HttpServletRequest request, int most) {
        return request.getContentLengthLong() > most
                ? new Result.TooLarge()
                : new BoundedBody(request, READ_LIMIT).read(most);
    }

    /**
     * Throws away what a refused sender is still sending, for a moment: closing the connection with bytes unread would
     * reset it, and the sender would see that instead of our answer. Call it after the answer was flushed: from then on
     * Jetty gives no leave to send, and ends at once what waits for it.
     */
    static void discard(HttpServletRequest request) {
        if (!DISCARDED_AT_ONCE.tryAcquire()) {
            return;
        }
        try {
            new BoundedBody(request, DISCARD_LIMIT).discard();
        } catch (IOException e) {
            // The sender is gone, or silent: there is nobody left to be polite to.
            return;
        } finally {
            DISCARDED_AT_ONCE.release();
        }
    }

    private Result read(int most) {
        long idle = connection.getIdleTimeout();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] buffer = new byte[8 * 1024];
        try {
            InputStream in = request.getInputStream();
            while (bytes.size() <= most) {
                int count = next(in, buffer);
                if (count < 0) {
                    request.setAttribute(OVER, true);
                    return new Result.Whole(bytes.toByteArray());
                }
                bytes.write(buffer, 0, count);
            }
            return new Result.TooLarge();
        } catch (IOException e) {
            return new Result.Incomplete();
        } finally {
            connection.setIdleTimeout(idle);
        }
    }

    private void discard() throws IOException {
        InputStream in = request.getInputStream();
        byte[] buffer = new byte[16 * 1024];
        for (int left = MOST_DISCARDED; left > 0; ) {
            int count = next(in, buffer);
            if (count < 0) {
                return;
            }
            left -= count;
        }
    }

    /** A connection on which nothing moves until the deadline is given up by Jetty, and with it the read. */
    private int next(InputStream in, byte[] buffer) throws IOException {
        long left = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
        if (left <= 0) {
            throw new IOException("too slow");
        }
        connection.setIdleTimeout(left);
        return in.read(buffer);
    }
}
