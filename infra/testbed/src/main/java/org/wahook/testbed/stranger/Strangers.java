package org.wahook.testbed.stranger;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.wahook.testbed.Deadline;

/**
 * So many connections of one kind to a port of this machine, renewed until they are closed. A selector waits for all of
 * them: on a machine that runs the services too, strangers must cost the services' processor time and not their own.
 */
public final class Strangers implements AutoCloseable {

    private static final Duration ROUND = Duration.ofMillis(50);

    private final Selector selector;
    private final List<StrangerConnection> connections;
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger answered = new AtomicInteger();
    private final AtomicLong opened = new AtomicLong();
    private final Thread thread;
    private volatile boolean stopped;

    private Strangers(int port, StrangerKind kind, int count) {
        InetSocketAddress target = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        byte[] opening = kind.openingBytes();
        selector = newSelector();
        connections = IntStream.range(0, count)
                .mapToObj(n -> new StrangerConnection(selector, target, kind, opening))
                .toList();
        thread = Thread.ofPlatform().name("strangers " + kind.name()).daemon().start(this::run);
    }

    private static Selector newSelector() {
        try {
            return Selector.open();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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

    /** Connections that are open and have been answered. */
    public int answered() {
        return answered.get();
    }

    private void run() {
        try {
            while (!stopped) {
                nextRound();
                long round = System.nanoTime() + ROUND.toNanos();
                long left = ROUND.toMillis();
                while (left > 0 && !stopped) {
                    selector.select(this::ready, left);
                    left = (round - System.nanoTime()) / 1_000_000;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Opens those that ended anew; the others send what is due. */
    private void nextRound() {
        long now = System.nanoTime();
        int alive = 0;
        int heard = 0;
        for (StrangerConnection connection : connections) {
            if (connection.mayOpen(now)) {
                connection.open(now);
                opened.incrementAndGet();
            } else {
                connection.goOn(now);
            }
            alive += connection.isOpen() ? 1 : 0;
            heard += connection.isOpen() && connection.isAnswered() ? 1 : 0;
        }
        open.set(alive);
        answered.set(heard);
    }

    private void ready(SelectionKey key) {
        if (key.isValid()) {
            ((StrangerConnection) key.attachment()).ready(key);
        }
    }

    @Override
    public void close() {
        stopped = true;
        selector.wakeup();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        connections.forEach(StrangerConnection::close);
        try {
            selector.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
