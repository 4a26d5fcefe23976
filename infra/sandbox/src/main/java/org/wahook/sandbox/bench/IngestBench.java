package org.wahook.sandbox.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongFunction;
import org.wahook.sandbox.bench.figure.Figure;
import org.wahook.sandbox.bench.figure.Spread;
import org.wahook.sandbox.bench.gauge.Costs;
import org.wahook.sandbox.bench.gauge.Queues;
import org.wahook.sandbox.bench.load.Arrivals;
import org.wahook.sandbox.bench.load.HttpLoad;
import org.wahook.sandbox.bench.load.Samples;
import org.wahook.sandbox.bench.load.SignedRequests;
import org.wahook.sandbox.bench.reference.BareHandler;
import org.wahook.sandbox.bench.reference.PerfTest;

/**
 * Webhooks that ingest answers with 200, that is, which RabbitMQ has confirmed. No worker runs: PerfTest publishes to a
 * queue that nobody reads either. Reference and ingest take turns, so that a slow moment of the machine hits both.
 */
final class IngestBench implements Subject.Bench {

    /** Enough to keep the broker busy; more only wait in line. */
    private static final int CONNECTIONS = 256;

    private static final int DIFFERENT = 1000;

    /** The time PerfTest's JVM needs to get fast. */
    private static final Duration PERF_TEST_SETTLE = Duration.ofSeconds(4);

    private static final double RATIO = 0.5;
    private static final double P99_MILLIS = 25;

    private final List<Double> bare = new ArrayList<>();
    private final List<Double> reference = new ArrayList<>();
    private final List<Double> rates = new ArrayList<>();
    private final List<Double> toReference = new ArrayList<>();
    private final List<Double> toBare = new ArrayList<>();
    private final List<Figure> costs = new ArrayList<>();

    /** What all of it is measured with. */
    private record Rig(
            BenchEnvironment environment,
            Pace pace,
            BenchFixture stage,
            HttpLoad load,
            Queues queues,
            Optional<PerfTest> perfTest,
            int bodySize) {}

    @Override
    public List<Figure> measure(BenchEnvironment environment, Pace pace) throws InterruptedException {
        try (BenchFixture stage = environment.stage("ingest", Map.of());
                SignedRequests signed = new SignedRequests(stage.webhookUrl())) {
            List<byte[]> pool = signed.some(DIFFERENT);
            LongFunction<byte[]> requests = number -> pool.get((int) (number % DIFFERENT));
            measureBare(environment, pace, requests);
            stage.startIngest();
            try (Queues queues = new Queues(stage.rabbitUrl())) {
                HttpLoad load = new HttpLoad(stage.webhookUrl(), CONNECTIONS, requests);
                load.run(Arrivals.asFastAsAnswered(), Duration.ZERO, pace.warmUp());
                Optional<PerfTest> perfTest = PerfTest.prepare(environment.home(), stage.rabbitUrl());
                Rig rig = new Rig(environment, pace, stage, load, queues, perfTest, signed.bodySize());
                measureRates(rig);
                List<Figure> figures = new ArrayList<>(rates(signed.bodySize()));
                figures.addAll(steady(rig));
                figures.addAll(costs);
                return figures;
            }
        }
    }

    private void measureBare(BenchEnvironment environment, Pace pace, LongFunction<byte[]> requests)
            throws InterruptedException {
        try (BareHandler handler = new BareHandler(environment.folder().resolve("bare-handler.log"))) {
            HttpLoad load = new HttpLoad(handler.url(), CONNECTIONS, requests);
            load.run(Arrivals.asFastAsAnswered(), Duration.ZERO, pace.warmUp().dividedBy(2));
            for (int run = 0; run < pace.runs(); run++) {
                bare.add(load.run(Arrivals.asFastAsAnswered(), pace.settle(), pace.window())
                        .perSecond());
            }
            environment.say("  a bare handler: %.0f/s", new Spread(bare).median());
        }
    }

    private void measureRates(Rig rig) throws InterruptedException {
        Costs before = rig.stage().costs();
        for (int run = 0; run < rig.pace().runs(); run++) {
            rig.queues().purgeEvents();
            HttpLoad.Result result = rig.load()
                    .run(
                            Arrivals.asFastAsAnswered(),
                            rig.pace().settle(),
                            rig.pace().window());
            rates.add(result.perSecond());
            toBare.add(result.perSecond() / new Spread(bare).median());
            if (run == 0) {
                costs.addAll(BenchFixture.costsPerMessage(
                        "webhook", before, rig.stage().costs(), result.posts()));
            }
            rig.perfTest().ifPresent(it -> {
                reference.add(
                        it.run(rig.bodySize(), PERF_TEST_SETTLE, rig.pace().window()));
                toReference.add(result.perSecond() / reference.getLast());
                rig.environment().say("  %.0f confirmed/s; PerfTest %.0f", result.perSecond(), reference.getLast());
            });
        }
    }

    private List<Figure> rates(int bodySize) {
        List<Figure> figures = new ArrayList<>();
        figures.add(Figure.of("the load generator's ceiling: a bare Javalin handler", "200s/s", bare));
        figures.add(Figure.of("webhooks confirmed, " + CONNECTIONS + " connections", "200s/s", rates));
        figures.add(Figure.of("  as a part of the bare handler's", "", toBare));
        if (!reference.isEmpty()) {
            figures.add(Figure.of("PerfTest, quorum queue, " + bodySize + " bytes", "msg/s", reference));
            figures.add(Figure.of("webhooks confirmed, as a part of PerfTest's", "", toReference)
                    .atLeast(RATIO));
        }
        return figures;
    }

    private List<Figure> steady(Rig rig) throws InterruptedException {
        double perSecond = new Spread(rates).median() / 2;
        List<Double> p50 = new ArrayList<>();
        List<Double> p99 = new ArrayList<>();
        List<Double> ofBroker = new ArrayList<>();
        for (int run = 0; run < rig.pace().runs(); run++) {
            rig.queues().purgeEvents();
            Samples latencies = rig.load()
                    .run(
                            new Arrivals(perSecond),
                            rig.pace().settle(),
                            rig.pace().window())
                    .latencies();
            p50.add(latencies.percentile(50));
            p99.add(latencies.percentile(99));
            rig.environment().say("  at %.0f/s: p50 %.1f ms, p99 %.1f ms", perSecond, p50.getLast(), p99.getLast());
            rig.perfTest()
                    .map(it -> it.slowestConfirms(
                            rig.bodySize(),
                            perSecond,
                            PERF_TEST_SETTLE,
                            rig.pace().window()))
                    .ifPresent(slowest -> ofBroker.add(slowest.toNanos() / 1e6));
        }
        List<Figure> figures = new ArrayList<>();
        figures.add(Figure.of("at half of that rate: p50", "ms", p50));
        figures.add(Figure.of("at half of that rate: p99", "ms", p99).atMost(P99_MILLIS));
        if (!ofBroker.isEmpty()) {
            figures.add(Figure.of("PerfTest's confirms at that rate: p99", "ms", ofBroker));
        }
        return figures;
    }
}
