package org.wahook.testbed;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** A port that a server wants and somebody else has, who hangs up on every caller. */
public final class TakenPort implements AutoCloseable {
    private final ServerSocket socket;

    public TakenPort(int port) throws IOException {
        socket = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::hangUp);
    }

    private void hangUp() {
        try {
            while (true) {
                socket.accept().close();
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
