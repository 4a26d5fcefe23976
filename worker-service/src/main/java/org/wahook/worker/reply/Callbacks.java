package org.wahook.worker.reply;

import java.time.Duration;
import java.util.Optional;

/**
 * How bots may call back.
 *
 * @param publicUrl of ingest's public listener, without a slash at its end; empty where the accounts' webhook URLs tell
 * @param lease how long a turn is kept beyond the wait for its answer
 */
public record Callbacks(Optional<String> publicUrl, Duration lease) {

    static final Callbacks BY_WEBHOOK_URL = new Callbacks(Optional.empty(), Duration.ofMinutes(2));
}
