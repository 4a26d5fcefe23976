package org.wahook.ingest.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class InFlightLimitTest {

    private final InFlightLimit intake = new InFlightLimit(2, 100, new SimpleMeterRegistry());

    @Test
    void there_is_room_until_the_requests_are_too_many() {
        assertThat(intake.enter(1)).isPresent();
        assertThat(intake.enter(1)).isPresent();
        assertThat(intake.enter(1)).isEmpty();
    }

    @Test
    void there_is_room_until_the_bytes_are_too_many() {
        assertThat(intake.enter(100)).isPresent();
        assertThat(intake.enter(1)).isEmpty();
    }

    @Test
    void a_refusal_takes_nothing() {
        Optional<InFlightLimit.Room> first = intake.enter(60);

        assertThat(intake.enter(41)).isEmpty();
        assertThat(intake.enter(41)).isEmpty();
        assertThat(intake.enter(40)).isPresent();
        assertThat(first).isPresent();
    }

    @Test
    void room_that_is_given_back_is_there_again() {
        for (int i = 0; i < 10; i++) {
            try (InFlightLimit.Room _ = intake.enter(100).orElseThrow()) {
                assertThat(intake.enter(1)).isEmpty();
            }
        }
        assertThat(intake.enter(100)).isPresent();
    }
}
