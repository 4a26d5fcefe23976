package org.wahook.sandbox.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.wahook.sandbox.bench.figure.Figure;
import org.wahook.sandbox.bench.gauge.Peak;
import org.wahook.sandbox.bench.gauge.ServiceMetrics;
import org.wahook.sandbox.bench.load.HttpLoad;
import org.wahook.sandbox.bench.load.ReplyLoad;
import org.wahook.sandbox.bench.load.SignedRequests;
import org.wahook.sandbox.process.LaunchedService;
import org.wahook.sandbox.process.SeededClient;
import org.wahook.testbed.Deadline;
import org.wahook.testbed.responder.ResponseBehaviour.After;
import org.wahook.testbed.responder.ResponseBehaviour.Reply;

/**
 * A response API that takes two seconds, one and a half to two and a half, so that the turns don't all end at the same
 * moment: how many turns one replica holds in flight, and whether two and four replicas reply two and four times as
 * often. The second with so few turns in each that the AI is what bounds it, and not this machine's processors, which
 * all of the replicas share.
 */
final class SlowAiBench implements Subject.Bench {

    private static final Duration SLOW = Duration.ofSeconds(2);
    private static final int MANY = 2000;
    private static final int FEW = 200;

    /** For each replica; more than it prefetches. What one has prefetched no other can take, however idle it is. */
    private static final int WAITING = 1000;

    /** Until all of that is routed. */
    private static final Duration ROUTED = Duration.ofSeconds(10);

    private static final Duration VERY_SLOW = Duration.ofSeconds(15);
    private static final int LINE = 120;
    private static final double LINE_SECONDS = 55;

    private static final double NEARLY_ALL = 0.98;
    private static final double LINEAR = 0.95;

    @Override
    public List<Figure> measure(BenchEnvironment environment, Pace pace) throws InterruptedException {
        List<Figure> figures = new ArrayList<>(inFlight(environment, pace));
        figures.add(line(environment));
        List<Double> rates = new ArrayList<>();
        try (BenchFixture stage = slow(environment, FEW)) {
            stage.startIngest();
            stage.startWorker();
            try (ReplyLoad load = stage.replyLoad(stage.addClients())) {
                load.saturate(FEW, Duration.ZERO, pace.warmUp());
                for (int replicas = 1; replicas <= 4; replicas *= 2) {
                    while (stage.workers() < replicas) {
                        stage.startWorker();
                    }
                    rates.add(load.saturate(replicas * WAITING, ROUTED, pace.window())
                            .perSecond());
                    environment.say("  %d replicas: %.0f replies/s", replicas, rates.getLast());
                    figures.add(scaled(replicas, rates));
                }
            }
        }
        return figures;
    }

    /** More customers of one client than it has places: a place that becomes free is taken at once. */
    private static Figure line(BenchEnvironment environment) throws InterruptedException {
        try (BenchFixture stage = environment.stage("slow-ai-line", Map.of())) {
            stage.responseApi.answer(asked -> new After(VERY_SLOW, new Reply("echo: " + asked.lastUserContent())));
            stage.startIngest();
            stage.startWorker();
            SeededClient client = stage.addClients().getFirst();
            long began = System.nanoTime();
            try (SignedRequests signed = new SignedRequests(stage.webhookUrl())) {
                new HttpLoad(stage.webhookUrl(), LINE, number -> signed.unmarked(client, number, number)).send(LINE);
            }
            Deadline.eventually(
                    VERY_SLOW.multipliedBy(20),
                    "all are answered",
                    () -> stage.meta.sent().size() >= LINE);
            double seconds = (System.nanoTime() - began) / 1e9;
            environment.say("  %d customers of one client, AI of %s: %.1f s", LINE, VERY_SLOW, seconds);
            return Figure.of("120 customers of one client, 50 places, AI of 15 s: all answered after", "s", seconds)
                    .atMost(LINE_SECONDS);
        }
    }

    private static Figure scaled(int replicas, List<Double> rates) {
        Figure figure = Figure.of(
                "%d replicas of %d turns: replies, against %d times one".formatted(replicas, FEW, replicas),
                "1/s",
                rates.getLast());
        return replicas == 1 ? figure : figure.atLeast(LINEAR * replicas * rates.getFirst());
    }

    private static List<Figure> inFlight(BenchEnvironment environment, Pace pace) throws InterruptedException {
        try (BenchFixture stage = slow(environment, MANY)) {
            stage.startIngest();
            LaunchedService worker = stage.startWorker("-Xmx512m");
            try (ReplyLoad load = stage.replyLoad(stage.addClients());
                    Peak turns = new Peak(() -> ServiceMetrics.of(worker).value("wahook_turns_in_flight"));
                    Peak calls = new Peak(stage.responseApi::inFlight)) {
                load.saturate(MANY, Duration.ZERO, pace.warmUp());
                double rate = load.saturate(MANY + FEW, SLOW.multipliedBy(3), pace.window())
                        .perSecond();
                environment.say("  %.0f turns in flight, %.0f replies/s", turns.value(), rate);
                return List.of(
                        Figure.of("turns in flight in one replica with 512 MiB", "", turns.value())
                                .atLeast(NEARLY_ALL * MANY),
                        Figure.of("  of which at the AI at one time, at most", "", calls.value()),
                        Figure.of("  replies", "1/s", rate));
            }
        }
    }

    private static Duration slowly() {
        long quarter = SLOW.toMillis() / 4;
        return SLOW.plusMillis(ThreadLocalRandom.current().nextLong(-quarter, quarter + 1));
    }

    private static BenchFixture slow(BenchEnvironment environment, int turns) {
        BenchFixture stage = environment.stage(
                "slow-ai-" + turns,
                Map.of(
                        "WORKER_CONCURRENCY",
                        String.valueOf(turns),
                        "CLIENT_CONCURRENCY",
                        String.valueOf(Math.max(50, turns / 10)),
                        "REPLY_LANES",
                        "2"));
        stage.responseApi.answer(asked -> new After(slowly(), new Reply("echo: " + asked.lastUserContent())));
        return stage;
    }
}
