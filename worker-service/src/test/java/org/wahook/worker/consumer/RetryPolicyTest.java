package org.wahook.worker.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.wahook.worker.outcome.Attempts;
import org.wahook.worker.outcome.Outcome;
import org.wahook.worker.outcome.Reason;

class RetryPolicyTest {

    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final Duration DAY = Duration.ofHours(24);
    private static final List<Duration> LADDER = List.of(
            Duration.ofSeconds(5),
            Duration.ofSeconds(30),
            Duration.ofMinutes(2),
            Duration.ofMinutes(10),
            Duration.ofHours(1));

    private final RetryPolicy policy = new RetryPolicy(LADDER, DAY);

    @Test
    void what_is_done_or_ignored_is_acked() {
        assertThat(policy.decide(Outcome.done(), Attempts.NONE, NOW)).isEqualTo(new Verdict.Ack());
        assertThat(policy.decide(new Outcome.Ignored("busy"), Attempts.NONE, NOW))
                .isEqualTo(new Verdict.Ack());
    }

    @ParameterizedTest
    @CsvSource({"0,PT5S", "1,PT30S", "2,PT2M", "3,PT10M", "4,PT1H"})
    void each_failure_waits_one_step_longer(int failedBefore, Duration step) {
        Verdict.Wait wait = waiting(failure(Optional.empty()), failed(failedBefore));

        assertThat(wait.queue()).isEqualTo(step);
        assertThat(wait.pause()).isEqualTo(step);
        assertThat(wait.attempts().made()).isEqualTo(failedBefore + 1);
        assertThat(wait.attempts().notBefore()).isEmpty();
    }

    @Test
    void after_the_last_step_a_failure_is_a_dead_letter_that_tells_all_attempts() {
        Verdict verdict = policy.decide(failure(Optional.empty()), failed(5), NOW);

        assertThat(verdict)
                .isEqualTo(new Verdict.DeadLetter(
                        new Attempts(6, 0, Optional.of(NOW), Optional.empty(), Optional.empty()),
                        Reason.RESPONSE_API_ERROR,
                        "HTTP 500"));
    }

    @Test
    void the_end_of_a_long_pause_that_comes_too_early_by_the_databases_clock_waits_on() {
        Attempts long_ago =
                new Attempts(0, 9, Optional.of(NOW.minus(Duration.ofDays(7))), Optional.empty(), Optional.empty());

        assertThat(policy.decide(
                        Outcome.waits(Reason.CONVERSATION_PAUSED, "paused", Optional.of(Duration.ofSeconds(1))),
                        long_ago,
                        NOW))
                .isInstanceOf(Verdict.Wait.class);
        assertThat(policy.decide(Outcome.waits(Reason.CLIENT_BUSY, "busy", Optional.empty()), long_ago, NOW))
                .isInstanceOf(Verdict.DeadLetter.class);
    }

    @Test
    void never_is_a_dead_letter_at_once() {
        assertThat(policy.decide(Outcome.never(Reason.GRAPH_REJECTED, "no"), Attempts.NONE, NOW))
                .isInstanceOf(Verdict.DeadLetter.class);
    }

    @Test
    void the_time_of_the_first_failure_stays() {
        Instant first = NOW.minusSeconds(100);
        Attempts before = new Attempts(1, 0, Optional.of(first), Optional.empty(), Optional.empty());

        assertThat(waiting(failure(Optional.empty()), before).attempts().firstFailedAt())
                .contains(first);
        assertThat(waiting(rateLimit(Optional.empty()), before).attempts().firstFailedAt())
                .contains(first);
        assertThat(waiting(failure(Optional.empty()), Attempts.NONE).attempts().firstFailedAt())
                .contains(NOW);
    }

    @Test
    void a_rate_limit_waits_without_costing_an_attempt() {
        Verdict.Wait wait = waiting(rateLimit(Optional.empty()), failed(3));

        assertThat(wait.attempts().made()).isEqualTo(3);
        assertThat(wait.attempts().parked()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"0,PT5S", "1,PT30S", "2,PT30S", "1000,PT30S"})
    void the_first_wait_for_nobodys_failure_is_short_and_the_next_are_the_second_step(int parked, Duration step) {
        assertThat(waiting(rateLimit(Optional.empty()), parked(parked)).queue()).isEqualTo(step);
    }

    @Test
    void a_ladder_of_one_step_is_enough() {
        RetryPolicy oneStep = new RetryPolicy(List.of(Duration.ofSeconds(1)), DAY);

        assertThat(oneStep.decide(rateLimit(Optional.empty()), parked(7), NOW))
                .isInstanceOfSatisfying(
                        Verdict.Wait.class, wait -> assertThat(wait.queue()).isEqualTo(Duration.ofSeconds(1)));
        assertThat(oneStep.decide(failure(Optional.empty()), failed(1), NOW)).isInstanceOf(Verdict.DeadLetter.class);
    }

    @Test
    void what_waits_without_costing_attempts_is_given_up_when_nobody_may_answer_any_more() {
        Attempts old =
                new Attempts(0, 9, Optional.of(NOW.minus(DAY).minusSeconds(1)), Optional.empty(), Optional.empty());
        Attempts justInTime = new Attempts(0, 9, Optional.of(NOW.minus(DAY)), Optional.empty(), Optional.empty());

        assertThat(policy.decide(rateLimit(Optional.empty()), old, NOW)).isInstanceOf(Verdict.DeadLetter.class);
        assertThat(policy.decide(rateLimit(Optional.empty()), justInTime, NOW)).isInstanceOf(Verdict.Wait.class);
    }

    /** The wait queues have fixed times: the longest that is not too long, and the rest of the time in another. */
    @ParameterizedTest
    @CsvSource({
        // asked for, queue, waits in all, comes back before its time
        "PT1S,PT5S,PT5S,false",
        "PT5S,PT5S,PT5S,false",
        "PT6S,PT5S,PT6S,true",
        "PT29.999S,PT5S,PT29.999S,true",
        "PT30S,PT30S,PT30S,false",
        "PT90S,PT30S,PT90S,true",
        "PT5M,PT2M,PT5M,true",
        "PT3H,PT1H,PT3H,true",
    })
    void a_retry_after_goes_through_the_queues_that_there_are(
            Duration asked, Duration queue, Duration inAll, boolean returnsEarly) {
        Verdict.Wait wait = waiting(rateLimit(Optional.of(asked)), Attempts.NONE);

        assertThat(wait.queue()).isEqualTo(queue);
        assertThat(wait.pause()).isEqualTo(inAll);
        assertThat(wait.attempts().notBefore())
                .isEqualTo(returnsEarly ? Optional.of(NOW.plus(asked)) : Optional.empty());
    }

    @Test
    void a_job_that_comes_back_early_goes_on_waiting_until_its_time_and_not_longer() {
        Attempts attempts = waiting(rateLimit(Optional.of(Duration.ofSeconds(47))), Attempts.NONE)
                .attempts();
        Instant time = NOW;
        int hops = 0;
        for (Optional<Verdict> early = policy.tooEarly(attempts, time.plusSeconds(30));
                early.isPresent();
                early = policy.tooEarly(attempts, time)) {
            Verdict.Wait wait = (Verdict.Wait) early.get();
            time = (hops == 0 ? time.plusSeconds(30) : time).plus(wait.queue());
            attempts = wait.attempts();
            hops++;
        }

        assertThat(hops).isEqualTo(4);
        assertThat(attempts.made()).isZero();
        assertThat(attempts.parked()).isEqualTo(1);
        assertThat(time).isEqualTo(NOW.plusSeconds(50));
    }

    @Test
    void a_retry_after_shorter_than_the_step_does_not_shorten_it() {
        assertThat(waiting(failure(Optional.of(Duration.ofSeconds(1))), failed(2))
                        .queue())
                .isEqualTo(Duration.ofMinutes(2));
        assertThat(waiting(failure(Optional.of(Duration.ofMinutes(10))), failed(0))
                        .queue())
                .isEqualTo(Duration.ofMinutes(10));
    }

    @Test
    void a_retry_after_of_years_ends_with_the_time_in_which_anyone_may_answer() {
        Optional<Duration> years = Optional.of(Duration.ofSeconds(99_999_999));

        assertThat(waiting(rateLimit(years), Attempts.NONE).pause()).isEqualTo(DAY);
        assertThat(waiting(failure(years), Attempts.NONE).pause()).isEqualTo(DAY);
    }

    @ParameterizedTest
    @CsvSource({"0,1", "1,4", "2,16", "3,64", "4,256", "8,65536", "30,65536"})
    void a_pair_limit_waits_for_4_to_the_power_of_the_refusals(int parked, long seconds) {
        Outcome limit = Outcome.waits(Reason.GRAPH_PAIR_LIMITED, "131056", Optional.empty());
        Verdict.Wait wait = waiting(limit, parked(parked));

        assertThat(wait.pause()).isEqualTo(Duration.ofSeconds(Math.max(seconds, 5)));
        assertThat(wait.attempts().made()).isZero();
    }

    private Verdict.Wait waiting(Outcome outcome, Attempts attempts) {
        return (Verdict.Wait) policy.decide(outcome, attempts, NOW);
    }

    private static Outcome failure(Optional<Duration> pause) {
        return Outcome.failed(Reason.RESPONSE_API_ERROR, "HTTP 500", pause);
    }

    private static Outcome rateLimit(Optional<Duration> pause) {
        return Outcome.waits(Reason.GRAPH_RATE_LIMITED, "(#130429)", pause);
    }

    private static Attempts failed(int times) {
        return new Attempts(
                times, 0, times == 0 ? Optional.empty() : Optional.of(NOW), Optional.empty(), Optional.empty());
    }

    private static Attempts parked(int times) {
        return new Attempts(
                0, times, times == 0 ? Optional.empty() : Optional.of(NOW), Optional.empty(), Optional.empty());
    }
}
