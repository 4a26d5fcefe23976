package org.wahook.shared.broker;

import com.rabbitmq.client.WriteListener;
import com.rabbitmq.client.impl.AMQConnection;
import com.rabbitmq.client.impl.Frame;
import com.rabbitmq.client.impl.FrameHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A socket's frames, flushed by a thread of their own: at once where the last flush is some time ago; else once the pause
 * after it is over, with all that was written meanwhile. What fails on that thread breaks the connection, which its reader
 * tells everyone.
 */
final class GatheredFrames implements FrameHandler {

    private static final Logger log = LoggerFactory.getLogger(GatheredFrames.class);

    private final FrameHandler socket;
    private final long pauseNanos;
    private final Thread flusher = Thread.ofVirtual().name("amqp-flusher").unstarted(this::flushAll);
    private volatile boolean unflushed;

    /** The flusher will look for itself: to wake it for each message would cost more than to write it. */
    private volatile boolean pausing;

    private volatile boolean closed;

    /** @param pause from one flush to the next */
    GatheredFrames(FrameHandler socket, Duration pause) {
        this.socket = socket;
        this.pauseNanos = pause.toNanos();
        flusher.start();
    }

    @Override
    public void flush(@Nullable WriteListener written) throws IOException {
        if (written != null) {
            socket.flush(written);
            return;
        }
        unflushed = true;
        if (!pausing) {
            LockSupport.unpark(flusher);
        }
    }

    private void flushAll() {
        try {
            while (!closed) {
                if (unflushed) {
                    unflushed = false;
                    socket.flush(null);
                    pause();
                } else {
                    LockSupport.park(this);
                }
            }
        } catch (IOException | RuntimeException e) {
            log.debug("nothing can be written to RabbitMQ any more", e);
            socket.close();
        }
    }

    private void pause() {
        pausing = true;
        long end = System.nanoTime() + pauseNanos;
        for (long left = pauseNanos; left > 0 && !closed; left = end - System.nanoTime()) {
            LockSupport.parkNanos(this, left);
        }
        pausing = false;
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(flusher);
        socket.close();
    }

    @Override
    public void writeFrame(Frame frame) throws IOException {
        socket.writeFrame(frame);
    }

    @Override
    public Frame readFrame() throws IOException {
        return socket.readFrame();
    }

    @Override
    public void initialize(AMQConnection connection) {
        socket.initialize(connection);
    }

    @Override
    public void startProcessing() {
        socket.startProcessing();
    }

    @Override
    public void finishConnectionNegotiation() {
        socket.finishConnectionNegotiation();
    }

    @Override
    public boolean internalHearbeat() {
        return socket.internalHearbeat();
    }

    @Override
    public void setFrameMax(int bytes) {
        socket.setFrameMax(bytes);
    }

    @Override
    public void sendHeader() throws IOException {
        socket.sendHeader();
    }

    @Override
    public void setTimeout(int millis) throws SocketException {
        socket.setTimeout(millis);
    }

    @Override
    public int getTimeout() throws SocketException {
        return socket.getTimeout();
    }

    @Override
    public InetAddress getLocalAddress() {
        return socket.getLocalAddress();
    }

    @Override
    public int getLocalPort() {
        return socket.getLocalPort();
    }

    @Override
    public InetAddress getAddress() {
        return socket.getAddress();
    }

    @Override
    public int getPort() {
        return socket.getPort();
    }
}
