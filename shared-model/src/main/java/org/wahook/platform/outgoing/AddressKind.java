package org.wahook.platform.outgoing;

import java.io.UncheckedIOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What an address leads to, by the special-purpose registries of IANA (RFC 6890). */
enum AddressKind {
    PUBLIC,
    /** This machine, the networks around it, and blocks that are not routed on the Internet. */
    PRIVATE,
    /** The machine's own link. Cloud providers answer with credentials at 169.254.169.254. */
    LINK_LOCAL,
    /** No host: unspecified, multicast, broadcast. Linux connects to itself where the address is 0.0.0.0. */
    NO_HOST;

    static final List<AddressRange> LINK_LOCAL_RANGES = ranges("169.254.0.0/16", "fe80::/10");

    private static final List<AddressRange> NO_HOST_RANGES =
            ranges("0.0.0.0/8", "224.0.0.0/4", "255.255.255.255", "::", "ff00::/8");

    private static final List<AddressRange> PRIVATE_RANGES = ranges(
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.168.0.0/16",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "240.0.0.0/4",
            "::1",
            "64:ff9b:1::/48",
            "100::/64",
            "2001::/32",
            "2001:db8::/32",
            "3fff::/20",
            "5f00::/16",
            "fc00::/7",
            "fec0::/10");

    /** An IPv6 block whose addresses lead to an IPv4 address, and where its four bytes stand. */
    private record Embedding(AddressRange range, int offset) {}

    private static final List<Embedding> EMBEDDINGS = List.of(
            new Embedding(AddressRange.parse("::/96"), 12),
            new Embedding(AddressRange.parse("::ffff:0:0:0/96"), 12),
            new Embedding(AddressRange.parse("64:ff9b::/96"), 12),
            new Embedding(AddressRange.parse("2002::/16"), 2));

    static AddressKind of(InetAddress address) {
        if (isIn(NO_HOST_RANGES, address)) {
            return NO_HOST;
        }
        if (isIn(LINK_LOCAL_RANGES, address)) {
            return LINK_LOCAL;
        }
        if (isIn(PRIVATE_RANGES, address)) {
            return PRIVATE;
        }
        return embedded(address).map(AddressKind::of).orElse(PUBLIC);
    }

    /** NAT64, 6to4 and the like: an IPv6 address that a translator turns into this IPv4 address. */
    static Optional<InetAddress> embedded(InetAddress address) {
        if (!(address instanceof Inet6Address)) {
            return Optional.empty();
        }
        return EMBEDDINGS.stream()
                .filter(one -> one.range().contains(address))
                .findFirst()
                .map(one -> ofBytes(Arrays.copyOfRange(address.getAddress(), one.offset(), one.offset() + 4)));
    }

    private static InetAddress ofBytes(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new UncheckedIOException("four bytes are always an address", e);
        }
    }

    private static boolean isIn(List<AddressRange> ranges, InetAddress address) {
        return ranges.stream().anyMatch(range -> range.contains(address));
    }

    private static List<AddressRange> ranges(String... ranges) {
        return Stream.of(ranges).map(AddressRange::parse).toList();
    }
}
