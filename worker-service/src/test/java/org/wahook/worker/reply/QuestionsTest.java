package org.wahook.worker.reply;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.wahook.platform.config.Secret;
import org.wahook.shared.account.Account;
import org.wahook.shared.formatting.TextParts;
import org.wahook.worker.responder.HistoryEntry;
import org.wahook.worker.responder.HistoryEntry.Role;
import org.wahook.worker.responder.Question;

class QuestionsTest {

    private static final Instant T0 = Instant.parse("2026-11-22T12:00:00Z");

    private final List<StoredMessage> rows = new ArrayList<>();

    @Test
    void the_history_goes_by_turns_and_the_unanswered_messages_come_last() {
        inbound(1, "answered", 1, "Hello");
        outbound(2, "read", 1, 1, "Hi!");
        inbound(3, "answered", 2, "Do you have it in red?");
        outbound(4, "delivered", 2, 1, "Yes");
        inbound(5, "pending", 0, "And in blue?");
        inbound(6, "pending", 0, "Or green?");

        assertThat(asked())
                .containsExactly(
                        user("Hello"),
                        bot("Hi!"),
                        user("Do you have it in red?"),
                        bot("Yes"),
                        user("And in blue?"),
                        user("Or green?"));
    }

    @Test
    void a_message_that_came_while_the_reply_before_was_made_stands_after_that_reply() {
        inbound(1, "answered", 1, "one");
        inbound(2, "answered", 2, "two, during the turn of one");
        outbound(3, "sent", 1, 1, "to one");
        outbound(4, "sent", 2, 1, "to two");
        inbound(5, "pending", 0, "three");

        assertThat(asked())
                .containsExactly(
                        user("one"), bot("to one"), user("two, during the turn of one"), bot("to two"), user("three"));
    }

    @Test
    void the_parts_of_a_long_reply_that_an_earlier_version_has_kept_are_one_thing_that_was_said() {
        inbound(1, "answered", 1, "Tell me all");
        outbound(2, "sent", 1, 1, "First");
        outbound(3, "sent", 1, 2, "second");
        outbound(4, "sent", 1, 3, "third.");
        inbound(5, "answered", 2, "More");
        outbound(6, "sent", 2, 1, "No");
        inbound(7, "pending", 0, "Please");

        assertThat(asked())
                .containsExactly(
                        user("Tell me all"), bot("First second third."), user("More"), bot("No"), user("Please"));
    }

    @Test
    void a_long_reply_is_told_as_the_ai_has_said_it_with_its_line_breaks_and_long_words() {
        String reply = "a".repeat(4000) + " \n\n" + "b".repeat(10_000) + "\n- end";
        inbound(1, "answered", 1, "Tell me all");
        int part = 0;
        for (String text : TextParts.of(reply)) {
            part++;
            outbound(1 + part, "sent", 1, part, text);
        }
        inbound(99, "pending", 0, "More");

        assertThat(asked()).containsExactly(user("Tell me all"), bot(reply), user("More"));
    }

    @Test
    void where_the_history_begins_inside_a_long_reply_it_begins_with_the_question_after_it() {
        outbound(3, "sent", 1, 2, "second");
        outbound(4, "sent", 1, 3, "third.");
        inbound(5, "pending", 0, "More");

        assertThat(asked()).containsExactly(user("More"));
    }

    @Test
    void a_reply_that_did_not_go_out_was_not_said() {
        inbound(1, "failed", 0, "Hello?");
        outbound(2, "failed", 1, 1, "refused by Meta");
        outbound(3, "draft", 2, 1, "never sent");
        inbound(4, "pending", 0, "Anyone?");

        assertThat(asked()).containsExactly(user("Hello?"), user("Anyone?"));
    }

    @Test
    void pending_messages_of_a_later_turn_are_no_part_of_this_question() {
        inbound(1, "pending", 0, "mine");
        inbound(2, "pending", 0, "of the next turn");

        Question question = Questions.of(open(List.of(rows.getFirst())));

        assertThat(question.history()).containsExactly(user("mine"));
    }

    /** Messages that the bot met with silence, or that were given up, have no turn of their own. */
    @Test
    void what_was_left_unanswered_long_ago_stands_where_it_was_said_and_not_at_the_end() {
        inbound(1, "answered", 1, "Hello");
        outbound(2, "sent", 1, 1, "Hi!");
        inbound(3, "ignored", 0, "thumbs up, and the bot was silent");
        inbound(4, "failed", 0, "while the bot was broken");
        inbound(5, "answered", 4, "Do you have it in red?");
        outbound(6, "sent", 4, 1, "Yes");
        inbound(7, "pending", 0, "And in blue?");

        assertThat(asked())
                .containsExactly(
                        user("Hello"),
                        bot("Hi!"),
                        user("thumbs up, and the bot was silent"),
                        user("while the bot was broken"),
                        user("Do you have it in red?"),
                        bot("Yes"),
                        user("And in blue?"));
    }

    @Test
    void of_messages_that_meta_delivered_out_of_order_its_timestamp_tells_the_order() {
        rows.add(message(1, true, "pending", 0, 0, "second", T0.plusSeconds(9)));
        rows.add(message(2, true, "pending", 0, 0, "first", T0.plusSeconds(8)));
        rows.add(message(3, true, "pending", 0, 0, "third, in the same second", T0.plusMillis(9_001)));

        assertThat(asked()).containsExactly(user("first"), user("second"), user("third, in the same second"));
    }

    @Test
    void the_key_is_the_same_for_every_attempt_and_another_when_a_message_has_come() {
        inbound(1, "pending", 0, "one");
        String first = Questions.of(open(pending())).idempotencyKey();
        String again = Questions.of(new OpenTurn(turn(99), account(), rows, pending(), List.of()))
                .idempotencyKey();
        inbound(2, "pending", 0, "two");
        String other = Questions.of(open(pending())).idempotencyKey();

        assertThat(again).isEqualTo(first);
        assertThat(other).isNotEqualTo(first);
    }

    private List<HistoryEntry> asked() {
        return Questions.of(open(pending())).history();
    }

    private OpenTurn open(List<StoredMessage> pending) {
        return new OpenTurn(turn(7), account(), Transcript.asSaid(rows), pending, List.of());
    }

    private List<StoredMessage> pending() {
        return rows.stream().filter(StoredMessage::pending).toList();
    }

    private void inbound(long id, String status, long turn, String text) {
        rows.add(message(id, true, status, turn, 0, text, T0.plusSeconds(id)));
    }

    private void outbound(long id, String status, long turn, int part, String text) {
        rows.add(message(id, false, status, turn, part, text, T0.plusSeconds(id)));
    }

    private static StoredMessage message(
            long id, boolean inbound, String status, long turn, int part, String text, Instant at) {
        return new StoredMessage(
                id,
                inbound,
                status,
                text,
                false,
                Optional.of("wamid." + id),
                turn == 0 ? Optional.empty() : Optional.of(turn),
                part,
                0,
                Optional.empty(),
                at,
                Optional.empty());
    }

    private static ClaimedTurn turn(long number) {
        return new ClaimedTurn(
                "job",
                1,
                number,
                1,
                new UUID(0, 1),
                "shop",
                "4915112345678",
                Optional.empty(),
                Optional.empty(),
                new BotState(false, 0, Optional.empty()));
    }

    private static Account account() {
        return new Account(new UUID(0, 1), "shop", "123", new Secret("key"), new Secret("token"), Optional.empty());
    }

    private static HistoryEntry user(String text) {
        return new HistoryEntry(Role.USER, text);
    }

    private static HistoryEntry bot(String text) {
        return new HistoryEntry(Role.ASSISTANT, text);
    }
}
