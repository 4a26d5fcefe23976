package org.wahook.platform.tracing;

import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import org.slf4j.MDC;

/** A span that OpenTelemetry's SDK has. */
final class OpenTelemetrySpan implements Span {

    private static final String TRACE_ID = "trace_id";

    private final Tracer tracer;
    private final io.opentelemetry.api.trace.Span span;

    OpenTelemetrySpan(Tracer tracer, io.opentelemetry.api.trace.Span span) {
        this.tracer = tracer;
        this.span = span;
    }

    @Override
    public String traceparent() {
        return Traceparent.write(span.getSpanContext());
    }

    @Override
    public Span child(String name, Kind kind) {
        return new OpenTelemetrySpan(
                tracer,
                tracer.spanBuilder(name)
                        .setSpanKind(OpenTelemetryTracing.kind(kind))
                        .setParent(Context.root().with(span))
                        .startSpan());
    }

    @Override
    public Span with(String key, String value) {
        span.setAttribute(key, value);
        return this;
    }

    @Override
    public Span with(String key, long value) {
        span.setAttribute(key, value);
        return this;
    }

    @Override
    public Span failed(String why) {
        span.setStatus(StatusCode.ERROR, why);
        return this;
    }

    @Override
    public Scope inLogs() {
        MDC.put(TRACE_ID, span.getSpanContext().getTraceId());
        return () -> MDC.remove(TRACE_ID);
    }

    @Override
    public void close() {
        span.end();
    }
}
