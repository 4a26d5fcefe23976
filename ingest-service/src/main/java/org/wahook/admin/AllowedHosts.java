package org.wahook.admin;

import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The values of the header {@code Host} that the admin listener answers to. A page of another site that lets its own name
 * resolve to this machine (DNS rebinding) makes a browser send that name.
 *
 * @param hosts in lower case, each with a port or for any port
 * @param anyAddress whether all IP addresses are allowed: a name is what rebinding needs
 */
public record AllowedHosts(Set<String> hosts, boolean anyAddress) {

    private static final Set<String> ANY_ADDRESS = Set.of("0.0.0.0", "::", "[::]", "0:0:0:0:0:0:0:0");
    private static final Pattern HOST =
            Pattern.compile("(?<host>\\[[0-9a-f:.]+(?:%[0-9a-z]+)?]|[0-9a-z._-]+?)\\.?(?<port>:\\d{1,5})?");
    private static final Pattern ADDRESS = Pattern.compile("\\d{1,3}(?:\\.\\d{1,3}){3}|\\[[0-9a-f:.]+(?:%[0-9a-z]+)?]");

    public AllowedHosts {
        hosts = Set.copyOf(hosts);
    }

    /** @throws IllegalArgumentException where one is no host */
    public static AllowedHosts parse(String text) {
        Set<String> hosts = new HashSet<>();
        for (String one : text.split(",", -1)) {
            hosts.add(normalized(one).orElseThrow(() -> new IllegalArgumentException("expected a host")));
        }
        return new AllowedHosts(hosts, false);
    }

    /** What is allowed where nothing is configured: the host that is listened on, and this machine's own name for itself. */
    public static AllowedHosts of(String listenHost) {
        String host = listenHost.contains(":") && !listenHost.startsWith("[") ? "[" + listenHost + "]" : listenHost;
        Set<String> hosts = new HashSet<>(Set.of("localhost"));
        normalized(host).ifPresent(hosts::add);
        return new AllowedHosts(hosts, ANY_ADDRESS.contains(listenHost));
    }

    /** @param header the value of {@code Host}; empty where there was none */
    boolean allows(String header) {
        Optional<String> asked = normalized(header);
        if (asked.isEmpty()) {
            return false;
        }
        String withoutPort = asked.get().replaceFirst(":\\d+$", "");
        return hosts.contains(asked.get())
                || hosts.contains(withoutPort)
                || (anyAddress && ADDRESS.matcher(withoutPort).matches());
    }

    private static Optional<String> normalized(String host) {
        var matcher = HOST.matcher(host.strip().toLowerCase(Locale.ROOT));
        return matcher.matches()
                ? Optional.of(matcher.group("host")
                        + Optional.ofNullable(matcher.group("port")).orElse(""))
                : Optional.empty();
    }
}
