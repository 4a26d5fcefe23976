package org.wahook.platform.config;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where RabbitMQ is: the nodes of one cluster, with the credentials and virtual host of the first.
 *
 * @param tls whether to speak {@code amqps}, with the certificate and host name checked
 * @param caFile the certificates to trust, in PEM, where they are not those that the JDK trusts; the first URL's query
 *     parameter {@code cacertfile}, as in RabbitMQ's own URIs
 */
public record RabbitUrls(
        List<Node> nodes, String user, Secret password, String virtualHost, boolean tls, Optional<Path> caFile) {

    public static final String EXPECTS =
            "amqp://user:password@host:port/vhost (or amqps, with ?cacertfile=PATH for a readable file of certificates to"
                    + " trust; several comma-separated for a cluster)";

    private static final String CA_FILE = "cacertfile=";

    /** One node of the cluster. */
    public record Node(String host, int port) {
        @Override
        public String toString() {
            return host + ":" + port;
        }
    }

    public RabbitUrls {
        nodes = List.copyOf(nodes);
    }

    public static RabbitUrls parse(String text) {
        List<Node> nodes = new ArrayList<>();
        URI first = uri(text.split(",", -1)[0]);
        for (String one : text.split(",", -1)) {
            URI uri = uri(one);
            if (!uri.getScheme().equals(first.getScheme())) {
                throw new IllegalArgumentException("expected one scheme for all nodes");
            }
            int defaultPort = uri.getScheme().equals("amqps") ? 5671 : 5672;
            nodes.add(new Node(uri.getHost(), uri.getPort() < 0 ? defaultPort : uri.getPort()));
        }
        String[] credentials = first.getRawUserInfo() == null
                ? new String[] {"guest", "guest"}
                : first.getRawUserInfo().split(":", 2);
        String path = first.getRawPath() == null ? "" : first.getRawPath();
        return new RabbitUrls(
                nodes,
                decode(credentials[0]),
                new Secret(credentials.length > 1 ? decode(credentials[1]) : ""),
                path.length() <= 1 ? "/" : decode(path.substring(1)),
                first.getScheme().equals("amqps"),
                caFile(first));
    }

    private static Optional<Path> caFile(URI uri) {
        String query = uri.getRawQuery() == null ? "" : uri.getRawQuery();
        return Stream.of(query.split("&", -1))
                .filter(parameter -> parameter.startsWith(CA_FILE))
                .map(parameter -> readable(decode(parameter.substring(CA_FILE.length()))))
                .findFirst();
    }

    private static Path readable(String file) {
        Path path = Path.of(file);
        if (!Files.isReadable(path)) {
            throw new IllegalArgumentException("expected a readable file");
        }
        return path;
    }

    /** For people: where it is, without user and password. */
    public String description() {
        String hosts = nodes.stream().map(Node::toString).collect(Collectors.joining(","));
        return "RabbitMQ %s%s, virtual host %s".formatted(hosts, tls ? " over TLS" : "", virtualHost);
    }

    private static URI uri(String text) {
        URI uri = URI.create(text.strip());
        boolean known = "amqp".equals(uri.getScheme()) || "amqps".equals(uri.getScheme());
        if (!known || uri.getHost() == null || (uri.getPort() != -1 && !HttpUrls.isPort(uri.getPort()))) {
            throw new IllegalArgumentException("expected " + EXPECTS);
        }
        return uri;
    }

    private static String decode(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
