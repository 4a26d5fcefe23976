package org.wahook.sandbox.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongFunction;

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

    @Override
    public List<Figure> measure(Site site, Pace pace) throws InterruptedException {
        try (Stage stage = site.stage("ingest", Map.of());
                SignedRequests signed = new SignedRequests(stage.webhookUrl())) {
            stage.startIngest();
            try (Events events = new Events(stage.rabbitUrl())) {
                return measure(site, pace, stage, signed, events);
            }
        }
    }

    private static List<Figure> measure(Site site, Pace pace, Stage stage, SignedRequests signed, Events events)
            throws InterruptedException {
        List<byte[]> pool = signed.some(DIFFERENT);
        LongFunction<byte[]> requests = number -> pool.get((int) (number % DIFFERENT));
        List<Figure> figures = new ArrayList<>();
        figures.add(bare(site, pace, requests));

        HttpLoad load = new HttpLoad(stage.webhookUrl(), CONNECTIONS, requests);
        Optional<PerfTest> perfTest = PerfTest.prepare(site, stage.rabbitUrl());
        load.run(Arrivals.asFastAsAnswered(), Duration.ZERO, pace.warmUp());
        List<Double> reference = new ArrayList<>();
        List<Double> rates = new ArrayList<>();
        List<Double> ratios = new ArrayList<>();
        for (int run = 0; run < pace.runs(); run++) {
            events.purge();
            double rate = load.run(Arrivals.asFastAsAnswered(), pace.settle(), pace.window())
                    .perSecond();
            rates.add(rate);
            perfTest.ifPresent(it -> {
                double perSecond = it.run(signed.bodySize(), PERF_TEST_SETTLE, pace.window());
                reference.add(perSecond);
                ratios.add(rate / perSecond);
                site.say("  %.0f confirmed/s; PerfTest %.0f", rate, perSecond);
            });
        }
        figures.add(Figure.of("webhooks confirmed, " + CONNECTIONS + " connections", "200s/s", rates));
        if (perfTest.isPresent()) {
            figures.add(Figure.of("PerfTest, quorum queue, " + signed.bodySize() + " bytes", "msg/s", reference));
            figures.add(Figure.of("ratio to PerfTest", "", ratios).atLeast(RATIO));
        }
        steady(site, pace, load, events, new Spread(rates).median() / 2, figures);
        return figures;
    }

    private static Figure bare(Site site, Pace pace, LongFunction<byte[]> requests) throws InterruptedException {
        try (BareHandler bare = new BareHandler(site.folder().resolve("bare-handler.log"))) {
            HttpLoad load = new HttpLoad(bare.url(), CONNECTIONS, requests);
            load.run(Arrivals.asFastAsAnswered(), Duration.ZERO, pace.warmUp());
            List<Double> rates = new ArrayList<>();
            for (int run = 0; run < pace.runs(); run++) {
                rates.add(load.run(Arrivals.asFastAsAnswered(), pace.settle(), pace.window())
                        .perSecond());
            }
            return Figure.of("load generator's ceiling: a bare Javalin handler", "200s/s", rates);
        }
    }

    private static void steady(
            Site site, Pace pace, HttpLoad load, Events events, double perSecond, List<Figure> figures)
            throws InterruptedException {
        List<Double> p50 = new ArrayList<>();
        List<Double> p99 = new ArrayList<>();
        for (int run = 0; run < pace.runs(); run++) {
            events.purge();
            HttpLoad.Result result = load.run(new Arrivals(perSecond), pace.settle(), pace.window());
            p50.add(result.latencies().percentile(50));
            p99.add(result.latencies().percentile(99));
            site.say("  at %.0f/s: p50 %.1f ms, p99 %.1f ms", perSecond, p50.getLast(), p99.getLast());
        }
        figures.add(Figure.of("at a steady %.0f/s: p50".formatted(perSecond), "ms", p50));
        figures.add(Figure.of("at a steady %.0f/s: p99".formatted(perSecond), "ms", p99)
                .atMost(P99_MILLIS));
    }
}
