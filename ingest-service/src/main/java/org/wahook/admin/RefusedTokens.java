package org.wahook.admin;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;

/** The log line about requests without the right token: anyone can cause it, so it comes once a minute for each reason. */
final class RefusedTokens {

    private static final Duration PAUSE = Duration.ofMinutes(1);

    private final Logger log;
    private final Map<String, Count> byReason = new ConcurrentHashMap<>();

    /** @param saidAt by {@link System#nanoTime} */
    private record Count(long saidAt, long unsaid) {}

    RefusedTokens(Logger log) {
        this.log = log;
    }

    /** @param reason one of few, for each of which there is a line */
    void say(String reason, String from) {
        long now = System.nanoTime();
        byReason.compute(reason, (same, count) -> {
            if (count != null && now - count.saidAt() < PAUSE.toNanos()) {
                return new Count(count.saidAt(), count.unsaid() + 1);
            }
            long more = count == null ? 0 : count.unsaid();
            log.info(
                    "A request from {} was refused with 401: its token is {} ({} more since the last such line)",
                    from,
                    reason,
                    more);
            return new Count(now, 0);
        });
    }
}
