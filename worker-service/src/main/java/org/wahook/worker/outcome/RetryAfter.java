package org.wahook.worker.outcome;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The HTTP header {@code Retry-After} (RFC 9110, section 10.2.3): seconds, or a date. */
public final class RetryAfter {

    /** Nobody means more than this, and what is longer is no reason to leave a customer without an answer. */
    private static final Duration LONGEST = Duration.ofDays(31);

    private RetryAfter() {}

    /** Zero to 31 days; empty where the header is missing, asks for more, or makes no sense. */
    public static Optional<Duration> of(@Nullable String header, Clock clock) {
        if (header == null) {
            return Optional.empty();
        }
        return pause(header.strip(), clock).filter(pause -> pause.compareTo(LONGEST) <= 0);
    }

    private static Optional<Duration> pause(String text, Clock clock) {
        if (text.matches("\\d{1,8}")) {
            return Optional.of(Duration.ofSeconds(Long.parseLong(text)));
        }
        try {
            Instant date = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            Duration pause = Duration.between(clock.instant(), date);
            return Optional.of(pause.isNegative() ? Duration.ZERO : pause);
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
