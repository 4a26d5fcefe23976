package org.wahook.ingest;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A connection on which a test says what it likes, when it likes. */
public final class RawHttp implements AutoCloseable {

    private final Socket socket;

    public RawHttp(int port) {
        try {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The lines of a request's head, without the empty one behind it. */
    public RawHttp head(String... lines) {
        return send(String.join("\r\n", lines) + "\r\nHost: localhost\r\n\r\n");
    }

    public RawHttp send(String text) {
        try {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Everything until the other side hangs up.
     *
     * @throws AssertionError where it does not within the time
     */
    public String untilTheEnd(Duration limit) {
        StringBuilder heard = new StringBuilder();
        try {
            socket.setSoTimeout(Math.toIntExact(limit.toMillis()));
            InputStream in = socket.getInputStream();
            for (int next = in.read(); next >= 0; next = in.read()) {
                heard.append((char) next);
            }
        } catch (SocketTimeoutException e) {
            throw new AssertionError("still connected after " + limit + "; heard: " + heard, e);
        } catch (IOException e) {
            heard.append("[reset]");
        }
        return heard.toString();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
