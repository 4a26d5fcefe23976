package org.wahook.platform.tracing;

import java.util.Map;
import java.util.Optional;
import org.wahook.platform.config.CommonSettings;
import org.wahook.platform.config.Environment;
import org.wahook.platform.config.Secret;

/**
 * Where traces go.
 *
 * @param endpoint base URL of a collector that takes OTLP over HTTP
 * @param headers sent with each export, such as the collector's key
 * @param share of the webhooks that are traced, from 0 to 1
 */
public record TraceExport(String endpoint, Map<String, Secret> headers, double share) {

    public TraceExport {
        headers = Map.copyOf(headers);
    }

    /** Nothing where no endpoint is set. */
    public static Environment.Value<Optional<TraceExport>> read(Environment environment) {
        var endpoint = environment.readOptional(CommonSettings.OTEL_EXPORTER_OTLP_ENDPOINT);
        var headers = environment.readOptional(CommonSettings.OTEL_EXPORTER_OTLP_HEADERS);
        var share = environment.read(CommonSettings.OTEL_TRACES_SAMPLER_ARG);
        return () ->
                endpoint.get().map(url -> new TraceExport(url, headers.get().orElse(Map.of()), share.get()));
    }
}
