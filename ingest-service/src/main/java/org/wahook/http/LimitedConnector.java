package org.wahook.http;

import java.io.IOException;
import java.net.SocketException;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.IO;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Accepts connections that {@link Connections} bounds, as quickly as {@link ArrivalLimit} allows. */
final class LimitedConnector extends ServerConnector {

    private static final Logger log = LoggerFactory.getLogger(LimitedConnector.class);
    private static final Duration LOOK_EVERY = Duration.ofMillis(20);

    private final Connections connections;
    private final AcceptThrottle throttle;
    private final ArrivalLimit<SocketChannel> arrivals;

    LimitedConnector(
            Server server,
            ConnectionFactory http,
            Connections connections,
            AcceptThrottle throttle,
            ArrivalLimit<SocketChannel> arrivals) {
        super(server, 1, 1, http);
        this.connections = connections;
        this.throttle = throttle;
        this.arrivals = arrivals;
        addBean(throttle);
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        if (arrivals.mayKeepWaiting()) {
            Thread.ofVirtual().name("arrivals").start(this::admit);
        }
    }

    @Override
    protected void doStop() throws Exception {
        arrivals.close();
        super.doStop();
    }

    /** As Jetty's own method does, but for the limit. */
    @Override
    public void accept(int acceptor) throws IOException {
        throttle.await();
        if (getTransport() instanceof ServerSocketChannel listening && listening.isOpen()) {
            SocketChannel channel = listening.accept();
            if (arrivals.arrive(channel, RemoteAddress.of(channel.getRemoteAddress()), System.nanoTime())) {
                enter(channel);
            }
        }
    }

    /** Lets those in who have waited, until the listener stops. */
    private void admit() {
        while (isRunning()) {
            for (SocketChannel channel : arrivals.due(System.nanoTime())) {
                throttle.await();
                admit(channel);
            }
            try {
                Thread.sleep(LOOK_EVERY);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /** Whatever is wrong with one, the others are let in. */
    private void admit(SocketChannel channel) {
        try {
            enter(channel);
        } catch (IOException | RuntimeException e) {
            log.debug("a connection that has waited can't be used", e);
            IO.close(channel);
        }
    }

    private void enter(SocketChannel channel) throws IOException {
        channel.configureBlocking(false);
        try {
            channel.socket().setTcpNoDelay(getAcceptedTcpNoDelay());
        } catch (SocketException e) {
            log.debug("a connection has ended before it could be used", e);
        }
        getSelectorManager().accept(channel);
    }

    @Override
    protected SocketChannelEndPoint newEndPoint(SocketChannel channel, ManagedSelector selector, SelectionKey key) {
        ClientConnection connection = new ClientConnection(connections, channel, selector, key, getScheduler());
        connection.setIdleTimeout(getIdleTimeout());
        return connection;
    }
}
