package org.wahook.testbed.traces;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.wahook.testbed.http.LocalHttpServer;

/**
 * OTLP over HTTP with protobuf, as <a href="https://opentelemetry.io/docs/specs/otlp/">its specification</a> has it. The
 * numbers are those of the fields in opentelemetry-proto's {@code trace.proto} and {@code common.proto}.
 */
public final class OtlpCollector implements AutoCloseable {

    private final List<SeenSpan> spans = new CopyOnWriteArrayList<>();
    private final List<String> keys = new CopyOnWriteArrayList<>();
    private final LocalHttpServer server = LocalHttpServer.start(this::take);

    private OtlpCollector() {}

    public static OtlpCollector start() {
        return new OtlpCollector();
    }

    public String baseUrl() {
        return server.baseUrl();
    }

    public List<SeenSpan> spans() {
        return List.copyOf(spans);
    }

    /** All spans, by trace. */
    public Map<String, List<SeenSpan>> traces() {
        return spans.stream()
                .collect(Collectors.groupingBy(SeenSpan::traceId, LinkedHashMap::new, Collectors.toList()));
    }

    /** The header {@code x-api-key} of each export. */
    public List<String> keys() {
        return List.copyOf(keys);
    }

    private void take(HttpExchange exchange) throws IOException {
        boolean traces = exchange.getRequestMethod().equals("POST")
                && exchange.getRequestURI().getPath().equals("/v1/traces")
                && "application/x-protobuf".equals(exchange.getRequestHeaders().getFirst("Content-Type"));
        if (traces) {
            String key = exchange.getRequestHeaders().getFirst("x-api-key");
            keys.add(key == null ? "" : key);
            read(new Protobuf(ByteBuffer.wrap(exchange.getRequestBody().readAllBytes())));
            exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
        }
        exchange.sendResponseHeaders(traces ? 200 : 404, -1);
        exchange.close();
    }

    private void read(Protobuf request) {
        for (Protobuf resourceSpans : request.messages(1)) {
            String service = resourceSpans.messages(1).stream()
                    .map(resource -> attributes(resource, 1).getOrDefault("service.name", ""))
                    .findFirst()
                    .orElse("");
            resourceSpans
                    .messages(2)
                    .forEach(scope -> scope.messages(2).forEach(span -> spans.add(span(service, span))));
        }
    }

    private static SeenSpan span(String service, Protobuf span) {
        return new SeenSpan(
                service,
                span.hex(1),
                span.hex(2),
                span.hex(4),
                span.text(5),
                span.number(6),
                span.number(8) - span.number(7),
                attributes(span, 9),
                span.messages(13).stream()
                        .map(link -> link.hex(1) + "-" + link.hex(2))
                        .toList());
    }

    private static Map<String, String> attributes(Protobuf owner, int field) {
        Map<String, String> attributes = new LinkedHashMap<>();
        for (Protobuf pair : owner.messages(field)) {
            pair.messages(2)
                    .forEach(value -> attributes.put(
                            pair.text(1), value.has(1) ? value.text(1) : String.valueOf(value.number(3))));
        }
        return attributes;
    }

    @Override
    public void close() {
        server.close();
    }
}
