package org.wahook.worker.graph;

import okhttp3.HttpUrl;

/**
 * Where a client's access token may go: the host of {@code GRAPH_API_BASE_URL}, not without TLS where that has it; and Meta's
 * host of files.
 */
record TokenHosts(HttpUrl base) {

    private static final int HTTPS = 443;
    private static final String FILES_HOST = "lookaside.fbsbx.com";

    boolean allow(HttpUrl url) {
        boolean graph = url.host().equals(base.host()) && (url.isHttps() || !base.isHttps());
        boolean files = url.isHttps() && url.port() == HTTPS && url.host().equals(FILES_HOST);
        boolean named = !url.username().isEmpty() || !url.password().isEmpty();
        return (graph || files) && !named;
    }
}
