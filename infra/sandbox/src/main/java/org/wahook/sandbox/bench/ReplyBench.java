package org.wahook.sandbox.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

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
    public List<Figure> measure(Site site, Pace pace) throws InterruptedException {
        try (Stage stage = site.stage("reply", Map.of())) {
            stage.startIngest();
            stage.startWorker();
            try (ReplyLoad load = new ReplyLoad(stage, stage.addClients())) {
                load.saturate(WAITING, Duration.ZERO, pace.warmUp());
                List<Figure> figures = new ArrayList<>();
                double rate = saturated(site, pace, stage, load, figures);
                steady(site, pace, load, rate / 2, figures);
                return figures;
            }
        }
    }

    private static double saturated(Site site, Pace pace, Stage stage, ReplyLoad load, List<Figure> figures)
            throws InterruptedException {
        List<Double> rates = new ArrayList<>();
        Map<String, List<Double>> cpu = new TreeMap<>();
        for (int run = 0; run < pace.runs(); run++) {
            CpuTimes before = stage.cpuTimes();
            long had = load.replies();
            rates.add(load.saturate(WAITING, pace.settle(), pace.window()).perSecond());
            stage.cpuTimes()
                    .perMessage(before, load.replies() - had)
                    .forEach((name, millis) ->
                            cpu.computeIfAbsent(name, key -> new ArrayList<>()).add(millis));
            site.say("  %.0f replies/s", rates.getLast());
        }
        figures.add(Figure.of("replies, " + WAITING + " waiting", "1/s", rates).atLeast(REPLIES_A_SECOND));
        cpu.forEach((name, millis) -> figures.add(Figure.of("  processor time for one reply: " + name, "ms", millis)));
        return new Spread(rates).median();
    }

    private static void steady(Site site, Pace pace, ReplyLoad load, double perSecond, List<Figure> figures)
            throws InterruptedException {
        List<Double> p50 = new ArrayList<>();
        List<Double> p99 = new ArrayList<>();
        for (int run = 0; run < pace.runs(); run++) {
            Samples latencies =
                    load.steady(perSecond, pace.settle(), pace.window()).latencies();
            p50.add(latencies.percentile(50));
            p99.add(latencies.percentile(99));
            site.say("  at %.0f/s: p50 %.1f ms, p99 %.1f ms", perSecond, p50.getLast(), p99.getLast());
        }
        figures.add(Figure.of("added at a steady %.0f/s: p50".formatted(perSecond), "ms", p50)
                .atMost(P50_MILLIS));
        figures.add(Figure.of("added at a steady %.0f/s: p99".formatted(perSecond), "ms", p99)
                .atMost(P99_MILLIS));
    }
}
