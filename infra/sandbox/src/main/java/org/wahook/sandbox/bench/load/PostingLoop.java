package org.wahook.sandbox.bench.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Many HTTP connections on one thread, which takes as little as it can of the processors that the load shares with what
 * is measured: with a thread for each, even a virtual one, waking it took more than posting.
 */
final class PostingLoop implements AutoCloseable {

    private static final long SILENCE_NANOS = Duration.ofSeconds(30).toNanos();
    private static final long MILLISECOND = TimeUnit.MILLISECONDS.toNanos(1);

    /** What the connections post, and what becomes of it. */
    interface Script {

        /**
         * When this connection's next post is due, as {@code System.nanoTime()}; {@link #NO_MORE} where there is none.
         * Asked once for each post.
         */
        long due(int connection);

        /** Its bytes. */
        byte[] request(int connection);

        /** Its answer. */
        void answered(int connection, int status, long due);
    }

    /** No time that is ever due. */
    static final long NO_MORE = Long.MAX_VALUE;

    private static final class Line {
        private final int number;
        private final SocketChannel channel;
        private final SelectionKey key;
        private final HttpAnswer answer = new HttpAnswer();
        private ByteBuffer request = ByteBuffer.allocate(0);
        private long due;

        Line(int number, SocketChannel channel, SelectionKey key) {
            this.number = number;
            this.channel = channel;
            this.key = key;
        }

        int read(byte[] into, int from, int most) throws IOException {
            return channel.read(ByteBuffer.wrap(into, from, most));
        }

        void write() throws IOException {
            channel.write(request);
            int wanted = request.hasRemaining() ? SelectionKey.OP_WRITE : SelectionKey.OP_READ;
            if (key.interestOps() != wanted) {
                key.interestOps(wanted);
            }
        }
    }

    private final URI url;
    private final int connections;
    private final Script script;
    private final Selector selector;

    /** By time: those that have no request under way. */
    private final PriorityQueue<Line> idle = new PriorityQueue<>(Comparator.comparingLong(line -> line.due));

    private int busy;

    PostingLoop(URI url, int connections, Script script) throws IOException {
        this.url = url;
        this.connections = connections;
        this.script = script;
        this.selector = Selector.open();
    }

    /** Posts until the script has no more for any connection, and all is answered. */
    void run() throws IOException, InterruptedException {
        for (int number = 0; number < connections; number++) {
            await(connect(number));
        }
        long heard = System.nanoTime();
        while (busy > 0 || !idle.isEmpty()) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            post();
            if (hear() > 0 || busy == 0) {
                heard = System.nanoTime();
            } else if (System.nanoTime() - heard > SILENCE_NANOS) {
                throw new IOException("%d requests were not answered".formatted(busy));
            }
        }
    }

    private Line connect(int number) throws IOException {
        SocketChannel channel = SocketChannel.open(new InetSocketAddress(url.getHost(), url.getPort()));
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.configureBlocking(false);
        SelectionKey key = channel.register(selector, SelectionKey.OP_READ);
        Line line = new Line(number, channel, key);
        key.attach(line);
        return line;
    }

    private void await(Line line) throws IOException {
        line.due = script.due(line.number);
        if (line.due == NO_MORE) {
            line.channel.close();
        } else {
            idle.add(line);
        }
    }

    /** Whatever is due. */
    private void post() throws IOException {
        for (Line line = idle.peek(); line != null && line.due - System.nanoTime() <= 0; line = idle.peek()) {
            idle.remove();
            line.request = ByteBuffer.wrap(script.request(line.number));
            line.write();
            busy++;
        }
    }

    /** Waits for answers until the next post is due. A selector counts in milliseconds; what is less is slept. */
    private int hear() throws IOException {
        Line next = idle.peek();
        long left = next == null ? Duration.ofSeconds(1).toNanos() : next.due - System.nanoTime();
        if (left >= MILLISECOND) {
            selector.select(left / MILLISECOND);
        } else {
            LockSupport.parkNanos(Math.max(0, left));
            selector.selectNow();
        }
        Set<SelectionKey> ready = selector.selectedKeys();
        int heard = ready.size();
        for (SelectionKey key : ready) {
            serve((Line) key.attachment());
        }
        ready.clear();
        return heard;
    }

    private void serve(Line line) throws IOException {
        if (line.request.hasRemaining()) {
            line.write();
        } else if (line.answer.read(line::read)) {
            busy--;
            script.answered(line.number, line.answer.take(), line.due);
            await(line);
        }
    }

    @Override
    public void close() throws IOException {
        for (SelectionKey key : selector.keys()) {
            key.channel().close();
        }
        selector.close();
    }
}
