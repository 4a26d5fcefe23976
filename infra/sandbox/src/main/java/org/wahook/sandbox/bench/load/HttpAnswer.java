package org.wahook.sandbox.bench.load;

import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** One HTTP/1.1 answer with a Content-Length, as its bytes come. As little of HTTP as the load needs. */
final class HttpAnswer {

    /** Reads some bytes, at most so many, and answers how many, below 0 at the end. */
    interface Source {
        int read(byte[] into, int from, int most) throws IOException;
    }

    /** Those that the load gets are far shorter. */
    private static final int LONGEST = 8192;

    private static final int STATUS_AT = "HTTP/1.1 ".length();
    private static final String LENGTH = "\r\ncontent-length:";

    private final byte[] bytes = new byte[LONGEST];
    private int filled;

    /** Reads once, and answers whether it is whole now. */
    boolean read(Source source) throws IOException {
        if (filled == LONGEST) {
            throw new IOException("an answer has more than %d bytes".formatted(LONGEST));
        }
        int count = source.read(bytes, filled, LONGEST - filled);
        if (count < 0) {
            throw new EOFException("the server closed the connection");
        }
        filled += count;
        int headers = endOfHeaders();
        return headers >= 0 && filled >= headers + 4 + contentLength(headers);
    }

    /** The status of one that is whole; then begins anew. */
    int take() {
        int status = Integer.parseInt(new String(bytes, STATUS_AT, 3, StandardCharsets.ISO_8859_1));
        filled = 0;
        return status;
    }

    private int endOfHeaders() {
        for (int i = 3; i < filled; i++) {
            if (bytes[i] == '\n' && bytes[i - 1] == '\r' && bytes[i - 2] == '\n') {
                return i - 3;
            }
        }
        return -1;
    }

    private int contentLength(int headers) {
        String head = new String(bytes, 0, headers, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
        int at = head.indexOf(LENGTH);
        if (at < 0) {
            return 0;
        }
        int begin = at + LENGTH.length();
        int end = head.indexOf('\r', begin);
        return Integer.parseInt(
                head.substring(begin, end < 0 ? head.length() : end).strip());
    }
}
