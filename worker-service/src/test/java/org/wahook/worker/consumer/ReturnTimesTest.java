package org.wahook.worker.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReturnTimesTest {

    private static final Duration TURN = Duration.ofSeconds(4);
    private static final long NOW = Long.MAX_VALUE - 5;

    private final ReturnTimes times = new ReturnTimes(2, NOW);

    @Test
    void jobs_that_are_put_off_come_back_one_after_the_other_as_places_become_free() {
        assertThat(putOff(4))
                .containsExactly(TURN, Duration.ofSeconds(6), Duration.ofSeconds(8), Duration.ofSeconds(10));
    }

    @Test
    void none_stays_away_for_longer_than_half_a_minute_however_many_are_put_off() {
        assertThat(putOff(1000)).allMatch(pause -> pause.compareTo(Duration.ofSeconds(30)) <= 0);
        assertThat(times.next(TURN, NOW)).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void a_job_that_is_put_off_after_the_others_have_come_back_waits_for_a_turn() {
        putOff(4);

        assertThat(times.next(TURN, NOW + Duration.ofMinutes(1).toNanos())).isEqualTo(TURN);
    }

    @Test
    void turns_of_an_ai_that_takes_a_minute_are_not_waited_for() {
        assertThat(times.next(Duration.ofMinutes(1), NOW)).isEqualTo(Duration.ofSeconds(30));
    }

    private List<Duration> putOff(int jobs) {
        return IntStream.range(0, jobs).mapToObj(i -> times.next(TURN, NOW)).toList();
    }
}
