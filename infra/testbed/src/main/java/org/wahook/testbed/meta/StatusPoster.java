package org.wahook.testbed.meta;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Posts the status webhooks of accepted messages, each message on a virtual thread of its own. */
final class StatusPoster implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StatusPoster.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(3);
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final PhoneNumbers numbers;
    private final Listeners listeners;
    private volatile @Nullable WebhookSender sender;
    private volatile StatusPlan plan = StatusPlan.none();

    StatusPoster(PhoneNumbers numbers, Listeners listeners) {
        this.numbers = numbers;
        this.listeners = listeners;
    }

    void configure(WebhookSender to, StatusPlan newPlan) {
        sender = to;
        plan = newPlan;
    }

    void after(SentMessage sent) {
        StatusPlan current = plan;
        if (!current.steps().isEmpty()) {
            threads.execute(() -> follow(sent, current));
        }
    }

    WebhookAnswer post(SentMessage sent, String status) {
        WebhookSender to = sender;
        if (to == null) {
            throw new IllegalStateException("Call sendStatusesTo first");
        }
        String waba = numbers.find(sent.phoneNumberId())
                .map(PhoneNumbers.Registered::wabaId)
                .orElse("0");
        WebhookNumber number = WebhookNumber.of(waba, sent.phoneNumberId());
        Instant at = Instant.now();
        WebhookAnswer answer = to.post(WebhookBodies.status(number, StatusBodies.of(sent, status, at)));
        listeners.status(new PostedStatus(sent, status, answer.status(), at));
        return answer;
    }

    private void follow(SentMessage sent, StatusPlan steps) {
        try {
            for (StatusPlan.Step step : steps.steps()) {
                Thread.sleep(step.after());
                postUntilAccepted(sent, step.status());
            }
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    /** As Meta does, at once and then less and less often; it would go on for days. */
    private void postUntilAccepted(SentMessage sent, String status) throws InterruptedException {
        Duration pause = FIRST_PAUSE;
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!isAccepted(sent, status)) {
            if (System.nanoTime() - end > 0) {
                LOG.warn("Status {} of {} was not accepted within {}", status, sent.wamid(), PATIENCE);
                return;
            }
            Thread.sleep(pause);
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
        }
    }

    private boolean isAccepted(SentMessage sent, String status) {
        try {
            return post(sent, status).delivered();
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
