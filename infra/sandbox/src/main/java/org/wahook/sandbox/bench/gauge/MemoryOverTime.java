package org.wahook.sandbox.bench.gauge;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.wahook.sandbox.process.LaunchedService;
import org.wahook.testbed.process.Command;

/** A service's heap and resident memory in MiB, looked at each second while it is open. */
public final class MemoryOverTime implements AutoCloseable {

    private static final double MIB = 1 << 20;
    private static final double KIB_IN_A_MIB = 1024;
    private static final Duration PS_LIMIT = Duration.ofSeconds(5);

    private final LaunchedService service;
    private final List<Double> heap = new CopyOnWriteArrayList<>();
    private final List<Double> resident = new CopyOnWriteArrayList<>();
    private final Thread watcher;

    public MemoryOverTime(LaunchedService service) {
        this.service = service;
        this.watcher = Thread.startVirtualThread(this::watch);
    }

    /** The lowest in one fifth of the time, 0 to 4: just after a collection. */
    public double heapAfterCollections(int fifth) {
        return Collections.min(part(heap, fifth));
    }

    /** The highest in one fifth of the time. */
    public double resident(int fifth) {
        return Collections.max(part(resident, fifth));
    }

    /** The highest of all the time. */
    public double mostResident() {
        return Collections.max(resident);
    }

    @Override
    public String toString() {
        return "%s: %.0f MiB resident at first, %.0f in the last fifth, %.0f at most"
                .formatted(service, resident(0), resident(4), mostResident());
    }

    private static List<Double> part(List<Double> values, int fifth) {
        List<Double> seen = List.copyOf(values);
        return seen.subList(fifth * seen.size() / 5, (fifth + 1) * seen.size() / 5);
    }

    private void watch() {
        try {
            while (true) {
                heap.add(ServiceMetrics.of(service).value("jvm_memory_used_bytes{area=\"heap\"") / MIB);
                resident.add(residentOf(service.pid()));
                Thread.sleep(Duration.ofSeconds(1));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static double residentOf(long pid) {
        String said = Command.of("ps", "-o", "rss=", "-p", String.valueOf(pid))
                .run(PS_LIMIT)
                .strip();
        return Long.parseLong(said) / KIB_IN_A_MIB;
    }

    @Override
    public void close() {
        watcher.interrupt();
    }
}
