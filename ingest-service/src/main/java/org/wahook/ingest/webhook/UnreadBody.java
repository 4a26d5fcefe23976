package org.wahook.ingest.webhook;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.Semaphore;

/**
 * Throws away what a refused sender is still sending. Closing the connection with bytes unread would reset it, and the
 * sender would see that instead of our answer.
 */
final class UnreadBody {

    private static final int MOST_AT_ONCE = 64;
    private static final long MOST_BYTES = 16L * 1024 * 1024;
    private static final long LONGEST_NANOS = Duration.ofSeconds(2).toNanos();

    private final Semaphore atOnce = new Semaphore(MOST_AT_ONCE);

    /** Call it after the answer was flushed. */
    void discard(HttpServletRequest request) {
        boolean waitsForContinue = request.getHeader("Expect") != null;
        if (waitsForContinue || request.getContentLengthLong() == 0 || !atOnce.tryAcquire()) {
            return;
        }
        try {
            discard(request.getInputStream());
        } catch (IOException e) {
            // The sender is gone, or silent: there is nobody left to be polite to.
            return;
        } finally {
            atOnce.release();
        }
    }

    private static void discard(InputStream in) throws IOException {
        byte[] buffer = new byte[16 * 1024];
        long deadline = System.nanoTime() + LONGEST_NANOS;
        long left = MOST_BYTES;
        while (left > 0 && System.nanoTime() - deadline < 0) {
            int count = in.read(buffer);
            if (count < 0) {
                return;
            }
            left -= count;
        }
    }
}
