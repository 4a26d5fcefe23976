package org.wahook.platform.config;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Where RabbitMQ is: the nodes of one cluster, with the credentials and virtual host of the first.
 *
 * @param tls whether to speak {@code amqps}, with the certificate and host name checked
 */
public record RabbitUrls(List<Node> nodes, String user, Secret password, String virtualHost, boolean tls) {

    public static final String EXPECTS =
            "amqp://user:password@host:port/vhost (or amqps; several comma-separated for a cluster)";

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
                first.getScheme().equals("amqps"));
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
