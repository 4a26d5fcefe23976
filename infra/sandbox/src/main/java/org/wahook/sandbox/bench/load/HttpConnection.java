package org.wahook.sandbox.bench.load;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;

/** One HTTP/1.1 connection that is kept open: writes the bytes of a request, reads the status of its answer. */
public final class HttpConnection implements AutoCloseable {

    private static final int TIMEOUT_MILLIS = 30_000;

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private final HttpAnswer answer = new HttpAnswer();

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
        boolean whole = false;
        while (!whole) {
            whole = answer.read(in::read);
        }
        return answer.take();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
