package org.wahook.sandbox.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.wahook.sandbox.bench.figure.Figure;
import org.wahook.sandbox.process.LaunchedService;

/** From a service's process start to its first 200 at {@code /readyz}, with its neighbours up and the tables there. */
final class StartBench implements Subject.Bench {

    private static final double SECONDS = 2;

    @Override
    public List<Figure> measure(BenchEnvironment environment, Pace pace) {
        try (BenchFixture stage = environment.stage("start", Map.of())) {
            // The first of all makes the tables and queues.
            stage.stop(stage.startWorker());
            return List.of(
                    starts("ingest-service ready", stage, pace, stage::startIngest),
                    starts("worker-service ready", stage, pace, stage::startWorker));
        }
    }

    private static Figure starts(String name, BenchFixture stage, Pace pace, Supplier<LaunchedService> start) {
        List<Double> seconds = new ArrayList<>();
        for (int run = 0; run < pace.starts(); run++) {
            long began = System.nanoTime();
            LaunchedService service = start.get();
            seconds.add((System.nanoTime() - began) / 1e9);
            stage.stop(service);
        }
        return Figure.of(name, "s", seconds).atMost(SECONDS);
    }
}
