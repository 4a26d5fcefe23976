package org.wahook.sandbox.bench.gauge;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.wahook.sandbox.process.LaunchedService;

/**
 * What the parts of a system have used so far: processor time, allocated memory, calls of the database and messages
 * confirmed by the broker. Database and broker are counted only where they run on this machine without containers.
 */
public record Costs(Map<String, Double> used) {

    private static final double KIB = 1024;

    /** What {@code /metrics} tells of a service. */
    private static final Map<String, String> TOLD = Map.of(
            "database calls", "hikaricp_connections_usage_seconds_count",
            "confirmed publishes", "wahook_publish_confirm_seconds_count");

    public Costs {
        used = Map.copyOf(used);
    }

    public static Costs now(Collection<LaunchedService> services) {
        Map<String, Double> used = new TreeMap<>();
        Map<Long, String> names = services.stream()
                .collect(Collectors.toMap(
                        LaunchedService::pid, service -> service.service().name()));
        Stream.concat(
                        Stream.of(ProcessHandle.current()),
                        ProcessHandle.current().descendants())
                .forEach(process -> addProcessorTime(used, process, names));
        services.forEach(service -> addTold(used, service));
        return new Costs(used);
    }

    /** For each of so many messages since an earlier moment. */
    public Map<String, Double> perMessage(Costs before, long messages) {
        Map<String, Double> result = new TreeMap<>();
        used.forEach((name, value) -> {
            double more = value - before.used.getOrDefault(name, 0.0);
            if (more > 0) {
                result.put(name, more / messages);
            }
        });
        return result;
    }

    private static void addProcessorTime(Map<String, Double> used, ProcessHandle process, Map<Long, String> names) {
        String name = nameOf(process, names);
        if (!name.isEmpty()) {
            Duration time = process.info().totalCpuDuration().orElse(Duration.ZERO);
            used.merge("processor ms, " + name, time.toNanos() / 1e6, Double::sum);
        }
    }

    private static void addTold(Map<String, Double> used, LaunchedService service) {
        ServiceMetrics metrics = ServiceMetrics.of(service);
        String name = service.service().name();
        TOLD.forEach((what, series) -> used.merge(what + ", " + name, metrics.value(series), Double::sum));
        used.merge("allocated KiB, " + name, metrics.value("jvm_gc_memory_allocated_bytes_total") / KIB, Double::sum);
    }

    private static String nameOf(ProcessHandle process, Map<Long, String> names) {
        if (process.pid() == ProcessHandle.current().pid()) {
            return "load and simulators";
        }
        String command = process.info().command().orElse("");
        if (command.endsWith("/postgres")) {
            return "PostgreSQL";
        }
        return command.contains("beam") ? "RabbitMQ" : names.getOrDefault(process.pid(), "");
    }
}
