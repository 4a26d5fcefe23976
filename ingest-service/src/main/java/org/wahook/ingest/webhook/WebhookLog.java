package org.wahook.ingest.webhook;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One line for each webhook. Unsigned requests are logged up to a rate; metrics count all of them. */
final class WebhookLog {

    private static final Logger log = LoggerFactory.getLogger(WebhookLog.class);
    private static final int MOST_UNVERIFIED = 50;
    private static final long SECOND = 1_000_000_000L;

    private final AtomicLong second = new AtomicLong();
    private final AtomicInteger unverified = new AtomicInteger();

    void tell(WebhookExchange exchange, WebhookOutcome outcome, long nanos) {
        if (!log.isInfoEnabled() || (!exchange.isVerified() && crowd())) {
            return;
        }
        log.atInfo()
                .addKeyValue("event_id", exchange.eventId())
                .addKeyValue("outcome", outcome.word())
                .addKeyValue("status", outcome.status())
                .addKeyValue("bytes", exchange.bytes())
                .addKeyValue("publish", exchange.publish())
                .addKeyValue("body_us", exchange.bodyNanos() / 1000)
                .addKeyValue("verify_us", exchange.verifyNanos() / 1000)
                .addKeyValue("publish_us", exchange.publishNanos() / 1000)
                .addKeyValue("total_us", nanos / 1000)
                .log("webhook");
    }

    private boolean crowd() {
        long now = System.nanoTime() / SECOND;
        if (second.getAndSet(now) != now) {
            unverified.set(0);
        }
        return unverified.incrementAndGet() > MOST_UNVERIFIED;
    }
}
