package org.wahook.sandbox.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.wahook.sandbox.bench.figure.Figure;
import org.wahook.sandbox.bench.gauge.MemoryOverTime;
import org.wahook.sandbox.bench.gauge.Queues;
import org.wahook.sandbox.bench.gauge.ServiceMetrics;
import org.wahook.sandbox.bench.load.HttpLoad;
import org.wahook.sandbox.bench.load.ReplyLoad;
import org.wahook.sandbox.bench.load.SignedRequests;
import org.wahook.sandbox.process.LaunchedService;
import org.wahook.sandbox.process.SeededClient;
import org.wahook.testbed.Deadline;

/**
 * Whether heap and resident memory stay where they are under a long, steady load, and while a backlog of events is
 * drained. Each service has 512 MiB of heap.
 */
final class MemoryBench implements Subject.Bench {

    private static final int HEAP_MIB = 512;
    private static final String HEAP = "-Xmx" + HEAP_MIB + "m";
    private static final int WAITING = 300;
    private static final int CONNECTIONS = 64;
    private static final int CUSTOMERS = 10_000;
    private static final Duration DRAINED = Duration.ofMinutes(10);

    /** What the second fifth of the load leads to is where the rest of it should stay. */
    private static final double FLAT = 1.15;

    /** What a JVM has besides its heap. */
    private static final int BESIDES_MIB = 300;

    @Override
    public List<Figure> measure(BenchEnvironment environment, Pace pace) throws InterruptedException {
        List<Figure> figures = new ArrayList<>(steady(environment, pace));
        figures.addAll(backlog(environment, pace));
        return figures;
    }

    private static List<Figure> steady(BenchEnvironment environment, Pace pace) throws InterruptedException {
        try (BenchFixture stage = environment.stage("memory", Map.of())) {
            LaunchedService ingest = stage.startIngest(HEAP);
            LaunchedService worker = stage.startWorker(HEAP);
            try (ReplyLoad load = stage.replyLoad(stage.addClients())) {
                double rate =
                        load.saturate(WAITING, pace.warmUp(), pace.window()).perSecond() / 2;
                environment.say(
                        "  %.0f messages/s for %d s", rate, pace.memory().toSeconds());
                try (MemoryOverTime ofIngest = MemoryOverTime.of(ingest);
                        MemoryOverTime ofWorker = MemoryOverTime.of(worker)) {
                    load.steady(rate, Duration.ZERO, pace.memory());
                    List<Figure> figures = new ArrayList<>(flat("ingest", ofIngest));
                    figures.addAll(flat("worker", ofWorker));
                    return figures;
                }
            }
        }
    }

    private static List<Figure> flat(String name, MemoryOverTime memory) {
        double heap = memory.heapAfterCollections(1);
        double resident = memory.resident(1);
        return List.of(
                Figure.of(name + ": heap after collections, at first", "MiB", heap),
                Figure.of("  at last", "MiB", memory.heapAfterCollections(4)).atMost(FLAT * heap),
                Figure.of(name + ": resident, at first", "MiB", resident),
                Figure.of("  at last", "MiB", memory.resident(4)).atMost(FLAT * resident));
    }

    private static List<Figure> backlog(BenchEnvironment environment, Pace pace) throws InterruptedException {
        try (BenchFixture stage = environment.stage("backlog", Map.of())) {
            // Makes the tables and queues.
            stage.stop(stage.startWorker());
            stage.startIngest(HEAP);
            pile(stage, stage.addClients(), pace.backlog());
            environment.say("  %,d events wait", pace.backlog());
            LaunchedService worker = stage.startWorker(HEAP);
            long began = System.nanoTime();
            try (MemoryOverTime memory = MemoryOverTime.of(worker);
                    Queues queues = new Queues(stage.rabbitUrl())) {
                Deadline.eventually(DRAINED, "the events are routed", () -> queues.events() == 0);
                double routed = pace.backlog() / ((System.nanoTime() - began) / 1e9);
                Deadline.eventually(
                        DRAINED,
                        "the jobs are done",
                        () -> queues.jobs() == 0 && ServiceMetrics.of(worker).value("wahook_turns_in_flight") == 0);
                double drained = pace.backlog() / ((System.nanoTime() - began) / 1e9);
                return List.of(
                        Figure.of("backlog of %,d events: routed".formatted(pace.backlog()), "1/s", routed),
                        Figure.of("  answered", "1/s", drained),
                        Figure.of("  worker: resident, at most", "MiB", memory.mostResident())
                                .atMost(HEAP_MIB + BESIDES_MIB));
            }
        }
    }

    private static void pile(BenchFixture stage, List<SeededClient> clients, int events) throws InterruptedException {
        try (SignedRequests signed = new SignedRequests(stage.webhookUrl())) {
            new HttpLoad(
                            stage.webhookUrl(),
                            CONNECTIONS,
                            number -> signed.unmarked(
                                    clients.get((int) (number % clients.size())), number % CUSTOMERS, number))
                    .send(events);
        }
    }
}
