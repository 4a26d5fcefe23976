package org.wahook.testbed.stranger;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/** One connection of a stranger, opened again when the other side ends it. Used by one thread alone. */
final class StrangerConnection implements AutoCloseable {

    private static final ByteBuffer IGNORED = ByteBuffer.allocateDirect(4096);

    private final InetSocketAddress target;
    private final StrangerKind kind;
    private final byte[] opening;
    private @Nullable SocketChannel channel;
    private ByteBuffer unsent = ByteBuffer.allocate(0);
    private long moreAt;
    private boolean sending;

    /** @param opening of the kind, shared by all its connections since it may be megabytes */
    StrangerConnection(InetSocketAddress target, StrangerKind kind, byte[] opening) {
        this.target = target;
        this.kind = kind;
        this.opening = opening;
    }

    /** Connects, sends or listens, whatever is due; true when it had to be opened anew. */
    boolean goOn(long now) {
        try {
            SocketChannel open = channel;
            if (open == null) {
                connect(now);
                return true;
            }
            if (open.finishConnect()) {
                send(open, now);
                IGNORED.clear();
                if (open.read(IGNORED) < 0) {
                    close();
                }
            }
        } catch (IOException ended) {
            close();
        }
        return false;
    }

    boolean isOpen() {
        return channel != null;
    }

    private void connect(long now) throws IOException {
        SocketChannel opened = SocketChannel.open();
        channel = opened;
        opened.configureBlocking(false);
        opened.connect(target);
        unsent = ByteBuffer.wrap(opening);
        moreAt = now + kind.pause().toNanos();
        sending = true;
    }

    private void send(SocketChannel open, long now) throws IOException {
        if (sending) {
            open.write(unsent);
            sending = unsent.hasRemaining();
        } else if (now - moreAt >= 0) {
            moreAt = now + kind.pause().toNanos();
            unsent = ByteBuffer.wrap(kind.moreBytes());
            sending = unsent.hasRemaining();
        }
    }

    @Override
    public void close() {
        SocketChannel open = channel;
        channel = null;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
    }
}
