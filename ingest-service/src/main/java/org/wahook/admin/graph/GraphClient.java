package org.wahook.admin.graph;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.wahook.platform.config.Secret;
import tools.jackson.databind.node.ObjectNode;

/**
 * Calls the Graph API with a client's token. The HTTP client is created at its first use, so that the start does not
 * wait for it.
 */
public final class GraphClient implements AutoCloseable {

    private final String baseUrl;
    private final String version;
    private Optional<GraphHttp> http = Optional.empty();

    /** @param version such as {@code v26.0} */
    public GraphClient(String baseUrl, String version) {
        this.baseUrl = baseUrl;
        this.version = version;
    }

    public GraphAnswer get(List<String> path, Map<String, String> query, Secret token) {
        return http().get(path, query, token);
    }

    public GraphAnswer post(List<String> path, ObjectNode body, Secret token) {
        return http().post(path, body, token);
    }

    private synchronized GraphHttp http() {
        GraphHttp found = http.orElseGet(() -> new GraphHttp(baseUrl, version));
        http = Optional.of(found);
        return found;
    }

    @Override
    public synchronized void close() {
        http.ifPresent(GraphHttp::close);
    }
}
