package org.wahook.worker.media.store;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import org.wahook.worker.media.OutcomeCounters;

/** What the store's metrics tell; all 0 where there is no store. */
public final class StoreMeters {

    private final OutcomeCounters kept;
    private final OutcomeCounters deletions;
    private volatile double oldestWaiting;
    private volatile boolean failing;

    public StoreMeters(MeterRegistry meters) {
        kept = new OutcomeCounters(
                "wahook.media.kept",
                "Customers' files that were to be put into the media store, by outcome",
                List.of("kept", "failed"),
                meters);
        deletions = new OutcomeCounters(
                "wahook.media.deletions",
                "Objects that were to be deleted from the media store, by outcome",
                List.of("deleted", "failed"),
                meters);
        Gauge.builder("wahook.media.deletion.age", this, it -> it.oldestWaiting)
                .description("Since when the oldest object is to be deleted from the media store")
                .baseUnit("seconds")
                .strongReference(true)
                .register(meters);
        Gauge.builder("wahook.media.store.failing", this, it -> it.failing ? 1 : 0)
                .description("1 while the media store can't be used, else 0")
                .strongReference(true)
                .register(meters);
    }

    void kept(String outcome) {
        kept.count(outcome);
    }

    void deletion(String outcome) {
        deletions.count(outcome);
    }

    void failing(boolean yes) {
        failing = yes;
    }

    void oldestWaiting(double seconds) {
        oldestWaiting = seconds;
    }
}
