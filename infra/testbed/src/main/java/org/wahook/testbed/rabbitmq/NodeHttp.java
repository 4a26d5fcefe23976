package org.wahook.testbed.rabbitmq;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Requests to one of the HTTP listeners of a node. */
final class NodeHttp implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(LIMIT)
            .version(HttpClient.Version.HTTP_1_1)
            .build();
    private final String baseUrl;

    /** @param baseUrl without a slash at the end */
    NodeHttp(String baseUrl) {
        this.baseUrl = baseUrl;
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(baseUrl + path)).timeout(LIMIT);
    }

    /** @throws UncheckedIOException where the node does not answer */
    HttpResponse<String> send(HttpRequest request) {
        try {
            return http.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(request.uri().toString(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted: " + request.uri(), e);
        }
    }

    /** @throws IllegalStateException where the answer is another than 2xx */
    HttpResponse<String> require(HttpRequest request) {
        HttpResponse<String> response = send(request);
        if (response.statusCode() / 100 != 2) {
            throw new IllegalStateException(
                    "%s %s: %d %s".formatted(request.method(), request.uri(), response.statusCode(), response.body()));
        }
        return response;
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
