package org.wahook.platform.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {

    @ParameterizedTest
    @CsvSource({"500ms,500", "5s,5000", "2m,120000", "1h,3600000", "0s,0", "' 7s ',7000"})
    void a_duration_is_a_number_and_a_unit(String text, long millis) {
        assertThat(Durations.parse(text)).isEqualTo(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "s", "-5s", "5 s", "1.5s", "5S", "5d", "PT5S", "9999999999s", "٥s"})
    void anything_else_is_refused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Durations.parse(text));
    }

    @Test
    void a_wait_of_nothing_is_refused_where_it_must_be_positive() {
        assertThatIllegalArgumentException().isThrownBy(() -> Durations.parsePositive("0ms"));
    }

    @Test
    void a_ladder_grows_from_step_to_step() {
        assertThat(Durations.parseLadder("5s, 30s,2m"))
                .containsExactly(Duration.ofSeconds(5), Duration.ofSeconds(30), Duration.ofMinutes(2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5s,", "5s,5s", "60s,1m", "30s,5s", "0s,5s"})
    void a_ladder_that_does_not_grow_is_refused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Durations.parseLadder(text));
    }

    @ParameterizedTest
    @CsvSource({"1500,1500ms", "5000,5s", "60000,1m", "90000,90s", "7200000,2h", "0,0s"})
    void a_duration_is_written_in_its_largest_whole_unit(long millis, String text) {
        assertThat(Durations.format(Duration.ofMillis(millis))).isEqualTo(text);
        assertThat(Durations.parse(text)).isEqualTo(Duration.ofMillis(millis));
    }
}
