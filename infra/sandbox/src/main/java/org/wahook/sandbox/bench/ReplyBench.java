package org.wahook.sandbox.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.wahook.sandbox.bench.figure.Figure;
import org.wahook.sandbox.bench.figure.Spread;
import org.wahook.sandbox.bench.gauge.Costs;
import org.wahook.sandbox.bench.load.ReplyLoad;
import org.wahook.sandbox.bench.load.Samples;

/**
 * From a webhook posted to the reply at simulated Meta; the simulated AI and Meta answer at once, so what is measured is
 * what the pipeline adds. Settings are the contract's defaults.
 */
final class ReplyBench implements Subject.Bench {

    /** As many as a worker works on at one time, by default. */
    private static final int WAITING = 500;

    private static final double REPLIES_A_SECOND = 1500;
    private static final double P50_MILLIS = 15;
    private static final double P99_MILLIS = 60;

    @Override
    public List<Figure> measure(BenchEnvironment environment, Pace pace) throws InterruptedException {
        try (BenchFixture stage = environment.stage("reply", Map.of())) {
            stage.startIngest();
            stage.startWorker();
            try (ReplyLoad load = stage.replyLoad(stage.addClients())) {
                load.saturate(WAITING, Duration.ZERO, pace.warmUp());
                List<Double> rates = new ArrayList<>();
                Costs before = stage.costs();
                long had = load.replies();
                for (int run = 0; run < pace.runs(); run++) {
                    rates.add(
                            load.saturate(WAITING, pace.settle(), pace.window()).perSecond());
                    environment.say("  %.0f replies/s", rates.getLast());
                }
                Costs between = stage.costs();
                long then = load.replies();
                List<Figure> figures = new ArrayList<>();
                figures.add(Figure.of("replies, " + WAITING + " waiting", "1/s", rates)
                        .atLeast(REPLIES_A_SECOND));
                figures.addAll(steady(environment, pace, load, new Spread(rates).median() / 2));
                Costs after = stage.costs();
                figures.addAll(BenchFixture.costsPerMessage("reply", before, between, then - had));
                // With fewer at a time batches are smaller: what bounds the latency.
                figures.addAll(BenchFixture.costsPerMessage(
                        "reply at half of that rate", between, after, load.replies() - then));
                return figures;
            }
        }
    }

    private static List<Figure> steady(BenchEnvironment environment, Pace pace, ReplyLoad load, double perSecond)
            throws InterruptedException {
        List<Double> p50 = new ArrayList<>();
        List<Double> p99 = new ArrayList<>();
        for (int run = 0; run < pace.runs(); run++) {
            Samples latencies =
                    load.steady(perSecond, pace.settle(), pace.window()).latencies();
            p50.add(latencies.percentile(50));
            p99.add(latencies.percentile(99));
            environment.say("  at %.0f/s: p50 %.1f ms, p99 %.1f ms", perSecond, p50.getLast(), p99.getLast());
        }
        return List.of(
                Figure.of("added at half of that rate: p50", "ms", p50).atMost(P50_MILLIS),
                Figure.of("added at half of that rate: p99", "ms", p99).atMost(P99_MILLIS));
    }
}
