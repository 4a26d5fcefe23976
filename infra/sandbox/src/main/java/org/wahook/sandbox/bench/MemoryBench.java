package org.wahook.sandbox.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.wahook.sandbox.process.ServiceProcess;

/** Whether heap and resident memory stay where they are under a long, steady load. Both services have 512 MiB of heap. */
final class MemoryBench implements Subject.Bench {

    private static final String HEAP = "-Xmx512m";
    private static final int WAITING = 300;

    /** What the first fifth of the load leads to is where the rest of it should stay. */
    private static final double FLAT = 1.1;

    @Override
    public List<Figure> measure(Site site, Pace pace) throws InterruptedException {
        try (Stage stage = site.stage("memory", Map.of())) {
            List<Memory> watched = List.of(
                    new Memory("ingest", stage.startIngest(HEAP)), new Memory("worker", stage.startWorker(HEAP)));
            try (ReplyLoad load = new ReplyLoad(stage, stage.addClients())) {
                double rate =
                        load.saturate(WAITING, pace.warmUp(), pace.window()).perSecond() / 2;
                site.say("  %.0f messages/s for %d s", rate, pace.memory().toSeconds());
                Thread watcher = Thread.startVirtualThread(() -> watch(watched));
                load.steady(rate, Duration.ZERO, pace.memory());
                watcher.interrupt();
                watcher.join();
                List<Figure> figures = new ArrayList<>();
                watched.forEach(memory -> figures.addAll(memory.figures()));
                return figures;
            }
        }
    }

    private static void watch(List<Memory> watched) {
        try {
            while (true) {
                watched.forEach(Memory::look);
                Thread.sleep(Duration.ofSeconds(1));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** One service's memory over time, in MiB. */
    private static final class Memory {
        private static final double MIB = 1 << 20;
        private final String name;
        private final ServiceProcess service;
        private final List<Double> heap = new ArrayList<>();
        private final List<Double> resident = new ArrayList<>();

        private Memory(String name, ServiceProcess service) {
            this.name = name;
            this.service = service;
        }

        private void look() {
            heap.add(ServiceMetrics.of(service).value("jvm_memory_used_bytes{area=\"heap\"") / MIB);
            ResidentMemory.of(service.pid()).ifPresent(bytes -> resident.add(bytes / MIB));
        }

        private List<Figure> figures() {
            List<Figure> figures = new ArrayList<>();
            // Just after a collection is the lowest that is seen.
            double floor = new Spread(fifth(heap, 1)).min();
            figures.add(Figure.of(name + ": heap after collections, at first", "MiB", floor));
            figures.add(Figure.of(name + ": heap after collections, at last", "MiB", new Spread(fifth(heap, 4)).min())
                    .atMost(FLAT * floor));
            if (!resident.isEmpty()) {
                double first = new Spread(fifth(resident, 1)).max();
                figures.add(Figure.of(name + ": resident, at first", "MiB", first));
                figures.add(Figure.of(name + ": resident, at last", "MiB", new Spread(fifth(resident, 4)).max())
                        .atMost(FLAT * first));
            }
            return figures;
        }

        private static List<Double> fifth(List<Double> values, int which) {
            return values.subList(which * values.size() / 5, (which + 1) * values.size() / 5);
        }
    }
}
