package org.wahook.http;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The key of the limits for one address: an IPv4 address, or the first 64 bits of an IPv6 address, which belong to
 * one subscriber.
 */
record RemoteAddress(long bits, boolean isIpv6) {

    static RemoteAddress of(@Nullable SocketAddress address) {
        InetAddress ip = address instanceof InetSocketAddress socket ? socket.getAddress() : null;
        if (ip == null) {
            return new RemoteAddress(0, false);
        }
        ByteBuffer bytes = ByteBuffer.wrap(ip.getAddress());
        return bytes.remaining() == Integer.BYTES
                ? new RemoteAddress(bytes.getInt(), false)
                : new RemoteAddress(bytes.getLong(), true);
    }
}
