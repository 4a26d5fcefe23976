package org.wahook.worker.consumer;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import org.wahook.platform.broker.MessageHeaders;
import org.wahook.platform.broker.Publication;
import org.wahook.platform.telemetry.Buckets;
import org.wahook.platform.telemetry.ClientNames;
import org.wahook.shared.topology.Topology;
import org.wahook.worker.outcome.Outcome;
import org.wahook.worker.outcome.Reason;
import org.wahook.worker.reply.TurnReport;

/**
 * What becomes of events and jobs. What alerts count is there from the start as 0: Prometheus sees no growth from
 * nothing to 1.
 */
final class ConsumerMeters {

    private static final String EVENTS = "events";
    private static final String REPLIES = "replies";

    private final MeterRegistry meters;
    private final ClientNames names;
    private final Timer batchTime;
    private final Timer delay;
    private final DistributionSummary batchSize;
    private final Counter foundBySweeper;
    private final ConcurrentMap<String, Timer> turns = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, Client> clients = new ConcurrentHashMap<>();

    /** Of one client, or of all those that have no label of their own. */
    private record Client(Counter messages, Timer turns) {}

    ConsumerMeters(MeterRegistry meters, ClientNames names) {
        this.meters = meters;
        this.names = names;
        names.whenRetired(this::retire);
        this.batchTime = Buckets.FAST
                .timer("wahook.route.batch", "Storing a batch of events and publishing its jobs")
                .register(meters);
        this.delay = Buckets.SLOW
                .timer(
                        "wahook.route.delay",
                        "From ingest's receipt of an event, or from its replay, until it is stored and its jobs are published")
                .register(meters);
        this.batchSize = DistributionSummary.builder("wahook.route.batch.size")
                .description("Events in a batch")
                .register(meters);
        this.foundBySweeper = Counter.builder("wahook.sweeper.found")
                .description("Conversations whose messages nobody saw to but a job of the sweeper")
                .register(meters);
        for (Reason reason : Reason.values()) {
            retries(reason.word());
            deadLetters(EVENTS, reason.word());
            deadLetters(REPLIES, reason.word());
        }
        List.of("job", "unrouted", "dead_letter").forEach(this::routed);
    }

    void batch(int events, long nanos) {
        batchSize.record(events);
        batchTime.record(nanos, TimeUnit.NANOSECONDS);
    }

    void routedAfter(Duration sinceReceipt) {
        delay.record(sinceReceipt.isNegative() ? Duration.ZERO : sinceReceipt);
    }

    /** What an event led to, once the broker has confirmed it. */
    void routed(Publication publication) {
        if (publication.exchange().equals(Topology.DEAD_EXCHANGE)) {
            routed("dead_letter").increment();
            deadLetters(EVENTS, header(publication, MessageHeaders.REASON)).increment();
        } else if (publication.routingKey().equals(Topology.UNROUTED_KEY)) {
            routed("unrouted").increment();
        } else {
            routed("job").increment();
            client(header(publication, MessageHeaders.CHATBOT_ID)).messages().increment((double)
                    messagesOf(publication));
        }
    }

    void retried(Reason reason) {
        retries(reason.word()).increment();
    }

    void deadReply(Reason reason) {
        deadLetters(REPLIES, reason.word()).increment();
    }

    /** It should find nothing: somebody has forgotten a message. */
    void foundBySweeper() {
        foundBySweeper.increment();
    }

    /** A turn that was settled. */
    void settled(String chatbotId, TurnReport report, Verdict verdict, long nanos) {
        String became = became(report, verdict);
        turns.computeIfAbsent(report.outcome().word(), this::turn).record(nanos, TimeUnit.NANOSECONDS);
        replies(became, became.equals("sent") ? "" : reason(report, verdict)).increment();
        client(chatbotId).turns().record(nanos, TimeUnit.NANOSECONDS);
        clientReplies(names.labelOf(chatbotId), became).increment();
    }

    private static String became(TurnReport report, Verdict verdict) {
        return switch (verdict) {
            case Verdict.Ack() -> report.replied().isPresent() ? "sent" : "none";
            case Verdict.Wait wait -> "retried";
            case Verdict.DeadLetter dead -> "dead_lettered";
        };
    }

    private static String reason(TurnReport report, Verdict verdict) {
        return switch (verdict) {
            case Verdict.Ack() -> unanswered(report.outcome());
            case Verdict.Wait wait -> wait.reason().word();
            case Verdict.DeadLetter dead -> dead.reason().word();
        };
    }

    private static String unanswered(Outcome outcome) {
        if (outcome instanceof Outcome.Awaiting) {
            return "awaiting_callback";
        }
        return outcome instanceof Outcome.Ignored ? "another_turn" : "nothing_to_say";
    }

    private Timer turn(String outcome) {
        return Buckets.SLOW
                .timer("wahook.turns", "Turns by outcome, with the time from delivery to settlement")
                .tag("outcome", outcome)
                .register(meters);
    }

    private Client client(String chatbotId) {
        return clients.computeIfAbsent(names.labelOf(chatbotId), this::newClient);
    }

    /** The series of a client that has lost its label end; it counts among the others from now on. */
    private void retire(String label) {
        clients.remove(label);
        for (Meter meter : meters.getMeters()) {
            if (label.equals(meter.getId().getTag("chatbot"))) {
                meters.remove(meter);
            }
        }
    }

    private Client newClient(String label) {
        return new Client(
                Counter.builder("wahook.client.messages")
                        .description("Messages that waited for an answer when their event was routed")
                        .tag("chatbot", label)
                        .register(meters),
                Timer.builder("wahook.client.turns")
                        .description("Turns of a client")
                        .tag("chatbot", label)
                        .register(meters));
    }

    private Counter clientReplies(String label, String outcome) {
        return Counter.builder("wahook.client.replies")
                .description("What became of a client's turns")
                .tag("chatbot", label)
                .tag("outcome", outcome)
                .register(meters);
    }

    private Counter replies(String outcome, String reason) {
        return Counter.builder("wahook.replies")
                .description("What became of turns, and why")
                .tag("outcome", outcome)
                .tag("reason", reason)
                .register(meters);
    }

    private Counter routed(String to) {
        return Counter.builder("wahook.routed")
                .description("What events led to")
                .tag("to", to)
                .register(meters);
    }

    private Counter retries(String reason) {
        return Counter.builder("wahook.retries")
                .description("Jobs that were put off, with or without costing an attempt")
                .tag("reason", reason)
                .register(meters);
    }

    private Counter deadLetters(String queue, String reason) {
        return Counter.builder("wahook.dead.letters")
                .description("What was given up")
                .tag("queue", queue)
                .tag("reason", reason)
                .register(meters);
    }

    private static String header(Publication publication, String name) {
        return String.valueOf(publication.headers().get(name));
    }

    private static long messagesOf(Publication job) {
        String ids = header(job, MessageHeaders.MESSAGE_IDS);
        return ids.isEmpty() ? 0 : ids.chars().filter(c -> c == ',').count() + 1;
    }
}
