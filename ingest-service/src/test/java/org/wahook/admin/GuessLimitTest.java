package org.wahook.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class GuessLimitTest {

    private final AtomicLong nanos = new AtomicLong();
    private final GuessLimit guesses = new GuessLimit(nanos::get);

    @Test
    void wrong_tokens_are_forgiven_after_a_while_and_each_address_counts_alone() {
        for (int i = 0; i < GuessLimit.FREE; i++) {
            assertThat(guesses.wrong("192.0.2.1")).isZero();
        }

        assertThat(guesses.wrong("192.0.2.1")).isPositive();
        assertThat(guesses.wrong("192.0.2.2")).isZero();
        nanos.addAndGet(Duration.ofMinutes(6).toNanos());
        assertThat(guesses.wrong("192.0.2.1")).isZero();
    }
}
