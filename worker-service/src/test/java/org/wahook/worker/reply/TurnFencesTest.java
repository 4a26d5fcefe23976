package org.wahook.worker.reply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wahook.worker.reply.TurnFixture.LEASE;
import static org.wahook.worker.reply.TurnFixture.execute;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.wahook.worker.testing.Background;
import org.wahook.worker.testing.WorkerDatabase;

/**
 * What an old holder of a turn still writes changes nothing of the new one's. Each interleaving of claim, draft and send
 * is forced: one side holds its transaction open, and the other is seen to wait for its lock before the first goes on.
 */
class TurnFencesTest {

    @AutoClose
    private static final WorkerDatabase database = WorkerDatabase.create();

    private final TurnFixture fixture = new TurnFixture(database);
    private final Turns turns = fixture.turns;
    private final Replies replies = fixture.replies;
    private final Transcript transcript = fixture.transcript;
    private final long conversation = fixture.conversation;

    @Test
    void a_redelivery_of_the_same_job_takes_over_and_all_that_the_old_holder_writes_is_fenced() {
        long question = database.inbound(conversation, "wamid.1", "one");
        ClaimedTurn old = fixture.claim("job-1");
        ClaimedTurn taken = fixture.claim("job-1");

        assertThat(taken.number()).isEqualTo(old.number() + 1);
        assertThat(replies.keep(fixture.open(old), List.of("from the old holder")))
                .isEmpty();
        replies.resolution().ignore(old, List.of(question), "silence");
        assertThat(database.statuses(conversation, "inbound")).containsExactly("pending");
        assertThat(database.statuses(conversation, "outbound")).isEmpty();

        assertThat(replies.keep(fixture.open(taken), List.of("from the new holder", "in two parts")))
                .hasSize(2);
        StoredMessage part = transcript.replyOf(conversation, taken.number()).getLast();
        assertThat(replies.startSending(old, part)).isFalse();
        assertThat(turns.release(old, Optional.empty())).isFalse();
        assertThat(turns.advance(old)).isEmpty();

        assertThat(replies.startSending(taken, part)).isTrue();
        assertThat(turns.release(taken, Optional.of(taken.number()))).isTrue();
    }

    @Test
    void the_first_part_of_a_reply_is_its_keepers_to_send_and_nobody_elses() {
        database.inbound(conversation, "wamid.1", "one");
        ClaimedTurn turn = fixture.claim("job-1");

        assertThat(replies.keep(fixture.open(turn), List.of("the first", "the second")))
                .hasSize(2);

        List<StoredMessage> parts = transcript.replyOf(conversation, turn.number());
        assertThat(parts).extracting(StoredMessage::status).containsExactly("sending", "draft");
        assertThat(parts).extracting(StoredMessage::sends).containsExactly(1, 0);
        assertThat(parts).extracting(StoredMessage::settleAt).containsOnly(Optional.empty());
    }

    @Test
    void a_claim_that_comes_while_the_draft_is_kept_waits_and_then_sees_the_draft() throws SQLException {
        long question = database.inbound(conversation, "wamid.1", "one");
        ClaimedTurn old = fixture.claim("job-1");
        try (Connection blocker = database.connect()) {
            // The keep stops at the question's row, and has the conversation's lock by then.
            blocker.setAutoCommit(false);
            execute(blocker, "SELECT 1 FROM messages WHERE id = " + question + " FOR UPDATE");
            Background<Boolean> keep = Background.start(
                    () -> !replies.keep(fixture.open(old), List.of("the reply")).isEmpty());
            database.awaitLockWait("WITH fence");
            Background<ClaimedTurn> claim = Background.start(() -> fixture.claim("job-1"));
            database.awaitLockWait("SET turn_job = free.job");
            blocker.rollback();

            assertThat(keep.result()).isTrue();
            claim.result();
        }
        assertThat(transcript.load(conversation).stream().filter(StoredMessage::unsent))
                .as("the new holder sends what is kept, and asks nobody again")
                .hasSize(1);
    }

    @Test
    void a_draft_that_comes_while_the_turn_is_taken_over_waits_and_is_then_refused() throws SQLException {
        database.inbound(conversation, "wamid.1", "one");
        ClaimedTurn old = fixture.claim("job-1");
        try (Handle newHolder = database.jdbi().open()) {
            newHolder.begin();
            assertThat(new Turns(new JdbiOnHandle(newHolder).jdbi(), LEASE).claim("job-1", conversation))
                    .isPresent();
            Background<Boolean> keep = Background.start(
                    () -> !replies.keep(fixture.open(old), List.of("too late")).isEmpty());
            database.awaitLockWait("WITH fence");
            newHolder.commit();

            assertThat(keep.result()).isFalse();
        }
        assertThat(database.statuses(conversation, "outbound")).isEmpty();
    }

    @Test
    void of_two_that_start_to_send_the_same_part_exactly_one_may() throws SQLException {
        ClaimedTurn turn = fixture.draftedTurn("job-1");
        StoredMessage part = transcript.replyOf(conversation, turn.number()).getFirst();
        try (Connection blocker = database.connect()) {
            blocker.setAutoCommit(false);
            execute(blocker, "SELECT 1 FROM messages WHERE id = " + part.id() + " FOR UPDATE");
            Background<Boolean> one = Background.start(() -> replies.startSending(turn, part));
            Background<Boolean> two = Background.start(() -> replies.startSending(turn, part));
            database.awaitLockWaits("sends = sends + 1", 2);
            blocker.rollback();

            assertThat(List.of(one.result(), two.result())).containsExactlyInAnyOrder(true, false);
        }
    }

    /** Without that order the new holder would find its part taken, believe itself replaced, and let its job go. */
    @Test
    void a_takeover_waits_for_an_old_holder_that_has_begun_to_send_and_then_sees_it() throws SQLException {
        ClaimedTurn old = fixture.draftedTurn("job-1");
        StoredMessage part = transcript.replyOf(conversation, old.number()).getFirst();
        try (Connection blocker = database.connect()) {
            blocker.setAutoCommit(false);
            execute(blocker, "SELECT 1 FROM messages WHERE id = " + part.id() + " FOR UPDATE");
            Background<Boolean> sending = Background.start(() -> replies.startSending(old, part));
            database.awaitLockWait("sends = sends + 1");
            Background<ClaimedTurn> takeover = Background.start(() -> fixture.claim("job-1"));
            database.awaitLockWait("SET turn_job = free.job");
            blocker.rollback();

            assertThat(sending.result()).isTrue();
            takeover.result();
        }
        assertThat(transcript.replyOf(conversation, old.number()))
                .extracting(StoredMessage::status)
                .containsExactly("sending");
    }
}
