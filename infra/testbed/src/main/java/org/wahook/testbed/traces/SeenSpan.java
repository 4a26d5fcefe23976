package org.wahook.testbed.traces;

import java.util.List;
import java.util.Map;

/**
 * A span as it was exported.
 *
 * @param parent the id of its parent; empty where a trace begins
 * @param kind as in OTLP: 1 internal, 2 server, 3 client, 4 producer, 5 consumer
 * @param links trace and span id of each, with a dash between
 * @param nanos how long it took
 */
public record SeenSpan(
        String service,
        String traceId,
        String spanId,
        String parent,
        String name,
        long kind,
        long nanos,
        Map<String, String> attributes,
        List<String> links) {

    public SeenSpan {
        attributes = Map.copyOf(attributes);
        links = List.copyOf(links);
    }
}
