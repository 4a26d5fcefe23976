package org.wahook.worker.reply;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.wahook.worker.testing.WorkerDatabase;

/** What bots want done besides messages: once, by who has the turn, and so many times a day for each conversation. */
class BotActionsTest {

    private static final String HANDOFF = "{\"handoff\":{\"reason\":\"angry\",\"summary\":\"\"}}";
    private static final String FOLLOW_UP = "{\"followUp\":{\"id\":\"remind\",\"afterSeconds\":60}}";

    @AutoClose
    private static final WorkerDatabase database = WorkerDatabase.create();

    private final TurnFixture fixture = new TurnFixture(database);
    private final BotStates states = fixture.replies.states();
    private final ClaimedTurn turn = fixture.claim("job-1");

    private void wants(String actions) {
        database.run(
                "UPDATE whatsapp_conversations SET bot_actions = ?::jsonb WHERE id = ?", actions, fixture.conversation);
    }

    private void wereMade(int handoffs, int followUps, int daysAgo) {
        database.run(
                "UPDATE whatsapp_conversations SET handoffs_of_day = ?, follow_ups_of_day = ?,"
                        + " handoff_day = current_date - ?, follow_up_day = current_date - ? WHERE id = ?",
                handoffs,
                followUps,
                daysAgo,
                daysAgo,
                fixture.conversation);
    }

    private String conversation(String column) {
        return database.column(
                        "SELECT coalesce((" + column + ")::text, '-') FROM whatsapp_conversations WHERE id = ?",
                        fixture.conversation)
                .getFirst();
    }

    private String timers() {
        return String.join(
                ",",
                database.column(
                        "SELECT kind FROM conversation_timers WHERE conversation_id = ?", fixture.conversation));
    }

    @ParameterizedTest
    @CsvSource({"2, 0, true, 3", "3, 0, false, 3", "3, 1, true, 1"})
    void three_handovers_are_made_on_a_day_and_three_on_the_next(int before, int daysAgo, boolean made, String count) {
        wereMade(before, 0, daysAgo);
        wants(HANDOFF);

        assertThat(states.finish(turn).isPresent()).isEqualTo(made);

        assertThat(conversation("bot_paused")).isEqualTo(String.valueOf(made));
        assertThat(conversation("handoffs_of_day")).isEqualTo(count);
        assertThat(conversation("bot_actions")).as("it is not wanted any more").isEqualTo("-");
    }

    @ParameterizedTest
    @CsvSource({"2, 0, followUp, 3", "3, 0, '', 3", "3, 1, followUp, 1"})
    void three_follow_ups_are_made_on_a_day_and_three_on_the_next(int before, int daysAgo, String made, String count) {
        wereMade(0, before, daysAgo);
        wants(FOLLOW_UP);

        states.finish(turn);

        assertThat(timers()).isEqualTo(made);
        assertThat(conversation("follow_ups_of_day")).isEqualTo(count);
    }

    @Test
    void one_that_comes_again_does_not_count_again() {
        wants(HANDOFF);
        states.finish(turn);

        assertThat(states.finish(turn)).isEmpty();

        assertThat(conversation("handoffs_of_day")).isEqualTo("1");
    }

    @Test
    void who_has_lost_the_turn_does_nothing_of_it() {
        wants(HANDOFF);
        fixture.claim("job-1");

        assertThat(states.finish(turn)).isEmpty();

        assertThat(conversation("bot_paused")).isEqualTo("false");
        assertThat(conversation("bot_actions -> 'handoff' IS NOT NULL")).isEqualTo("true");
    }

    @Test
    void a_handover_beside_a_pause_has_no_end() {
        wants("{\"handoff\":{\"reason\":\"angry\"},\"pauseSeconds\":60}");

        states.finish(turn);

        assertThat(timers()).isEmpty();
        assertThat(conversation("bot_paused")).isEqualTo("true");
        assertThat(conversation("bot_paused_until")).isEqualTo("-");
    }

    @Test
    void a_follow_up_begins_anew_where_another_was_tried_before() {
        database.run(
                "INSERT INTO conversation_timers (conversation_id, kind, due_at, fired, job_id, reply_turn)"
                        + " VALUES (?, 'followUp', now(), 2, 'followUp:before', 1)",
                fixture.conversation);
        wants(FOLLOW_UP);

        states.finish(turn);

        assertThat(database.column(
                        "SELECT fired || ' ' || coalesce(reply_turn::text, '-') || ' ' || (job_id <> 'followUp:before') || ' ' || version"
                                + " FROM conversation_timers WHERE conversation_id = ?",
                        fixture.conversation))
                .containsExactly("0 - true " + turn.inboundSeq());
    }
}
