package org.wahook.testbed.stranger;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One connection of a stranger, opened again when the other side ends it. Used by one thread alone. */
final class StrangerConnection implements AutoCloseable {

    /**
     * From its end until it is opened again. Thousands that are refused and come again at once would measure how many
     * connections a machine can open to itself.
     */
    private static final Duration REOPENS_AFTER = Duration.ofSeconds(1);

    /** Of one connection, in bytes: 10 Mbit/s. This machine's memory is no stranger's network. */
    private static final int MOST_A_ROUND = 64 * 1024;

    private static final ByteBuffer IGNORED = ByteBuffer.allocateDirect(4096);

    private final Selector selector;
    private final InetSocketAddress target;
    private final StrangerKind kind;
    private final byte[] opening;
    private @Nullable SelectionKey key;
    private ByteBuffer unsent = ByteBuffer.allocate(0);
    private boolean answered;
    private long moreAt;
    private long mayOpenAt = System.nanoTime();

    /** @param opening of the kind, shared by all its connections since it may be megabytes */
    StrangerConnection(Selector selector, InetSocketAddress target, StrangerKind kind, byte[] opening) {
        this.selector = selector;
        this.target = target;
        this.kind = kind;
        this.opening = opening;
    }

    boolean isOpen() {
        return key != null;
    }

    boolean isAnswered() {
        return answered;
    }

    boolean mayOpen(long now) {
        return key == null && now - mayOpenAt >= 0;
    }

    void open(long now) {
        try {
            SocketChannel channel = SocketChannel.open();
            channel.configureBlocking(false);
            SelectionKey registered = channel.register(selector, SelectionKey.OP_CONNECT, this);
            key = registered;
            answered = false;
            unsent = ByteBuffer.wrap(opening);
            moreAt = now + kind.pause().toNanos();
            if (channel.connect(target)) {
                send(registered, channel);
            }
        } catch (IOException ended) {
            close();
        }
    }

    /** Goes on with what the selector says is possible. */
    void ready(SelectionKey ready) {
        SocketChannel channel = (SocketChannel) ready.channel();
        try {
            if (ready.isConnectable()) {
                channel.finishConnect();
                send(ready, channel);
            } else if (ready.isReadable()) {
                IGNORED.clear();
                if (channel.read(IGNORED) < 0) {
                    close();
                } else {
                    answered = true;
                }
            }
        } catch (IOException ended) {
            close();
        }
    }

    /** Sends what is left, or more if it is time. */
    void goOn(long now) {
        SelectionKey open = key;
        if (open == null || open.interestOps() == SelectionKey.OP_CONNECT) {
            return;
        }
        if (!unsent.hasRemaining() && now - moreAt >= 0) {
            moreAt = now + kind.pause().toNanos();
            unsent = ByteBuffer.wrap(kind.moreBytes());
        }
        try {
            if (unsent.hasRemaining()) {
                send(open, (SocketChannel) open.channel());
            }
        } catch (IOException ended) {
            close();
        }
    }

    /** Called once in a round. */
    private void send(SelectionKey open, SocketChannel channel) throws IOException {
        int end = unsent.limit();
        unsent.limit(Math.min(end, unsent.position() + MOST_A_ROUND));
        channel.write(unsent);
        unsent.limit(end);
        open.interestOps(SelectionKey.OP_READ);
    }

    @Override
    public void close() {
        SelectionKey open = key;
        key = null;
        if (open != null) {
            mayOpenAt = System.nanoTime() + REOPENS_AFTER.toNanos();
            try {
                open.channel().close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
