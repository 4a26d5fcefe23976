package org.wahook.worker.consumer;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.wahook.platform.broker.MessageHeaders;
import org.wahook.platform.tracing.Span;
import org.wahook.platform.tracing.Tracing;

/**
 * The routing of a batch as traces show it: a span for each event, in the trace of its own webhook, all of the same
 * time. Empty where nothing is traced.
 */
final class RouteSpans implements AutoCloseable {

    private final Map<Long, Span> spans;

    private RouteSpans(Map<Long, Span> spans) {
        this.spans = spans;
    }

    static RouteSpans start(Tracing tracing, List<Delivery> batch) {
        if (!tracing.on()) {
            return new RouteSpans(Map.of());
        }
        Map<Long, Span> spans = new HashMap<>();
        Span.Start start = Span.Start.now("route", Span.Kind.CONSUMER);
        for (Delivery delivery : batch) {
            String parent = MessageHeaders.text(delivery.headers(), MessageHeaders.TRACEPARENT)
                    .orElse("");
            spans.put(
                    delivery.tag(),
                    tracing.start(start, parent, List.of())
                            .with("wahook.event_id", delivery.messageId())
                            .with("messaging.batch.message_count", batch.size()));
        }
        return new RouteSpans(spans);
    }

    /** What goes on with an event goes on in this context; empty where nothing is traced. */
    String contextOf(Delivery delivery) {
        Span span = spans.get(delivery.tag());
        return span == null ? "" : span.traceparent();
    }

    @Override
    public void close() {
        spans.values().forEach(Span::close);
    }
}
