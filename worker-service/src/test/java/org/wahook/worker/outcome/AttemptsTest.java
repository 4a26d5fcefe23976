package org.wahook.worker.outcome;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.impl.LongStringHelper;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.wahook.platform.broker.MessageHeaders;

class AttemptsTest {

    private static final Instant FIRST = Instant.parse("2026-11-22T11:00:00.123Z");
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

    @Test
    void a_job_without_headers_has_nothing_behind_it() {
        assertThat(Attempts.of(Map.of())).isEqualTo(Attempts.NONE);
    }

    @Test
    void attempts_come_back_from_the_headers_as_they_were_written() {
        Attempts attempts = new Attempts(3, 7, Optional.of(FIRST), Optional.of(NOW.plusSeconds(40)), Optional.empty());
        Map<String, Object> headers =
                new HashMap<>(DeadLetterPublications.failure(Reason.RESPONSE_API_ERROR, "no", attempts, NOW));
        headers.put(MessageHeaders.NOT_BEFORE, NOW.plusSeconds(40).toEpochMilli());
        // The broker hands text back as its own type.
        headers.replaceAll((name, value) -> value instanceof String text ? LongStringHelper.asLongString(text) : value);

        assertThat(Attempts.of(headers)).isEqualTo(attempts);
    }

    @Test
    void a_failure_or_a_wait_ends_the_time_before_which_nothing_was_to_be_done() {
        Attempts waiting = Attempts.NONE.waitingUntil(NOW);

        assertThat(waiting.failed(NOW))
                .isEqualTo(new Attempts(1, 0, Optional.of(NOW), Optional.empty(), Optional.empty()));
        assertThat(waiting.parkedAgain(NOW))
                .isEqualTo(new Attempts(0, 1, Optional.of(NOW), Optional.empty(), Optional.empty()));
    }

    @Test
    void what_somebody_else_wrote_into_the_headers_breaks_nothing() {
        Map<String, Object> headers =
                Map.of(MessageHeaders.ATTEMPTS, "many", MessageHeaders.FIRST_FAILED_AT, "yesterday");

        assertThat(Attempts.of(headers)).isEqualTo(Attempts.NONE);
    }

    @Test
    void an_error_of_many_lines_becomes_one_short_line() {
        Map<String, Object> headers = DeadLetterPublications.failure(
                Reason.UNEXPECTED_ERROR, "a\nb\t c" + "x".repeat(1000), Attempts.NONE, NOW);

        assertThat(headers.get(MessageHeaders.ERROR))
                .asString()
                .startsWith("a b cx")
                .hasSizeLessThan(510)
                .doesNotContain("\n");
        assertThat(headers.get(MessageHeaders.REASON)).isEqualTo("unexpected_error");
    }
}
