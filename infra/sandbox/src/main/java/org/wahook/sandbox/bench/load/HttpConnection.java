package org.wahook.sandbox.bench.load;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * One HTTP/1.1 connection that is kept open: writes the bytes of a request, reads the status of its answer. It does no
 * more than that, so that the load takes as little as possible of the processors that it shares with what is measured.
 */
public final class HttpConnection implements AutoCloseable {

    private static final int TIMEOUT_MILLIS = 30_000;
    private static final int STATUS_AT = "HTTP/1.1 ".length();
    private static final String LENGTH = "\r\ncontent-length:";

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private final byte[] buffer = new byte[8192];

    public HttpConnection(URI url) throws IOException {
        socket = new Socket(url.getHost(), url.getPort());
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        in = socket.getInputStream();
        out = socket.getOutputStream();
    }

    /** The answer's status. */
    public int exchange(byte[] request) throws IOException {
        out.write(request);
        int filled = 0;
        int headers = -1;
        while (headers < 0) {
            filled += read(filled);
            headers = endOfHeaders(filled);
        }
        String head = new String(buffer, 0, headers, StandardCharsets.ISO_8859_1);
        for (int left = headers + 4 + contentLength(head) - filled; left > 0; ) {
            left -= read(0);
        }
        return Integer.parseInt(head.substring(STATUS_AT, STATUS_AT + 3));
    }

    private int read(int from) throws IOException {
        int count = in.read(buffer, from, buffer.length - from);
        if (count <= 0) {
            throw new EOFException("the server closed the connection");
        }
        return count;
    }

    private int endOfHeaders(int filled) {
        for (int i = 3; i < filled; i++) {
            if (buffer[i] == '\n' && buffer[i - 1] == '\r' && buffer[i - 2] == '\n' && buffer[i - 3] == '\r') {
                return i - 3;
            }
        }
        return -1;
    }

    private static int contentLength(String head) {
        int at = head.toLowerCase(Locale.ROOT).indexOf(LENGTH);
        if (at < 0) {
            return 0;
        }
        int begin = at + LENGTH.length();
        int end = head.indexOf('\r', begin);
        return Integer.parseInt(
                head.substring(begin, end < 0 ? head.length() : end).strip());
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
