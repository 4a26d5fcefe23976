package org.wahook.worker.outcome;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-22T12:00:00Z"), ZoneOffset.UTC);

    @ParameterizedTest
    @CsvSource({
        "120,PT2M",
        "' 7 ',PT7S",
        "0,PT0S",
        "2678400,PT744H",
        "'Sun, 22 Nov 2026 12:01:30 GMT',PT1M30S",
        // A date that is over means now.
        "'Sun, 22 Nov 2026 11:59:00 GMT',PT0S",
    })
    void seconds_and_dates_are_understood(String header, Duration pause) {
        assertThat(RetryAfter.of(header, CLOCK)).contains(pause);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "soon",
                "-5",
                "1.5",
                "999999999999",
                "99999999",
                "99999999999999999999999999",
                "Fri, 31 Dec 9999 23:59:59 GMT",
                "2026-11-22T12:00:00Z",
                "Sun, 32 Nov 2026 12:00:00 GMT"
            })
    void what_makes_no_sense_says_nothing(String header) {
        assertThat(RetryAfter.of(header, CLOCK)).isEmpty();
    }

    @Test
    void a_missing_header_says_nothing() {
        assertThat(RetryAfter.of(null, CLOCK)).isEmpty();
    }
}
