package org.wahook.ingest.webhook;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.wahook.platform.telemetry.Buckets;

/** How many webhooks had which outcome, and how long they took. */
final class WebhookMeters {

    private final Map<WebhookOutcome, Counter> counters = new EnumMap<>(WebhookOutcome.class);
    private final AtomicInteger inFlight = new AtomicInteger();
    private final Timer latency;
    private final DistributionSummary bodies;

    WebhookMeters(MeterRegistry meters) {
        for (WebhookOutcome outcome : WebhookOutcome.values()) {
            counters.put(
                    outcome,
                    Counter.builder("wahook.webhooks")
                            .description("Webhooks that were posted")
                            .tag("outcome", outcome.word())
                            .register(meters));
        }
        Gauge.builder("wahook.webhook.requests.in_flight", inFlight, AtomicInteger::get)
                .description("Webhooks that are being processed")
                .register(meters);
        latency = Buckets.FAST
                .timer("wahook.webhook.latency", "From the request's headers to the answer")
                .register(meters);
        bodies = DistributionSummary.builder("wahook.webhook.body")
                .description("Sizes of the bodies that were read")
                .baseUnit("bytes")
                .register(meters);
    }

    /** Counted from now until it is closed. */
    InFlight inFlight() {
        inFlight.incrementAndGet();
        return inFlight::decrementAndGet;
    }

    /** A webhook that is being processed. */
    interface InFlight extends AutoCloseable {
        @Override
        void close();
    }

    void record(WebhookOutcome outcome, long nanos, long bytes) {
        Counter counter = counters.get(outcome);
        if (counter != null) {
            counter.increment();
        }
        latency.record(nanos, TimeUnit.NANOSECONDS);
        if (bytes > 0) {
            bodies.record((double) bytes);
        }
    }
}
