package org.wahook.worker.media;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A counter for each outcome, there as 0 from the start. */
public final class OutcomeCounters {

    private final Map<String, Counter> counters;

    public OutcomeCounters(String name, String description, List<String> outcomes, MeterRegistry meters) {
        this.counters = outcomes.stream()
                .collect(Collectors.toMap(
                        Function.identity(),
                        outcome -> Counter.builder(name)
                                .description(description)
                                .tag("outcome", outcome)
                                .register(meters)));
    }

    /** @param outcome one of those that were named */
    public void count(String outcome) {
        Counter counter = counters.get(outcome);
        if (counter == null) {
            throw new IllegalArgumentException("no such outcome: " + outcome);
        }
        counter.increment();
    }
}
