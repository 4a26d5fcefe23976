package org.wahook.worker.reply;

import java.time.Instant;

/**
 * Whether all status webhooks that ingest received before a time are written down. While some still wait in a queue, a
 * part that looks unsent may have been sent.
 */
@FunctionalInterface
public interface StatusWatermark {
    boolean writtenDownUntil(Instant time);
}
