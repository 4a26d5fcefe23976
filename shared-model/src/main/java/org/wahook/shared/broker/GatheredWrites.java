package org.wahook.shared.broker;

import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.WriteListener;
import com.rabbitmq.client.impl.AMQConnection;
import com.rabbitmq.client.impl.Frame;
import com.rabbitmq.client.impl.FrameHandler;
import com.rabbitmq.client.impl.FrameHandlerFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connections that write to their socket when they get round to it, and not once for each message: the client flushes
 * after every publish and every ack. A thread of the connection flushes instead, so what is written while it is at it
 * leaves with the next write. On an idle connection that is at once.
 */
final class GatheredWrites extends ConnectionFactory {

    @Override
    protected synchronized FrameHandlerFactory createFrameHandlerFactory() throws IOException {
        FrameHandlerFactory sockets = super.createFrameHandlerFactory();
        return (address, name) -> new Gathered(sockets.create(address, name));
    }

    /** A socket's frames. What fails on the flushing thread breaks the connection, which its reader tells everyone. */
    private static final class Gathered implements FrameHandler {

        private static final Logger log = LoggerFactory.getLogger(GatheredWrites.class);

        private final FrameHandler socket;
        private final Thread flusher = Thread.ofVirtual().name("amqp-flusher").unstarted(this::flushAll);
        private volatile boolean unflushed;
        private volatile boolean closed;

        Gathered(FrameHandler socket) {
            this.socket = socket;
            flusher.start();
        }

        @Override
        public void flush(@Nullable WriteListener written) throws IOException {
            if (written != null) {
                socket.flush(written);
                return;
            }
            unflushed = true;
            LockSupport.unpark(flusher);
        }

        private void flushAll() {
            try {
                while (!closed) {
                    if (unflushed) {
                        unflushed = false;
                        socket.flush(null);
                    } else {
                        LockSupport.park(this);
                    }
                }
            } catch (IOException | RuntimeException e) {
                log.debug("nothing can be written to RabbitMQ any more", e);
                socket.close();
            }
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
}
