package org.wahook.sandbox.bench.gauge;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.wahook.sandbox.process.LaunchedService;

/** What a service says at {@code /metrics}. */
public record ServiceMetrics(String text) {

    public static ServiceMetrics of(LaunchedService service) {
        try (var in = URI.create(service.service().managementUrl() + "/metrics")
                .toURL()
                .openStream()) {
            return new ServiceMetrics(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("no metrics of " + service, e);
        }
    }

    /** The sum of all series whose name and labels begin like this. */
    public double value(String beginning) {
        return text.lines()
                .filter(line -> line.startsWith(beginning))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }
}
