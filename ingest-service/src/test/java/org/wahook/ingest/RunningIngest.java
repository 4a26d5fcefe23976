package org.wahook.ingest;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.Delivery;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.wahook.platform.config.Environment;
import org.wahook.shared.topology.Topology;
import org.wahook.testbed.Deadline;
import org.wahook.testbed.meta.WebhookSender;

/** The whole service in this JVM, on free ports, and what a story asks of it. */
final class RunningIngest implements AutoCloseable {

    static final String SECRET = "test-app-secret";
    static final String FALLBACK = "fallback-token";
    static final Duration PATIENCE = Duration.ofSeconds(60);

    private final IngestApp app;
    private final String rabbitUrl;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final WebhookSender meta;

    private RunningIngest(String databaseUrl, String rabbitUrl, Map<String, String> more) {
        this.rabbitUrl = rabbitUrl;
        this.app = IngestApp.start(IngestConfig.read(new Environment(environment(databaseUrl, rabbitUrl, more))));
        this.meta = new WebhookSender(url("/webhook"), SECRET);
    }

    /** Started, and perhaps not ready yet. */
    static RunningIngest start(String databaseUrl, String rabbitUrl, Map<String, String> more) {
        return new RunningIngest(databaseUrl, rabbitUrl, more);
    }

    static Map<String, String> environment(String databaseUrl, String rabbitUrl, Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(Map.of(
                "DATABASE_URL", databaseUrl,
                "RABBITMQ_URL", rabbitUrl,
                "FACEBOOK_APP_SECRET", "older-secret," + SECRET,
                "WHATSAPP_VERIFY_TOKEN", FALLBACK,
                "HOST", "127.0.0.1",
                "PORT", "0",
                "MANAGEMENT_HOST", "127.0.0.1",
                "MANAGEMENT_PORT", "0",
                // As long as a busy machine may take to write to its disk: a story about an outage has less patience.
                "PUBLISH_TIMEOUT", "20s"));
        environment.putAll(more);
        return environment;
    }

    RunningIngest awaitReady() {
        Deadline.eventually(PATIENCE, "ingest is ready", () -> app.health().ready());
        return this;
    }

    IngestApp app() {
        return app;
    }

    WebhookSender meta() {
        return meta;
    }

    String url(String path) {
        return "http://127.0.0.1:" + app.port() + path;
    }

    HttpResponse<String> get(String path) {
        return send(HttpRequest.newBuilder(URI.create(url(path))));
    }

    HttpResponse<String> management(String path) {
        return send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + app.managementPort() + path)));
    }

    HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.timeout(Duration.ofSeconds(30)).build(), BodyHandlers.ofString());
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Takes all events out of the queue. */
    List<Delivery> events() {
        return events(rabbitUrl);
    }

    static List<Delivery> events(String rabbitUrl) {
        ConnectionFactory factory = new ConnectionFactory();
        try {
            factory.setUri(rabbitUrl);
            try (Connection connection = factory.newConnection("test");
                    Channel channel = connection.createChannel()) {
                // Consumed, since RabbitMQ lets nobody get from a queue with a single active consumer.
                long count = channel.messageCount(Topology.EVENTS);
                List<Delivery> events = Collections.synchronizedList(new ArrayList<>());
                channel.basicConsume(Topology.EVENTS, true, (tag, event) -> events.add(event), tag -> {});
                Deadline.eventually(PATIENCE, count + " events are delivered", () -> events.size() >= count);
                return List.copyOf(events);
            }
        } catch (Exception e) {
            throw new IllegalStateException("the events can't be read", e);
        }
    }

    @Override
    public void close() {
        meta.close();
        http.shutdownNow();
        app.close();
    }
}
