package org.wahook.platform.tracing;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Collection;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.slf4j.LoggerFactory;
import org.wahook.platform.telemetry.Outage;

/** Logs an outage of the collector once. OpenTelemetry would repeat it on stderr. */
final class OutageLoggingExporter implements SpanExporter {

    /** Held, since a logger that nobody holds forgets its level. */
    private static final Logger THEIR_LOG = Logger.getLogger("io.opentelemetry");

    private final SpanExporter exporter;
    private final Outage outage;

    OutageLoggingExporter(SpanExporter exporter, String endpoint) {
        THEIR_LOG.setLevel(Level.OFF);
        this.exporter = exporter;
        this.outage =
                new Outage(LoggerFactory.getLogger(OutageLoggingExporter.class), "The trace collector at " + endpoint);
    }

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
        CompletableResultCode result = exporter.export(spans);
        result.whenComplete(() -> {
            if (result.isSuccess()) {
                outage.ended();
            } else {
                Throwable failure = result.getFailureThrowable();
                outage.began(failure == null ? "it took no spans" : String.valueOf(failure.getMessage()));
            }
        });
        return result;
    }

    @Override
    public CompletableResultCode flush() {
        return exporter.flush();
    }

    @Override
    public CompletableResultCode shutdown() {
        return exporter.shutdown();
    }
}
