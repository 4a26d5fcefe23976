package org.wahook.sandbox.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.wahook.sandbox.process.SeededClient;
import org.wahook.testbed.Deadline;
import org.wahook.testbed.responder.ResponseBehaviour.Hang;
import org.wahook.testbed.responder.ResponseBehaviour.Reply;

/** One client's response API hangs, and 20,000 of its customers wait; what do the other clients feel of it? */
final class NoisyBench implements Subject.Bench {

    private static final int FLOOD = 20_000;
    private static final int CONNECTIONS = 64;
    private static final double OTHERS_A_SECOND = 200;
    private static final double TWICE = 2;
    private static final Duration ROUTED = Duration.ofMinutes(3);

    @Override
    public List<Figure> measure(Site site, Pace pace) throws InterruptedException {
        try (Stage stage = site.stage("noisy", Map.of())) {
            stage.startIngest();
            stage.startWorker();
            List<SeededClient> clients = stage.addClients();
            SeededClient noisy = clients.getFirst();
            stage.responseApi.answer(asked -> asked.chatbotId().equals(noisy.chatbotId())
                    ? new Hang()
                    : new Reply("echo: " + asked.lastUserContent()));
            try (ReplyLoad others = new ReplyLoad(stage, clients.subList(1, clients.size()))) {
                others.saturate(CONNECTIONS, Duration.ZERO, pace.warmUp());
                List<Double> quiet = p99(others, pace);
                site.say("  quiet: p99 %.1f ms", new Spread(quiet).median());
                flood(stage, noisy);
                List<Double> noise = p99(others, pace);
                site.say("  one client hangs: p99 %.1f ms", new Spread(noise).median());
                int hanging = stage.responseApi.inFlight();
                // Nobody waits for the 20,000.
                stage.killAll();
                return List.of(
                        Figure.of("the others' p99 at %.0f/s, all quiet".formatted(OTHERS_A_SECOND), "ms", quiet),
                        Figure.of("the others' p99 while one client hangs with 20,000 waiting", "ms", noise)
                                .atMost(TWICE * new Spread(quiet).median()),
                        Figure.of("  the hanging client's calls in flight", "", hanging));
            }
        }
    }

    private static List<Double> p99(ReplyLoad others, Pace pace) throws InterruptedException {
        List<Double> values = new ArrayList<>();
        for (int run = 0; run < pace.runs(); run++) {
            values.add(others.steady(OTHERS_A_SECOND, pace.settle(), pace.window())
                    .latencies()
                    .percentile(99));
        }
        return values;
    }

    /** Each from a customer of its own; returns when all of them are routed. */
    private static void flood(Stage stage, SeededClient noisy) throws InterruptedException {
        try (SignedRequests signed = new SignedRequests(stage.webhookUrl());
                Events events = new Events(stage.rabbitUrl())) {
            new HttpLoad(stage.webhookUrl(), CONNECTIONS, number -> signed.message(noisy, FLOOD + number, number))
                    .send(FLOOD);
            Deadline.eventually(ROUTED, "the flood is routed", () -> events.waiting() == 0);
        }
    }
}
