package org.wahook.platform.tracing;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporterBuilder;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.wahook.platform.telemetry.Build;

/** Spans through OpenTelemetry's SDK, exported in batches over HTTP. No thread of ours waits for the collector. */
final class OpenTelemetryTracing implements Tracing {

    private static final Duration EXPORT_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration EXPORT_EVERY = Duration.ofSeconds(1);
    private static final int LONGEST_QUEUE = 16_384;
    private static final int LARGEST_EXPORT = 2048;
    private static final long CLOSE_SECONDS = 5;

    private final SdkTracerProvider provider;
    private final Tracer tracer;

    private OpenTelemetryTracing(SdkTracerProvider provider) {
        this.provider = provider;
        this.tracer = provider.get("org.wahook");
    }

    static OpenTelemetryTracing start(TraceExport export, String serviceName) {
        Resource service = Resource.create(Attributes.of(
                AttributeKey.stringKey("service.name"),
                serviceName,
                AttributeKey.stringKey("service.version"),
                Build.version(),
                AttributeKey.stringKey("service.instance.id"),
                UUID.randomUUID().toString()));
        return new OpenTelemetryTracing(SdkTracerProvider.builder()
                .setResource(service)
                // The sampling decision of ingest holds for all steps.
                .setSampler(Sampler.parentBased(Sampler.traceIdRatioBased(export.share())))
                .addSpanProcessor(BatchSpanProcessor.builder(exporter(export))
                        .setMaxQueueSize(LONGEST_QUEUE)
                        .setMaxExportBatchSize(LARGEST_EXPORT)
                        .setScheduleDelay(EXPORT_EVERY)
                        .setExporterTimeout(EXPORT_TIMEOUT)
                        .build())
                .build());
    }

    private static SpanExporter exporter(TraceExport export) {
        OtlpHttpSpanExporterBuilder builder = OtlpHttpSpanExporter.builder()
                .setEndpoint(export.endpoint() + "/v1/traces")
                .setTimeout(EXPORT_TIMEOUT);
        export.headers().forEach((name, value) -> builder.addHeader(name, value.reveal()));
        return new OutageLoggingExporter(builder.build(), export.endpoint());
    }

    @Override
    public boolean on() {
        return true;
    }

    @Override
    public Span start(Span.Start start, String parent, List<String> links) {
        SpanBuilder builder =
                tracer.spanBuilder(start.name()).setSpanKind(kind(start.kind())).setStartTimestamp(start.at());
        Optional<SpanContext> remote = Traceparent.read(parent);
        if (remote.isPresent()) {
            builder.setParent(Context.root().with(io.opentelemetry.api.trace.Span.wrap(remote.get())));
        } else {
            builder.setNoParent();
        }
        links.forEach(link -> Traceparent.read(link).ifPresent(builder::addLink));
        return new OpenTelemetrySpan(tracer, builder.startSpan());
    }

    static SpanKind kind(Span.Kind kind) {
        return switch (kind) {
            case SERVER -> SpanKind.SERVER;
            case PRODUCER -> SpanKind.PRODUCER;
            case CONSUMER -> SpanKind.CONSUMER;
            case CLIENT -> SpanKind.CLIENT;
            case INTERNAL -> SpanKind.INTERNAL;
        };
    }

    @Override
    public void close() {
        provider.shutdown().join(CLOSE_SECONDS, TimeUnit.SECONDS);
    }
}
