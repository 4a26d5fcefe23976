package org.wahook.testbed.proxy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.wahook.testbed.FreePort;

/** Stands before a server on a port of its own, so that a test can harm the connections between. */
public final class TcpProxy implements AutoCloseable {
    private static final int BACKLOG = 1_000;
    private static final Duration REFUSAL_LIMIT = Duration.ofSeconds(30);
    private final InetSocketAddress target;
    private final int port = FreePort.next();
    private final Gate gate = new Gate();
    private final Set<ProxiedConnection> connections = ConcurrentHashMap.newKeySet();
    private @Nullable ServerSocket listener;
    private @Nullable Thread acceptor;

    private TcpProxy(InetSocketAddress target) {
        this.target = target;
        listen();
    }

    /** Starts a proxy before this server; it passes everything at first. */
    public static TcpProxy to(String host, int port) {
        return new TcpProxy(new InetSocketAddress(host, port));
    }

    /** Where it listens, on 127.0.0.1. */
    public int port() {
        return port;
    }

    /** How many connections are open through it now. */
    public int connections() {
        return connections.size();
    }

    /** Closes every connection at once, with a reset; new ones pass. */
    public void cut() {
        connections.forEach(ProxiedConnection::reset);
    }

    /** Passes no byte any more, on connections old and new, and closes none: as when a cable is pulled. */
    public void halfOpen() {
        gate.shut();
    }

    /** Takes no new connection: the port answers "connection refused". Open ones stay as they are. */
    public synchronized void refuse() {
        if (listener != null) {
            close(listener);
            listener = null;
            awaitRefusal();
        }
    }

    /** Normal again: new connections are taken, and held bytes go on their way. */
    public synchronized void pass() {
        gate.open();
        if (listener == null) {
            listen();
        }
    }

    /** Closes the port and every connection. */
    @Override
    public void close() {
        refuse();
        gate.open();
        cut();
    }

    private synchronized void listen() {
        try {
            ServerSocket socket = new ServerSocket();
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
            listener = socket;
            acceptor = Thread.ofVirtual().name("proxy-" + port).start(() -> accept(socket));
        } catch (IOException e) {
            throw new UncheckedIOException("Port " + port, e);
        }
    }

    // A listener that is closed while a thread accepts on it stays open until that thread has noticed.
    private void awaitRefusal() {
        try {
            if (acceptor != null && !acceptor.join(REFUSAL_LIMIT)) {
                throw new IllegalStateException("Still listening on " + port);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted", e);
        }
    }

    private void accept(ServerSocket socket) {
        while (!socket.isClosed()) {
            try {
                Socket client = socket.accept();
                Thread.ofVirtual().start(() -> connect(client));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void connect(Socket client) {
        Socket server = new Socket();
        try {
            server.connect(target);
            ProxiedConnection connection = new ProxiedConnection(client, server, gate, connections::remove);
            connections.add(connection);
            connection.start();
        } catch (IOException unreachable) {
            close(client);
            close(server);
        }
    }

    private static void close(AutoCloseable socket) {
        try {
            socket.close();
        } catch (Exception e) {
            throw new IllegalStateException("Not closed: " + socket, e);
        }
    }
}
