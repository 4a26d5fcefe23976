package org.wahook.ingest.webhook;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** How many webhooks had which outcome, and how long they took. */
final class WebhookMeters {

    private final Map<WebhookOutcome, Counter> counters = new EnumMap<>(WebhookOutcome.class);
    private final Timer latency;

    WebhookMeters(MeterRegistry meters) {
        for (WebhookOutcome outcome : WebhookOutcome.values()) {
            counters.put(
                    outcome,
                    Counter.builder("wahook.webhooks")
                            .description("Webhooks that were posted")
                            .tag("outcome", outcome.word())
                            .register(meters));
        }
        latency = Timer.builder("wahook.webhook.latency")
                .description("From the request's headers to the answer")
                .publishPercentileHistogram()
                .minimumExpectedValue(Duration.ofMillis(1))
                .maximumExpectedValue(Duration.ofSeconds(10))
                .register(meters);
    }

    void record(WebhookOutcome outcome, long nanos) {
        Counter counter = counters.get(outcome);
        if (counter != null) {
            counter.increment();
        }
        latency.record(nanos, TimeUnit.NANOSECONDS);
    }
}
