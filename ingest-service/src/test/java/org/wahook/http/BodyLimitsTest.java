package org.wahook.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BodyLimitsTest {

    private final BodyLimits limits = new BodyLimits(1_000_000, Duration.ofSeconds(20));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // since the beginning, since the last byte, bytes
                "  0 |  0 |       0 | false",
                "  4 |  4 |       0 | false",
                "  6 |  6 |       0 | true ",
                "  6 |  1 |     100 | true ",
                "  6 |  1 |  10_000 | false",
                " 15 |  1 |  10_000 | true ",
                " 15 |  1 |  20_000 | false",
                " 15 |  6 | 900_000 | true ",
                " 21 |  0 | 999_999 | true ",
            })
    void a_body_is_too_slow_when_it_stands_still_or_drips_or_takes_too_long(
            int sinceBegin, int sinceLast, String bytes, boolean slow) {
        assertThat(limits.isTooSlow(
                        Duration.ofSeconds(sinceBegin).toNanos(),
                        Duration.ofSeconds(sinceLast).toNanos(),
                        Long.parseLong(bytes.replace("_", "").strip())))
                .isEqualTo(slow);
    }
}
