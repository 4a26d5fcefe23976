package org.wahook.testbed.rabbitmq;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The messages of each queue, as the node tells Prometheus: the same counts as of {@code rabbitmqctl list_queues}, in milliseconds
 * and without starting another Erlang.
 */
final class QueueCounts implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Pattern COUNT = Pattern.compile(
            "^rabbitmq_detailed_queue_messages\\{.*queue=\"([^\"]*)\".*} ([0-9.e+]+)$", Pattern.MULTILINE);
    private final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(LIMIT)
            .version(HttpClient.Version.HTTP_1_1)
            .build();
    private final String url;

    /** @param url of the node's metrics, without a slash at the end */
    QueueCounts(String url) {
        this.url = url;
    }

    /** By queue; one that was not counted yet is left out. */
    Map<String, Long> of(String virtualHost) {
        Map<String, Long> counts = new HashMap<>();
        Matcher line = COUNT.matcher(get("/detailed?family=queue_coarse_metrics&vhost=" + virtualHost));
        while (line.find()) {
            counts.put(line.group(1), (long) Double.parseDouble(line.group(2)));
        }
        return counts;
    }

    private String get(String path) {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(url + path)).timeout(LIMIT).build();
        try {
            HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
            if (response.statusCode() != 200) {
                throw new IllegalStateException("%s: %d %s".formatted(path, response.statusCode(), response.body()));
            }
            return response.body();
        } catch (IOException e) {
            throw new UncheckedIOException(path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted: " + path, e);
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
