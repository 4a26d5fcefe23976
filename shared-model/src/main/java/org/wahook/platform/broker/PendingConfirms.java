package org.wahook.platform.broker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Messages whose confirms are outstanding. */
public final class PendingConfirms {

    private final List<CompletableFuture<PublishOutcome>> outcomes;
    private final long deadline;
    private final PublishMeters meters;

    PendingConfirms(List<CompletableFuture<PublishOutcome>> outcomes, Duration timeout, PublishMeters meters) {
        this.outcomes = List.copyOf(outcomes);
        this.deadline = System.nanoTime() + timeout.toNanos();
        this.meters = meters;
    }

    /** What became of each, in their order; waits until the timeout that they were begun with. Asked once. */
    public List<PublishOutcome> await() {
        List<PublishOutcome> results = new ArrayList<>();
        for (CompletableFuture<PublishOutcome> outcome : outcomes) {
            long left = Math.max(0, deadline - System.nanoTime());
            results.add(meters.count(outcome.copy()
                    .completeOnTimeout(new PublishOutcome.TimedOut(), left, TimeUnit.NANOSECONDS)
                    .join()));
        }
        return results;
    }
}
