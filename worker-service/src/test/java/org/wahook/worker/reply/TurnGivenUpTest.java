package org.wahook.worker.reply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wahook.worker.reply.TurnFixture.pending;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.JdbiException;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.wahook.platform.database.DatabaseErrors;
import org.wahook.worker.outcome.Reason;
import org.wahook.worker.reply.TurnResolution.GivenUp;
import org.wahook.worker.testing.Background;
import org.wahook.worker.testing.Client;
import org.wahook.worker.testing.WorkerDatabase;

/** A turn that is given up is free for others, and what is revived later finds its holder. */
class TurnGivenUpTest {

    @AutoClose
    private static final WorkerDatabase database = WorkerDatabase.create();

    private final TurnFixture fixture = new TurnFixture(database);
    private final Turns turns = fixture.turns;
    private final Replies replies = fixture.replies;
    private final Transcript transcript = fixture.transcript;
    private final Client client = fixture.client;
    private final long conversation = fixture.conversation;

    @Test
    void giving_up_frees_the_turn_and_tells_whether_others_wait() {
        long first = database.inbound(conversation, "wamid.1", "one");
        assertThat(othersWaitAfter(fixture.claim("job-1"), first)).isFalse();
        assertThat(database.statuses(conversation, "inbound")).containsExactly("failed");

        long second = database.inbound(conversation, "wamid.2", "two");
        ClaimedTurn turn = fixture.claim("job-2");
        database.inbound(conversation, "wamid.3", "three");
        assertThat(othersWaitAfter(turn, second))
                .as("the third message came after what the turn saw")
                .isTrue();
        assertThat(database.statuses(conversation, "inbound")).containsExactly("failed", "failed", "pending");
        assertThat(turns.claim("job-3", conversation)).isPresent();
    }

    @Test
    void a_persons_message_that_came_during_the_turn_waits_for_a_job_of_its_own() {
        long question = database.inbound(conversation, "wamid.1", "one");
        ClaimedTurn turn = fixture.claim("job-1");
        fixture.person("I am here.");

        assertThat(othersWaitAfter(turn, question)).isTrue();
        assertThat(database.statuses(conversation, "outbound")).containsExactly("draft");
    }

    @Test
    void a_persons_second_message_waits_for_a_job_of_its_own_when_the_first_is_given_up() {
        long first = fixture.person("one");
        ClaimedTurn turn = fixture.claim("job-1");
        fixture.person("two");

        assertThat(othersWaitAfter(turn, first)).isTrue();
        assertThat(database.statuses(conversation, "outbound")).containsExactly("failed", "draft");
    }

    @Test
    void giving_up_a_persons_message_leaves_the_bots_reply_to_a_question_that_still_waits() {
        ClaimedTurn turn = fixture.draftedTurn("job-1");
        long person = fixture.person("I take over.");

        assertThat(fixture.giveUp(turn, person)).isEqualTo(GivenUp.DONE);

        assertThat(database.statuses(conversation, "inbound")).containsExactly("pending");
        assertThat(database.statuses(conversation, "outbound")).containsExactly("draft", "failed");
    }

    @Test
    void a_copy_of_the_job_that_lost_its_turn_gives_up_nothing_and_writes_no_letter() {
        long question = database.inbound(conversation, "wamid.1", "one");
        ClaimedTurn old = fixture.claim("job-1");
        ClaimedTurn turn = fixture.claim("job-1");
        assertThat(replies.keep(fixture.open(turn), List.of("the reply"))).isNotEmpty();

        assertThat(replies.resolution().giveUp(old, List.of(question), Reason.DELIVERY_LIMIT, "lost", othersWait -> {
                    throw new AssertionError("a letter about a turn of another");
                }))
                .isEqualTo(GivenUp.TAKEN_OVER);

        assertThat(database.statuses(conversation, "inbound")).containsExactly("pending");
        assertThat(database.statuses(conversation, "outbound")).containsExactly("sending");
        assertThat(turns.claim("job-3", conversation)).isEmpty();
    }

    @Test
    void what_the_broker_does_not_confirm_is_not_given_up() {
        long question = database.inbound(conversation, "wamid.1", "one");
        ClaimedTurn turn = fixture.claim("job-1");

        assertThat(replies.resolution().giveUp(turn, List.of(question), Reason.GRAPH_REJECTED, "no", others -> false))
                .isEqualTo(GivenUp.UNCONFIRMED);

        assertThat(database.statuses(conversation, "inbound")).containsExactly("pending");
        assertThat(turns.claim("job-2", conversation))
                .as("the turn is still ours")
                .isEmpty();
    }

    @Test
    void what_an_old_holder_abandons_or_fails_of_a_person_is_left_alone() {
        ClaimedTurn old = fixture.draftedTurn("job-1");
        long person = fixture.person("I am here.");
        fixture.claim("job-1");

        replies.resolution().abandon(old, old.number(), Reason.REPLY_TOO_OLD);
        replies.resolution().humanFailed(old, List.of(person), Reason.GRAPH_REJECTED, "no");

        assertThat(database.statuses(conversation, "outbound")).containsExactly("draft", "draft");
    }

    @Test
    void what_is_revived_wakes_the_holder_of_the_turn_and_a_kept_reply_is_a_draft_again() {
        ClaimedTurn failed = fixture.draftedTurn("job-1");
        fixture.giveUp(failed, question());
        assertThat(database.statuses(conversation, "outbound")).containsExactly("failed");

        ClaimedTurn other = fixture.claim("job-2");
        turns.revive(conversation, List.of("wamid.1"));

        assertThat(turns.release(other, Optional.empty()))
                .as("it must see what was revived")
                .isFalse();
        assertThat(database.statuses(conversation, "inbound")).containsExactly("pending");
        assertThat(database.statuses(conversation, "outbound")).containsExactly("draft");
        assertThat(transcript.replyOf(conversation, failed.number())).hasSize(1);
    }

    @Test
    void a_part_that_meta_may_have_is_uncertain_again_when_it_is_revived() {
        ClaimedTurn turn = uncertainTurn();
        String settleAt = settleAt();
        fixture.giveUp(turn, question());
        turns.revive(conversation, List.of("wamid.1"));

        assertThat(database.statuses(conversation, "outbound")).containsExactly("sending");
        assertThat(settleAt()).isEqualTo(settleAt);
    }

    @Test
    void a_part_whose_worker_died_in_the_send_is_settled_from_the_beginning_when_it_is_revived() {
        ClaimedTurn turn = uncertainTurn();
        database.run("UPDATE messages SET settle_at = NULL WHERE conversation_id = ?", conversation);
        fixture.giveUp(turn, question());
        turns.revive(conversation, List.of("wamid.1"));

        StoredMessage part = transcript.replyOf(conversation, turn.number()).getFirst();
        assertThat(part.status()).isEqualTo("sending");
        assertThat(part.settleAt()).isEmpty();
    }

    @Test
    void a_part_that_meta_accepted_after_it_was_given_up_is_sent() {
        ClaimedTurn turn = uncertainTurn();
        fixture.giveUp(turn, question());
        StoredMessage part = transcript.replyOf(conversation, turn.number()).getFirst();
        assertThat(replies.isWithMeta(part.id())).isFalse();

        replies.sent(client.accountId(), part.id(), "wamid.late");
        turns.revive(conversation, List.of("wamid.1"));

        assertThat(database.statuses(conversation, "outbound")).containsExactly("sent");
        assertThat(replies.isWithMeta(part.id())).isTrue();
    }

    @Test
    void a_replay_that_comes_between_the_letter_and_the_marks_waits_for_them() {
        long question = database.inbound(conversation, "wamid.1", "one");
        ClaimedTurn turn = fixture.claim("job-1");
        List<Background<Boolean>> replay = new ArrayList<>();

        replies.resolution().giveUp(turn, List.of(question), Reason.GRAPH_REJECTED, "no", othersWait -> {
            replay.add(Background.start(this::reviveOnceUnlocked));
            database.awaitLockWait("FOR NO KEY UPDATE");
            return true;
        });

        assertThat(replay.getFirst().result()).isTrue();
        assertThat(database.statuses(conversation, "inbound")).containsExactly("pending");
    }

    @Test
    void reviving_twice_or_what_was_answered_changes_nothing() {
        fixture.answeredTurn("job-1");
        String before = database.column("SELECT inbound_seq FROM whatsapp_conversations WHERE id = ?", conversation)
                .getFirst();
        turns.revive(conversation, List.of("wamid.1"));
        turns.revive(conversation, List.of("wamid.1", "wamid.unknown"));

        assertThat(database.statuses(conversation, "inbound")).containsExactly("answered");
        assertThat(database.column(
                        "SELECT id FROM messages WHERE conversation_id = ? AND replayed_at IS NOT NULL", conversation))
                .isEmpty();
        assertThat(database.column("SELECT inbound_seq FROM whatsapp_conversations WHERE id = ?", conversation))
                .containsExactly(before);
    }

    /**
     * As a job does that is delivered again: a wait for a row ends after half a second, which a busy machine may need.
     */
    private boolean reviveOnceUnlocked() {
        while (true) {
            try {
                turns.revive(conversation, List.of("wamid.1"));
                return true;
            } catch (JdbiException e) {
                if (!DatabaseErrors.isLocked(e)) {
                    throw e;
                }
            }
        }
    }

    private boolean othersWaitAfter(ClaimedTurn turn, long given) {
        List<Boolean> told = new ArrayList<>();
        replies.resolution().giveUp(turn, List.of(given), Reason.GRAPH_REJECTED, "no", told::add);
        return told.getFirst();
    }

    /** Meta was asked to send its reply and said nothing. */
    private ClaimedTurn uncertainTurn() {
        database.inbound(conversation, "wamid.1", "one");
        ClaimedTurn turn = fixture.claim("job-1");
        StoredMessage part =
                replies.keep(fixture.open(turn), List.of("the reply")).getFirst();
        replies.unknown(client.accountId(), part, Duration.ofMinutes(1), "no answer");
        return turn;
    }

    private long question() {
        return pending(transcript.load(conversation)).getFirst().id();
    }

    private String settleAt() {
        return database.column(
                        "SELECT settle_at FROM messages WHERE direction = 'outbound' AND conversation_id = ?",
                        conversation)
                .getFirst();
    }
}
