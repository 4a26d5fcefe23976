package org.wahook.platform.broker;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.wahook.platform.telemetry.Buckets;

/** What a publisher counts and measures. */
final class PublishMeters {

    private static final List<PublishOutcome> OUTCOMES = List.of(
            new PublishOutcome.Confirmed(),
            new PublishOutcome.Nacked(),
            new PublishOutcome.Unroutable(),
            new PublishOutcome.TimedOut(),
            new PublishOutcome.Unavailable(""),
            new PublishOutcome.Full());

    private final Map<String, Counter> outcomes;
    private final Timer write;
    private final Timer confirm;

    PublishMeters(MeterRegistry meters, Semaphore inFlight, int mostInFlight) {
        this.outcomes = OUTCOMES.stream()
                .map(PublishOutcome::word)
                .collect(Collectors.toUnmodifiableMap(
                        Function.identity(),
                        word -> Counter.builder("wahook.publishes")
                                .description("Messages that were published, by outcome")
                                .tag("outcome", word)
                                .register(meters)));
        this.write = Buckets.FAST
                .timer("wahook.publish.write", "From taking a message to having written it to the broker's socket")
                .register(meters);
        this.confirm = Buckets.FAST
                .timer("wahook.publish.confirm", "From handing a message to the broker to its answer")
                .register(meters);
        Gauge.builder("wahook.publish.in_flight", () -> mostInFlight - inFlight.availablePermits())
                .description("Messages that await their confirms")
                .register(meters);
    }

    PublishOutcome count(PublishOutcome outcome) {
        Counter counter = outcomes.get(outcome.word());
        if (counter != null) {
            counter.increment();
        }
        return outcome;
    }

    void written(long nanos) {
        write.record(nanos, TimeUnit.NANOSECONDS);
    }

    void answered(long nanos) {
        confirm.record(nanos, TimeUnit.NANOSECONDS);
    }
}
