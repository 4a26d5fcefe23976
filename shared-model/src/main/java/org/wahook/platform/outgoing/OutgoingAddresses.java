package org.wahook.platform.outgoing;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.net.SocketFactory;

/**
 * Resolves a host, checks all of its addresses, and makes sockets that check again what they connect to. So a name that
 * resolves to something else the second time leads nowhere, nor does an address that is written into the URL.
 *
 * <p>For OkHttp: {@code builder.dns(addresses::resolve).socketFactory(addresses.sockets()).proxy(Proxy.NO_PROXY)}.
 */
public final class OutgoingAddresses {

    /** How a name becomes addresses. */
    public interface Resolver {
        List<InetAddress> resolve(String host) throws UnknownHostException;
    }

    /** What is wrong with an address of a host, if anything. */
    private interface Rules {
        Optional<String> objection(String host, InetAddress address);
    }

    private static final Pattern LOCALHOST = Pattern.compile("(.*\\.)?localhost\\.?", Pattern.CASE_INSENSITIVE);

    private final Rules rules;
    private final Resolver resolver;

    private OutgoingAddresses(Rules rules, Resolver resolver) {
        this.rules = rules;
        this.resolver = resolver;
    }

    /** For hosts that a client or its bot names: public ones, and private ones that are allowed. */
    public static OutgoingAddresses ofClients(OutgoingAllowed allowed) {
        return ofClients(allowed, OutgoingAddresses::systemResolver);
    }

    /** The same with names resolved by somebody else than the system. */
    public static OutgoingAddresses ofClients(OutgoingAllowed allowed, Resolver resolver) {
        return new OutgoingAddresses(
                (host, address) -> switch (AddressKind.of(address)) {
                    case PUBLIC -> Optional.empty();
                    case PRIVATE ->
                        allowed.has(host, address)
                                ? Optional.empty()
                                : Optional.of("a private address that OUTGOING_ALLOWED does not have");
                    case LINK_LOCAL -> Optional.of("a link-local address");
                    case NO_HOST -> Optional.of("an address of no host");
                },
                resolver);
    }

    /** For hosts that the operator names: all but link-local ones. */
    public static OutgoingAddresses ofOperator() {
        return new OutgoingAddresses(
                (host, address) -> AddressKind.of(address) == AddressKind.LINK_LOCAL
                        ? Optional.of("a link-local address")
                        : Optional.empty(),
                OutgoingAddresses::systemResolver);
    }

    /**
     * All addresses of the host.
     *
     * @throws RefusedAddressException where any of them must not be connected to
     */
    public List<InetAddress> resolve(String host) throws UnknownHostException {
        List<InetAddress> addresses = resolver.resolve(host);
        for (InetAddress address : addresses) {
            check(host, address);
        }
        return addresses;
    }

    /** Whether all addresses of the host are private ones that are allowed: somebody has named it on purpose. */
    public boolean isAllowedInside(String host) throws UnknownHostException {
        return resolve(host).stream().allMatch(address -> AddressKind.of(address) == AddressKind.PRIVATE);
    }

    /** Plain sockets, also for TLS to be laid over. */
    public SocketFactory sockets() {
        return new CheckedSocketFactory(this);
    }

    /**
     * What is wrong with the host of a URL as far as that can be told without asking DNS.
     *
     * @param host a name, or an address with or without brackets
     */
    public Optional<String> objection(String host) {
        String bare = host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
        return literal(bare).flatMap(address -> rules.objection(bare, address));
    }

    /** Also in forms that only the system's resolver takes for an address, such as {@code 0x7f.1} and localhost. */
    private static Optional<InetAddress> literal(String host) {
        if (LOCALHOST.matcher(host).matches()) {
            return Optional.of(InetAddress.getLoopbackAddress());
        }
        try {
            return Optional.of(host.indexOf(':') < 0 ? Inet4Address.ofPosixLiteral(host) : InetAddress.ofLiteral(host));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    void check(String host, InetAddress address) throws RefusedAddressException {
        Optional<String> objection = rules.objection(host, address);
        if (objection.isPresent()) {
            throw new RefusedAddressException("the host has " + objection.get());
        }
    }

    private static List<InetAddress> systemResolver(String host) throws UnknownHostException {
        return List.of(InetAddress.getAllByName(host));
    }
}
