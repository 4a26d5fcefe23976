package org.wahook.testbed.stranger;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.wahook.testbed.Deadline;

/** So many connections of one kind to a port of this machine, renewed until they are closed. */
public final class Strangers implements AutoCloseable {

    private static final Duration ROUND = Duration.ofMillis(50);

    private final List<StrangerConnection> connections;
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicLong opened = new AtomicLong();
    private final Thread thread;
    private volatile boolean stopped;

    private Strangers(int port, StrangerKind kind, int count) {
        InetSocketAddress target = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        byte[] opening = kind.openingBytes();
        connections = IntStream.range(0, count)
                .mapToObj(n -> new StrangerConnection(target, kind, opening))
                .toList();
        thread = Thread.ofPlatform().name("strangers " + kind.name()).daemon().start(this::run);
    }

    /** Returns once each connection was opened, if not always accepted. */
    public static Strangers start(int port, StrangerKind kind, int count) {
        Strangers strangers = new Strangers(port, kind, count);
        Deadline.eventually(Duration.ofMinutes(1), count + " " + kind.name(), () -> strangers.opened() >= count);
        return strangers;
    }

    /** Connections that the other side has not ended. */
    public int open() {
        return open.get();
    }

    /** Connections that were opened so far. */
    public long opened() {
        return opened.get();
    }

    private void run() {
        while (!stopped) {
            long now = System.nanoTime();
            int alive = 0;
            for (StrangerConnection connection : connections) {
                if (connection.goOn(now)) {
                    opened.incrementAndGet();
                }
                alive += connection.isOpen() ? 1 : 0;
            }
            open.set(alive);
            try {
                Thread.sleep(ROUND);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    @Override
    public void close() {
        stopped = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        connections.forEach(StrangerConnection::close);
    }
}
