package org.wahook.platform.tracing;

import java.util.List;
import java.util.Optional;

/** Makes the spans of one service. */
public interface Tracing extends AutoCloseable {

    /** Traces nothing, and costs nothing. */
    static Tracing off() {
        return NoTracing.TRACING;
    }

    /** Exports to where the configuration says, if it does. Returns at once; a collector that is away is said once. */
    static Tracing of(Optional<TraceExport> export, String serviceName) {
        // Not a method reference, so that nothing of OpenTelemetry is loaded where this is off.
        return export.isPresent() ? OpenTelemetryTracing.start(export.get(), serviceName) : off();
    }

    /** Whether anything is traced, for those who would have to collect something for it first. */
    boolean on();

    /**
     * A span that goes on with the work of another process.
     *
     * @param parent its {@code traceparent}; where it is empty or makes no sense, a trace begins here
     * @param links {@code traceparent}s of other work that this is about too
     */
    Span start(Span.Start start, String parent, List<String> links);

    /** Exports what is still waiting, for a few seconds at most. */
    @Override
    void close();
}
