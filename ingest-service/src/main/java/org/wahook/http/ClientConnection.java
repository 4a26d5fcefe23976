package org.wahook.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * A connection with the phase of its request, since when, and the memory it uses. {@link Connections} applies the
 * limits.
 */
final class ClientConnection extends SocketChannelEndPoint {

    private static final long FIRST_REQUEST_NANOS = Duration.ofSeconds(10).toNanos();
    private static final long NEXT_REQUEST_NANOS = Duration.ofSeconds(30).toNanos();
    private static final long HEADERS_NANOS = Duration.ofSeconds(10).toNanos();
    private static final long DISCARD_NANOS = Duration.ofSeconds(2).toNanos();

    private final Connections connections;
    private final RemoteAddress address;
    private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.WAITING);
    private final AtomicLong received = new AtomicLong();
    private volatile long phaseBegan = System.nanoTime();
    private volatile long lastByteAt = phaseBegan;
    private volatile AddressUse use = new AddressUse();
    private volatile boolean hadRequest;
    private volatile boolean trusted;
    private volatile BodyLimits bodyLimits = new BodyLimits(0, Duration.ZERO);
    private volatile long bodyBeganAtByte;
    private volatile BodyMemory.Share bodyShare = BodyMemory.Share.NONE;
    private volatile EndReason endReason = EndReason.IDLE;

    ClientConnection(
            Connections connections,
            SocketChannel channel,
            ManagedSelector selector,
            SelectionKey key,
            Scheduler scheduler) {
        super(channel, selector, key, scheduler);
        this.connections = connections;
        this.address = RemoteAddress.of(getRemoteSocketAddress());
    }

    RemoteAddress address() {
        return address;
    }

    AddressUse use() {
        return use;
    }

    Connections connections() {
        return connections;
    }

    @Override
    public void onOpen() {
        super.onOpen();
        use = connections.entered(this);
        connections.makeRoomFor(this);
    }

    Phase phase() {
        return phase.get();
    }

    long phaseBegan() {
        return phaseBegan;
    }

    boolean isTrusted() {
        return trusted;
    }

    /** A request on it has shown that its sender knows a secret. When connections are too many, others end before it. */
    void trust() {
        trusted = true;
    }

    EndReason endReason() {
        return endReason;
    }

    @Override
    public int fill(ByteBuffer buffer) throws IOException {
        int count = super.fill(buffer);
        if (count > 0) {
            received.addAndGet(count);
            lastByteAt = System.nanoTime();
            if (phase.get() == Phase.WAITING) {
                change(Phase.WAITING, Phase.HEADERS);
            }
        }
        return count;
    }

    /** Jetty waits for the headers of a request, from their beginning or for more of them. */
    @Override
    public void fillInterested(Callback callback) {
        if (phase.get() == Phase.HANDLING) {
            change(Phase.HANDLING, Phase.WAITING);
        }
        super.fillInterested(callback);
    }

    /** The headers are complete. */
    void beginRequest() {
        hadRequest = true;
        // More than one request may come in one read: the next then begins while nothing waits.
        if (!change(Phase.HEADERS, Phase.HANDLING)) {
            change(Phase.WAITING, Phase.HANDLING);
        }
    }

    /** Its body is wanted from now on. */
    void beginBody(BodyLimits limits, BodyMemory.Share share) {
        bodyLimits = limits;
        bodyShare = share;
        bodyBeganAtByte = received.get();
        lastByteAt = System.nanoTime();
        change(Phase.HANDLING, Phase.BODY);
    }

    /** False where the limits have ended the body meanwhile. */
    boolean endBody() {
        boolean complete = change(Phase.BODY, Phase.HANDLING);
        bodyShare = BodyMemory.Share.NONE;
        return complete;
    }

    BodyMemory.Share bodyShare() {
        return bodyShare;
    }

    void beginDiscarding() {
        phaseBegan = System.nanoTime();
        phase.set(Phase.DISCARDING);
    }

    /** Ends what has taken too long. */
    void checkTime(long now) {
        long elapsed = now - phaseBegan;
        switch (phase.get()) {
            case WAITING -> {
                if (elapsed > (hadRequest ? NEXT_REQUEST_NANOS : FIRST_REQUEST_NANOS)) {
                    end(Phase.WAITING, EndReason.IDLE);
                }
            }
            case HEADERS -> {
                if (elapsed > HEADERS_NANOS) {
                    end(Phase.HEADERS, EndReason.SLOW_HEADERS);
                }
            }
            case BODY -> {
                if (bodyLimits.isTooSlow(elapsed, now - lastByteAt, received.get() - bodyBeganAtByte)) {
                    end(Phase.BODY, EndReason.SLOW_BODY);
                }
            }
            case DISCARDING -> {
                if (elapsed > DISCARD_NANOS) {
                    close();
                }
            }
            case HANDLING, ENDED -> {}
        }
    }

    /**
     * Ends a connection that is in this phase. A thread that reads its body gets an exception and can still answer.
     *
     * @return false where it went on meanwhile
     */
    boolean end(Phase in, EndReason why) {
        endReason = why;
        if (!change(in, Phase.ENDED)) {
            return false;
        }
        connections.ended(why);
        if (in == Phase.BODY) {
            bodyShare.giveWay();
            onIdleExpired(new TimeoutException(why.word()));
        } else {
            close();
        }
        return true;
    }

    private boolean change(Phase from, Phase to) {
        // First, so that the new phase is not measured from the beginning of the old one.
        phaseBegan = System.nanoTime();
        return phase.compareAndSet(from, to);
    }

    @Override
    public void onClose(Throwable failure) {
        connections.left(this);
        super.onClose(failure);
    }
}
