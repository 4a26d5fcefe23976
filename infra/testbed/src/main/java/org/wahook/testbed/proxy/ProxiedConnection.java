package org.wahook.testbed.proxy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.function.Consumer;

/** One client's connection with its own connection to the server, and a thread for each direction. */
final class ProxiedConnection {
    private static final int BUFFER = 16 * 1024;
    private final Socket client;
    private final Socket server;
    private final Gate gate;
    private final Consumer<ProxiedConnection> whenOver;

    ProxiedConnection(Socket client, Socket server, Gate gate, Consumer<ProxiedConnection> whenOver)
            throws IOException {
        this.client = client;
        this.server = server;
        this.gate = gate;
        this.whenOver = whenOver;
        client.setTcpNoDelay(true);
        server.setTcpNoDelay(true);
    }

    void start() {
        Thread.ofVirtual().start(() -> copy(client, server));
        Thread.ofVirtual().start(() -> copy(server, client));
    }

    /** Closes both sides with a reset, as a router that forgot the connection would. */
    void reset() {
        reset(client);
        reset(server);
        whenOver.accept(this);
    }

    private void copy(Socket from, Socket to) {
        byte[] buffer = new byte[BUFFER];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                gate.pass();
                out.write(buffer, 0, n);
            }
            // The end of the stream is held back too: a pulled cable does not say goodbye.
            gate.pass();
            to.shutdownOutput();
            if (from.isOutputShutdown()) {
                end();
            }
        } catch (IOException broken) {
            passEnd();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void passEnd() {
        try {
            gate.pass();
            end();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void end() {
        close(client);
        close(server);
        whenOver.accept(this);
    }

    private static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
        } catch (IOException alreadyClosed) {
            return;
        }
        close(socket);
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new IllegalStateException("Not closed: " + socket, e);
        }
    }
}
