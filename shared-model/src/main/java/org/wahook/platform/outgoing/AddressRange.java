package org.wahook.platform.outgoing;

import java.net.InetAddress;
import java.util.regex.Pattern;

/** A block of addresses as CIDR writes it ({@code 10.0.0.0/8}, {@code fd00::/8}), or a single address. */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
record AddressRange(byte[] network, int prefix) {

    /** Java takes 10.1 for 10.0.0.1, and whoever writes 10.1/16 means something else. */
    private static final Pattern FULL = Pattern.compile("[0-9]+(\\.[0-9]+){3}|.*:.*");

    /** @throws IllegalArgumentException where it is neither a block nor an address */
    static AddressRange parse(String text) {
        int slash = text.indexOf('/');
        String address = slash < 0 ? text : text.substring(0, slash);
        if (!FULL.matcher(address).matches()) {
            throw new IllegalArgumentException("expected an address");
        }
        byte[] network = InetAddress.ofLiteral(address).getAddress();
        int bits = network.length * Byte.SIZE;
        int prefix = slash < 0 ? bits : Integer.parseInt(text.substring(slash + 1));
        if (prefix < 0 || prefix > bits) {
            throw new IllegalArgumentException("expected a prefix of 0 to " + bits + " bits");
        }
        return new AddressRange(network, prefix);
    }

    boolean contains(InetAddress address) {
        byte[] bytes = address.getAddress();
        return bytes.length == network.length && sharedBits(bytes) >= prefix;
    }

    /** Whether all of the other block lies in this one. */
    boolean contains(AddressRange other) {
        return other.network.length == network.length && other.prefix >= prefix && sharedBits(other.network) >= prefix;
    }

    private int sharedBits(byte[] other) {
        for (int i = 0; i < network.length; i++) {
            int difference = (network[i] ^ other[i]) & 0xff;
            if (difference != 0) {
                return i * Byte.SIZE + Integer.numberOfLeadingZeros(difference) - (Integer.SIZE - Byte.SIZE);
            }
        }
        return network.length * Byte.SIZE;
    }
}
