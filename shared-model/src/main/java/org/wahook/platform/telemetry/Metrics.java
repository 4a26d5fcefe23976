package org.wahook.platform.telemetry;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** The service's meters, and their text for Prometheus. */
public final class Metrics implements AutoCloseable {

    public static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics gc = new JvmGcMetrics();

    public Metrics() {
        gc.bindTo(registry);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        Gauge.builder("wahook.build", () -> 1)
                .description("Always 1; which build runs on which JDK")
                .tag("version", Build.version())
                .tag("java", Runtime.version().toString())
                .register(registry);
        dropped("info", registry -> BoundedLog.droppedInfo());
        dropped("warn", registry -> BoundedLog.droppedWarnings());
    }

    private void dropped(String level, ToDoubleFunction<MeterRegistry> lines) {
        FunctionCounter.builder("wahook.log.dropped", registry, lines::applyAsDouble)
                .description("Log lines that were dropped because stdout was not read fast enough")
                .tag("level", level)
                .register(registry);
    }

    /** Readiness, as {@code /readyz} tells it. */
    public void watch(Health health) {
        Gauge.builder("wahook.ready", () -> health.ready() ? 1 : 0)
                .description("1 while the service is ready")
                .register(registry);
    }

    /** Whether a system that this service needs can be used now. */
    public void watch(String neighbour, Supplier<Optional<String>> problem) {
        Gauge.builder("wahook." + neighbour + ".up", () -> problem.get().isEmpty() ? 1 : 0)
                .description("1 while it can be used")
                .register(registry);
    }

    public MeterRegistry registry() {
        return registry;
    }

    public String scrape() {
        return registry.scrape();
    }

    @Override
    public void close() {
        gc.close();
        registry.close();
    }
}
