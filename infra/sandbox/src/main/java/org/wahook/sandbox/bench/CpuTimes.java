package org.wahook.sandbox.bench;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.wahook.sandbox.process.ServiceProcess;

/** The processor time that each part of the system has used; the database and broker only where they run here. */
final class CpuTimes {

    private final Map<String, Duration> byName = new TreeMap<>();

    private CpuTimes() {}

    static CpuTimes now(Iterable<ServiceProcess> services) {
        Map<Long, String> named = new TreeMap<>();
        services.forEach(service -> named.put(service.pid(), service.service().name()));
        CpuTimes times = new CpuTimes();
        Stream.concat(
                        Stream.of(ProcessHandle.current()),
                        ProcessHandle.current().descendants())
                .forEach(process -> times.add(name(process, named), process));
        return times;
    }

    /** Milliseconds of each since an earlier moment, for each of so many messages. */
    Map<String, Double> perMessage(CpuTimes before, long messages) {
        Map<String, Double> result = new TreeMap<>();
        byName.forEach((name, time) -> {
            Duration used = time.minus(before.byName.getOrDefault(name, Duration.ZERO));
            result.put(name, used.toNanos() / 1e6 / messages);
        });
        return result;
    }

    private void add(String name, ProcessHandle process) {
        if (!name.isEmpty()) {
            process.info().totalCpuDuration().ifPresent(time -> byName.merge(name, time, Duration::plus));
        }
    }

    private static String name(ProcessHandle process, Map<Long, String> named) {
        if (process.pid() == ProcessHandle.current().pid()) {
            return "load and simulators";
        }
        String command = process.info().command().orElse("");
        if (command.endsWith("/postgres")) {
            return "PostgreSQL";
        }
        return command.contains("beam") ? "RabbitMQ" : named.getOrDefault(process.pid(), "");
    }
}
