package org.wahook.sandbox.bench.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.function.LongFunction;

/** Posts on many connections at once and counts what was answered with 200. */
public final class HttpLoad {

    private static final int OK = 200;

    private final URI url;
    private final int connections;
    private final LongFunction<byte[]> requests;

    /**
     * What came of it.
     *
     * @param refused everything but 200
     * @param posts all of them, those before the window too
     */
    public record Result(double perSecond, Samples latencies, long refused, long posts) {}

    /** @param requests the request with this running number */
    public HttpLoad(URI url, int connections, LongFunction<byte[]> requests) {
        this.url = url;
        this.connections = connections;
        this.requests = requests;
    }

    /**
     * Posts for so long.
     *
     * @param settle at the begin, which is not measured
     */
    public Result run(Arrivals arrivals, Duration settle, Duration window) throws InterruptedException {
        long began = System.nanoTime();
        long from = began + settle.toNanos();
        Timed timed = new Timed(arrivals, began, from, from + window.toNanos());
        perform(timed);
        return new Result(
                timed.samples.size() / (window.toNanos() / 1e9), timed.samples, timed.refused, timed.answered);
    }

    /** Posts so many as fast as they are answered, and no more; what is refused is posted again. */
    public void send(int count) throws InterruptedException {
        perform(new Counted(count));
    }

    private void perform(PostingLoop.Script script) throws InterruptedException {
        try (PostingLoop loop = new PostingLoop(url, connections, script)) {
            loop.run();
        } catch (IOException e) {
            throw new UncheckedIOException("a connection broke under load", e);
        }
    }

    private final class Timed implements PostingLoop.Script {
        private final Arrivals arrivals;
        private final long began;
        private final long from;
        private final long until;
        private final long[] posts = new long[connections];
        private final Samples samples = new Samples();
        private long refused;
        private long answered;

        Timed(Arrivals arrivals, long began, long from, long until) {
            this.arrivals = arrivals;
            this.began = began;
            this.from = from;
            this.until = until;
        }

        @Override
        public long due(int connection) {
            long due = arrivals.due(began, connection, connections, posts[connection]);
            return due - until > 0 ? PostingLoop.NO_MORE : due;
        }

        @Override
        public byte[] request(int connection) {
            return requests.apply(posts[connection]++ * connections + connection);
        }

        @Override
        public void answered(int connection, int status, long due) {
            long now = System.nanoTime();
            answered++;
            if (status != OK) {
                refused++;
            } else if (due - from >= 0 && now - until <= 0) {
                samples.add(now - due);
            }
        }
    }

    private final class Counted implements PostingLoop.Script {
        private final int count;
        private final long[] numbers = new long[connections];
        private final boolean[] again = new boolean[connections];
        private int next;

        Counted(int count) {
            this.count = count;
        }

        @Override
        public long due(int connection) {
            if (!again[connection]) {
                if (next == count) {
                    return PostingLoop.NO_MORE;
                }
                numbers[connection] = next++;
            }
            return System.nanoTime();
        }

        @Override
        public byte[] request(int connection) {
            return requests.apply(numbers[connection]);
        }

        @Override
        public void answered(int connection, int status, long due) {
            again[connection] = status != OK;
        }
    }
}
