package org.wahook.platform.broker;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;

/**
 * Stands before RabbitMQ and passes each two confirms as one that is cumulative. The protocol allows it, and RabbitMQ does
 * so for messages that queues take; what it returns it confirms one by one, in the versions that were tried.
 */
final class CumulativeConfirms implements AutoCloseable {

    private static final int METHOD_FRAME = 1;
    private static final int BASIC_ACK = 60 << 16 | 80;
    private static final int HEADER = 7;
    private static final int TAG_AT = HEADER + 4;
    private static final int MULTIPLE_AT = TAG_AT + 8;

    private final ServerSocket listener;
    private final URI broker;

    CumulativeConfirms(URI broker) throws IOException {
        this.broker = broker;
        this.listener = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    /** The broker's, by way of this. */
    URI uri() {
        return URI.create(broker.toString().replace(":" + broker.getPort(), ":" + listener.getLocalPort()));
    }

    private void accept() {
        try (Socket client = listener.accept();
                Socket server = new Socket(broker.getHost(), broker.getPort())) {
            Thread questions = Thread.ofVirtual().start(() -> pass(client, server));
            passFrames(new DataInputStream(server.getInputStream()), new DataOutputStream(client.getOutputStream()));
            questions.join();
        } catch (IOException closed) {
            // The test is over.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void pass(Socket from, Socket to) {
        try (InputStream bytes = from.getInputStream()) {
            bytes.transferTo(to.getOutputStream());
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private static void passFrames(DataInputStream from, DataOutputStream to) throws IOException {
        boolean held = false;
        while (true) {
            byte[] header = from.readNBytes(HEADER);
            if (header.length < HEADER) {
                return;
            }
            ByteBuffer frame =
                    ByteBuffer.allocate(HEADER + ByteBuffer.wrap(header).getInt(3) + 1);
            frame.put(header);
            frame.put(from.readNBytes(frame.remaining()));
            if (!isConfirm(frame)) {
                to.write(frame.array());
            } else if (held) {
                frame.put(MULTIPLE_AT, (byte) 1);
                to.write(frame.array());
                held = false;
            } else {
                held = true;
            }
        }
    }

    private static boolean isConfirm(ByteBuffer frame) {
        return frame.get(0) == METHOD_FRAME && frame.getInt(HEADER) == BASIC_ACK;
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
