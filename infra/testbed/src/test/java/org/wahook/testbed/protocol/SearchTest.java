package org.wahook.testbed.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The protocol has no fault that the small searches find, and each of its guards keeps one away. */
class SearchTest {

    private static final int MOST_STATES = 3_000_000;

    static List<Scenario> small() {
        return Scenarios.small();
    }

    @ParameterizedTest
    @MethodSource("small")
    void whatever_happens_all_properties_hold(Scenario scenario) {
        Search.Result result = Search.run(scenario, MOST_STATES);

        assertThat(result.violation()).as(result::toString).isEmpty();
        assertThat(result.complete()).as(result::toString).isTrue();
    }

    static Stream<Arguments> mends() {
        return Stream.of(
                Arguments.of(Scenarios.PEOPLE_AND_A_REFUSAL, Mend.LEFT_OVER_SEES_PEOPLE, Violation.FORGOTTEN),
                Arguments.of(Scenarios.CUT_AND_FAILURE, Mend.HELD_TURN_ENDS_NO_JOB, Violation.FORGOTTEN),
                Arguments.of(
                        Scenarios.PERSON_FAILS_IN_A_PAUSE, Mend.GIVES_UP_OWN_PARTS, Violation.ANSWERED_WITHOUT_REPLY),
                Arguments.of(Scenarios.TWO_COPIES, Mend.FENCED_BY_NUMBER, Violation.LETTER_WITHOUT_MARKS),
                Arguments.of(Scenarios.UNCERTAIN_AND_REPLAYED, Mend.KEEPS_UNCERTAINTY, Violation.ANSWERED_TWICE),
                Arguments.of(Scenarios.BUG, Mend.UNEXPECTED_NAMES_MESSAGES, Violation.EMPTY_LETTER),
                Arguments.of(Scenarios.PAUSE_AND_REFUSAL, Mend.PAUSE_SHELTERS, Violation.GIVEN_UP_DURING_PAUSE),
                Arguments.of(Scenarios.FROZEN_AND_KILLED, Mend.SWEEPER, Violation.FORGOTTEN),
                Arguments.of(Scenarios.SUPERSEDED, Mend.SUPERSEDED_SEES_MESSAGES, Violation.WAITS_IN_VAIN),
                Arguments.of(Scenarios.CALLED_BACK_AND_KILLED, Mend.WAIT_HAS_TIMER, Violation.FORGOTTEN),
                Arguments.of(Scenarios.CALLED_BACK_AND_KILLED, Mend.TIMER_COMES_AGAIN, Violation.FORGOTTEN),
                Arguments.of(Scenarios.CALLED_BACK_AND_KILLED, Mend.CALLBACK_WAKES_AGAIN, Violation.ANSWER_WAITS),
                Arguments.of(Scenarios.SUPERSEDED, Mend.ANSWER_WAKES_HOLDER, Violation.ANSWER_WAITS),
                Arguments.of(Scenarios.CALLED_BACK_AND_PAUSED, Mend.OFFER_KEEPS_ANSWERS, Violation.ANSWER_LOST),
                Arguments.of(Scenarios.CALLED_BACK, Mend.DEADLINE_SEES_ANSWERS, Violation.ANSWER_LOST),
                Arguments.of(Scenarios.FOLLOWED_UP, Mend.FOLLOW_UP_SEES_MESSAGES, Violation.FOLLOWED_UP_IN_VAIN),
                Arguments.of(
                        Scenarios.FOLLOWED_UP_AND_CUT, Mend.FOLLOW_UP_KNOWS_ITS_REPLY, Violation.FOLLOWED_UP_TWICE),
                Arguments.of(Scenarios.FOLLOWED_UP_AND_CUT, Mend.FOLLOW_UP_IS_FENCED, Violation.DRAFT_LEFT),
                Arguments.of(Scenarios.FOLLOWED_UP, Mend.FOLLOW_UP_LEAVES_NO_DRAFT, Violation.DRAFT_LEFT),
                Arguments.of(Scenarios.FOLLOWED_UP, Mend.FOLLOW_UP_STAYS_WITH_ITS_REPLY, Violation.DRAFT_LEFT));
    }

    /** Without the sweeper, which would find what another guard should not have left. */
    @ParameterizedTest
    @MethodSource("mends")
    void a_guard_that_is_taken_out_is_missed(Scenario scenario, Mend taken, Violation found) {
        Search.Result result = Search.run(scenario.without(taken, Mend.SWEEPER), MOST_STATES);

        assertThat(result.violation()).as(result::toString).contains(found);
    }

    @Test
    void every_guard_is_taken_out_once() {
        assertThat(mends().map(it -> it.get()[1])).containsExactlyInAnyOrder((Object[]) Mend.values());
    }

    @ParameterizedTest
    @MethodSource("withoutDeaths")
    void where_no_worker_dies_the_sweeper_has_nothing_to_find(Scenario scenario) {
        Search.Result result = Search.run(scenario.without(Mend.SWEEPER), MOST_STATES);

        assertThat(result.violation()).as(result::toString).isEmpty();
    }

    static List<Scenario> withoutDeaths() {
        return Scenarios.small().stream()
                .filter(it -> !it.limits().containsKey(Scenario.Event.WORKER_DIES))
                .toList();
    }
}
