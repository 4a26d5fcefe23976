package org.wahook.testbed.meta;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One call of the Graph API: {@code /{version}/{object id}[/{edge}]}. */
record GraphRequest(
        String method,
        String version,
        String objectId,
        String edge,
        String token,
        JsonNode body,
        Optional<MultipartForm> form) {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String BEARER = "Bearer ";

    /** @throws JacksonException when there is a body that is no JSON */
    static GraphRequest read(HttpExchange exchange) throws IOException {
        byte[] bytes = exchange.getRequestBody().readAllBytes();
        List<String> path = Stream.of(
                        exchange.getRequestURI().getPath().substring(1).split("/", -1))
                .toList();
        String authorization = exchange.getRequestHeaders().getFirst("Authorization");
        String contentType = exchange.getRequestHeaders().getFirst("Content-Type");
        Optional<MultipartForm> form = contentType != null && contentType.startsWith("multipart/form-data")
                ? Optional.of(MultipartForm.read(contentType, bytes))
                : Optional.empty();
        boolean bearer = authorization != null && authorization.startsWith(BEARER);
        return new GraphRequest(
                exchange.getRequestMethod(),
                path.getFirst(),
                path.size() > 1 ? path.get(1) : "",
                path.size() > 2 ? path.get(2) : "",
                bearer ? authorization.substring(BEARER.length()) : "",
                bytes.length == 0 || form.isPresent() ? JSON.createObjectNode() : JSON.readTree(bytes),
                form);
    }
}
