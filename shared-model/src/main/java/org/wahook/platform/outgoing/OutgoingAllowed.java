package org.wahook.platform.outgoing;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The setting {@code OUTGOING_ALLOWED}: hosts and blocks of private addresses that clients may name; and whose certificates
 * are accepted there.
 */
public final class OutgoingAllowed {

    public static final String EXPECTS =
            "hosts, addresses and CIDRs, comma-separated, such as bots.internal,10.1.0.0/16 (no link-local ones)";

    public static final OutgoingAllowed NONE = new OutgoingAllowed(Set.of(), List.of(), OutgoingTrust.USUAL);

    private static final Pattern HOST_NAME = Pattern.compile("(?=.{1,253}$)[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?");
    private static final Pattern LITERAL = Pattern.compile("[0-9./]+|\\[?[0-9a-f:.]*:[0-9a-f:.]*]?(/[0-9]+)?");

    private final Set<String> hosts;
    private final List<AddressRange> ranges;
    private final OutgoingTrust trust;

    private OutgoingAllowed(Set<String> hosts, List<AddressRange> ranges, OutgoingTrust trust) {
        this.hosts = Set.copyOf(hosts);
        this.ranges = List.copyOf(ranges);
        this.trust = trust;
    }

    /** @throws IllegalArgumentException where an entry is not what {@link #EXPECTS} says */
    public static OutgoingAllowed parse(String text) {
        Set<String> hosts = new HashSet<>();
        List<AddressRange> ranges = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            String entry = normalized(part.strip());
            if (LITERAL.matcher(entry).matches()) {
                ranges.add(range(entry));
            } else if (HOST_NAME.matcher(entry).matches()) {
                hosts.add(entry);
            } else if (!entry.isEmpty()) {
                throw new IllegalArgumentException("expected a host, an address or a CIDR");
            }
        }
        return new OutgoingAllowed(hosts, ranges, OutgoingTrust.USUAL);
    }

    public OutgoingAllowed trusting(OutgoingTrust authorities) {
        return new OutgoingAllowed(hosts, ranges, authorities);
    }

    public OutgoingTrust trust() {
        return trust;
    }

    private static AddressRange range(String entry) {
        AddressRange range = AddressRange.parse(entry.replace("[", "").replace("]", ""));
        if (AddressKind.LINK_LOCAL_RANGES.stream().anyMatch(linkLocal -> linkLocal.contains(range))) {
            throw new IllegalArgumentException("link-local addresses can't be allowed");
        }
        return range;
    }

    /** @param host as the URL names it */
    boolean has(String host, InetAddress address) {
        return hosts.contains(normalized(host)) || ranges.stream().anyMatch(range -> range.contains(address));
    }

    /** DNS ignores case, and a dot at the end. */
    private static String normalized(String host) {
        String lower = host.toLowerCase(Locale.ROOT);
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }
}
