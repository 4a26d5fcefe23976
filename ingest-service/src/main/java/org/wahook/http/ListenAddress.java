package org.wahook.http;

/**
 * Where a listener listens.
 *
 * @param port 0 for any free one
 */
public record ListenAddress(String host, int port) {

    @Override
    public String toString() {
        return host + ":" + port;
    }
}
