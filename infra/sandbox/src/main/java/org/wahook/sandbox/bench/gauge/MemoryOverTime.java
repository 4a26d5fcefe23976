package org.wahook.sandbox.bench.gauge;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.wahook.sandbox.process.LaunchedService;
import org.wahook.testbed.process.Command;

/** A service's heap and resident memory in MiB, looked at each second while it is open. */
public final class MemoryOverTime implements AutoCloseable {

    private static final double MIB = 1 << 20;
    private static final double KIB_IN_A_MIB = 1024;
    private static final Duration PS_LIMIT = Duration.ofSeconds(5);
    private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");

    private final LaunchedService service;
    private final List<Double> heap = new CopyOnWriteArrayList<>();
    private final List<Double> resident = new CopyOnWriteArrayList<>();
    private final Thread watcher;

    private MemoryOverTime(LaunchedService service, boolean withHeap) {
        this.service = service;
        this.watcher = Thread.startVirtualThread(() -> watch(withHeap));
    }

    public static MemoryOverTime of(LaunchedService service) {
        return new MemoryOverTime(service, true);
    }

    /** Without the heap, for which the service would have to write its page of metrics each second. */
    public static MemoryOverTime residentOf(LaunchedService service) {
        return new MemoryOverTime(service, false);
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

    private void watch(boolean withHeap) {
        try {
            while (true) {
                if (withHeap) {
                    heap.add(ServiceMetrics.of(service).value("jvm_memory_used_bytes{area=\"heap\"") / MIB);
                }
                resident.add(residentMib(service.pid()));
                Thread.sleep(Duration.ofSeconds(1));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Where there is no /proc a program is asked; beside thousands of connections its start costs 5 % of two cores. */
    private static double residentMib(long pid) {
        Path status = Path.of("/proc", String.valueOf(pid), "status");
        String kib = Files.exists(status)
                ? fromProc(status)
                : Command.of("ps", "-o", "rss=", "-p", String.valueOf(pid))
                        .run(PS_LIMIT)
                        .strip();
        return Long.parseLong(kib) / KIB_IN_A_MIB;
    }

    private static String fromProc(Path status) {
        try {
            Matcher resident = RESIDENT.matcher(Files.readString(status));
            if (!resident.find()) {
                throw new IllegalStateException("no VmRSS in " + status);
            }
            return resident.group(1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        watcher.interrupt();
    }
}
