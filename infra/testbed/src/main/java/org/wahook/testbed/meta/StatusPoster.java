package org.wahook.testbed.meta;

import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Posts the status webhooks of accepted messages, each message on a virtual thread of its own. */
final class StatusPoster implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StatusPoster.class);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final PhoneNumbers numbers;
    private volatile @Nullable WebhookSender sender;
    private volatile StatusPlan plan = StatusPlan.none();

    StatusPoster(PhoneNumbers numbers) {
        this.numbers = numbers;
    }

    void configure(WebhookSender to, StatusPlan newPlan) {
        sender = to;
        plan = newPlan;
    }

    void after(Sent sent) {
        StatusPlan current = plan;
        if (!current.steps().isEmpty()) {
            threads.execute(() -> follow(sent, current));
        }
    }

    HttpAnswer post(Sent sent, String status) {
        WebhookSender to = sender;
        if (to == null) {
            throw new IllegalStateException("Call sendStatusesTo first");
        }
        String waba = numbers.find(sent.phoneNumberId())
                .map(PhoneNumbers.Registered::wabaId)
                .orElse("0");
        WebhookNumber number = WebhookNumber.of(waba, sent.phoneNumberId());
        return to.post(WebhookBodies.status(number, StatusBodies.of(sent, status, Instant.now())));
    }

    private void follow(Sent sent, StatusPlan steps) {
        try {
            for (StatusPlan.Step step : steps.steps()) {
                Thread.sleep(step.after());
                post(sent, step.status());
            }
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        } catch (UncheckedIOException e) {
            // Meta would try again for days. Tests that need a status post it by hand.
            LOG.debug("Status of {} not delivered", sent.wamid(), e);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
