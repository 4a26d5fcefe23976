package org.wahook.worker.route;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wahook.worker.outcome.Reason;

/** Logs numbers that no active account has: each once a minute at most, however much comes for it. */
final class UnknownNumbers {

    private static final Logger log = LoggerFactory.getLogger(UnknownNumbers.class);
    private static final Duration EVERY = Duration.ofMinutes(1);

    /** Whoever signs webhooks may name any number; the one that was logged longest ago is forgotten first. */
    private static final int MOST = 1000;

    private final Clock clock;
    private final Map<String, Instant> logged = new LinkedHashMap<>();

    UnknownNumbers(Clock clock) {
        this.clock = clock;
    }

    void saw(String phoneNumberId, String eventId) {
        if (isDue(phoneNumberId)) {
            log.warn(
                    "{}: no active account has the phone_number_id {}; event {} waits in whatsapp.unrouted. Add or activate"
                            + " the account, then: dead-letters replay --queue unrouted --all",
                    Reason.NUMBER_UNKNOWN.word(),
                    phoneNumberId,
                    eventId);
        }
    }

    private synchronized boolean isDue(String phoneNumberId) {
        Instant now = clock.instant();
        Instant before = logged.get(phoneNumberId);
        if (before != null && Duration.between(before, now).compareTo(EVERY) < 0) {
            return false;
        }
        logged.remove(phoneNumberId);
        if (logged.size() >= MOST) {
            logged.remove(logged.keySet().iterator().next());
        }
        logged.put(phoneNumberId, now);
        return true;
    }
}
