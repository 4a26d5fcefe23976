package org.wahook.sandbox.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.wahook.sandbox.bench.figure.Figure;
import org.wahook.sandbox.bench.figure.Spread;
import org.wahook.sandbox.bench.gauge.Queues;
import org.wahook.sandbox.bench.load.Arrivals;
import org.wahook.sandbox.bench.load.HttpLoad;
import org.wahook.sandbox.bench.load.ReplyLoad;
import org.wahook.sandbox.bench.load.SignedRequests;
import org.wahook.sandbox.process.SeededClient;
import org.wahook.testbed.Deadline;
import org.wahook.testbed.responder.ResponseBehaviour.Hang;
import org.wahook.testbed.responder.ResponseBehaviour.Reply;

/**
 * What the other clients feel of one whose response API hangs while 20,000 of its customers wait, and of one that is
 * answered quickly and has twenty times their traffic.
 */
final class NoisyBench implements Subject.Bench {

    private static final int WAITING = 20_000;
    private static final int CONNECTIONS = 64;
    private static final double BESIDE_A_HANGING_ONE = 200;
    private static final double BESIDE_A_FLOODING_ONE = 40;
    private static final double FLOOD = 20 * BESIDE_A_FLOODING_ONE;
    private static final double TWICE = 2;
    private static final Duration ROUTED = Duration.ofMinutes(3);

    @Override
    public List<Figure> measure(BenchEnvironment environment, Pace pace) throws InterruptedException {
        List<Figure> figures = new ArrayList<>(hanging(environment, pace));
        figures.addAll(flooding(environment, pace));
        return figures;
    }

    private static List<Figure> hanging(BenchEnvironment environment, Pace pace) throws InterruptedException {
        try (BenchFixture stage = started(environment, "noisy-hanging")) {
            List<SeededClient> clients = stage.addClients();
            SeededClient noisy = clients.getFirst();
            stage.responseApi.answer(asked -> asked.chatbotId().equals(noisy.chatbotId())
                    ? new Hang()
                    : new Reply("echo: " + asked.lastUserContent()));
            try (ReplyLoad others = stage.replyLoad(clients.subList(1, clients.size()))) {
                others.saturate(CONNECTIONS, Duration.ZERO, pace.warmUp());
                List<Double> quiet = p99(others, BESIDE_A_HANGING_ONE, pace);
                pile(stage, noisy);
                List<Double> noise = p99(others, BESIDE_A_HANGING_ONE, pace);
                // Nobody waits for the 20,000.
                stage.killAll();
                return compared(environment, "one hangs, 20,000 wait", BESIDE_A_HANGING_ONE, quiet, noise);
            }
        }
    }

    private static List<Figure> flooding(BenchEnvironment environment, Pace pace) throws InterruptedException {
        try (BenchFixture stage = started(environment, "noisy-flooding")) {
            List<SeededClient> clients = stage.addClients();
            try (ReplyLoad others = stage.replyLoad(clients.subList(1, clients.size()))) {
                others.saturate(CONNECTIONS, Duration.ZERO, pace.warmUp());
                List<Double> quiet = p99(others, BESIDE_A_FLOODING_ONE, pace);
                Thread flood = flood(stage, clients.getFirst(), pace);
                List<Double> noise = p99(others, BESIDE_A_FLOODING_ONE, pace);
                flood.join();
                stage.killAll();
                return compared(environment, "one has %.0f/s".formatted(FLOOD), BESIDE_A_FLOODING_ONE, quiet, noise);
            }
        }
    }

    private static BenchFixture started(BenchEnvironment environment, String name) {
        BenchFixture stage = environment.stage(name, Map.of());
        stage.startIngest();
        stage.startWorker();
        return stage;
    }

    private static List<Figure> compared(
            BenchEnvironment environment, String what, double perSecond, List<Double> quiet, List<Double> noise) {
        double before = new Spread(quiet).median();
        environment.say("  %s: the others' p99 %.1f ms, quiet %.1f ms", what, new Spread(noise).median(), before);
        return List.of(
                Figure.of("the others' p99 at %.0f/s, all quiet".formatted(perSecond), "ms", quiet),
                Figure.of("  while " + what, "ms", noise).atMost(TWICE * before));
    }

    private static List<Double> p99(ReplyLoad others, double perSecond, Pace pace) throws InterruptedException {
        List<Double> values = new ArrayList<>();
        for (int run = 0; run < pace.runs(); run++) {
            values.add(others.steady(perSecond, pace.settle(), pace.window())
                    .latencies()
                    .percentile(99));
        }
        return values;
    }

    /** Each from a customer of its own; returns when all of them are routed. */
    private static void pile(BenchFixture stage, SeededClient noisy) throws InterruptedException {
        try (SignedRequests signed = new SignedRequests(stage.webhookUrl());
                Queues queues = new Queues(stage.rabbitUrl())) {
            new HttpLoad(stage.webhookUrl(), CONNECTIONS, number -> signed.unmarked(noisy, number, number))
                    .send(WAITING);
            Deadline.eventually(ROUTED, "the messages are routed", () -> queues.events() == 0);
        }
    }

    /** For as long as the others are measured. */
    private static Thread flood(BenchFixture stage, SeededClient noisy, Pace pace) {
        Duration all = pace.settle().plus(pace.window()).multipliedBy(pace.runs());
        return Thread.startVirtualThread(() -> {
            try (SignedRequests signed = new SignedRequests(stage.webhookUrl())) {
                new HttpLoad(stage.webhookUrl(), CONNECTIONS, number -> signed.unmarked(noisy, number, number))
                        .run(new Arrivals(FLOOD), Duration.ZERO, all);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }
}
