package org.wahook.worker.reply;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.wahook.shared.job.ReplyJob;
import org.wahook.testbed.responder.ResponseBehaviour;
import org.wahook.worker.outcome.Outcome;
import org.wahook.worker.testing.WorkerDatabase;

/** A follow-up whose worker dies, or loses its turn: it is sent once, and the bot asked again only where nothing was kept. */
class FollowUpTakeoverTest {

    private static final String JOB = "followUp:1";

    @AutoClose
    private static final WorkerDatabase database = WorkerDatabase.create();

    @AutoClose
    private final ReplyFixture room = new ReplyFixture(database);

    private final FollowUps followUps = room.replies.followUps();

    @BeforeEach
    void oneIsDue() {
        database.run(
                "UPDATE chatbots SET settings = '{\"responseContract\":\"v2\",\"bot\":{\"actions\":[\"followUp\"]}}' WHERE id = ?",
                room.client.chatbotId());
        room.responseApi.answer(asked -> ResponseBehaviour.Raw.json(
                200, "{\"version\":2,\"messages\":[{\"type\":\"text\",\"text\":\"Still there?\"}]}"));
        room.says("Hello");
        database.run(
                "UPDATE messages SET status = 'answered', turn_number = 0 WHERE conversation_id = ?",
                room.conversation);
        timer();
    }

    /** Its job was published, and will be again in five minutes. */
    private void timer() {
        database.run(
                "INSERT INTO conversation_timers (conversation_id, kind, due_at, fired, job_id, version, follow_up_id)"
                        + " SELECT id, 'followUp', now() + interval '5 minutes', 1, ?, inbound_seq, 'remind'"
                        + " FROM whatsapp_conversations WHERE id = ?",
                JOB,
                room.conversation);
    }

    private String timer(String column) {
        return database
                .column(
                        "SELECT coalesce((" + column
                                + ")::text, '-') FROM conversation_timers WHERE kind = 'followUp' AND conversation_id = ?",
                        room.conversation)
                .stream()
                .findFirst()
                .orElse("gone");
    }

    private ReplyJob job() {
        ReplyJob any = room.job();
        return new ReplyJob(
                JOB,
                any.chatbotId(),
                any.accountId(),
                any.phoneNumberId(),
                any.conversationId(),
                List.of(),
                "followUp");
    }

    private ClaimedTurn claim() {
        return room.turns.claim(JOB, room.conversation).orElseThrow();
    }

    /** The worker died after this: its timer is still there, and its job comes again. */
    private void diedOnceTheReplyWas(String status, String settleAt) {
        room.run(job());
        assertThat(room.sent()).containsExactly("Still there?");
        assertThat(timer("1")).isEqualTo("gone");
        timer();
        database.run(
                "UPDATE conversation_timers SET reply_turn = (SELECT max(turn_number) FROM messages WHERE conversation_id = ?)"
                        + " WHERE conversation_id = ?",
                room.conversation,
                room.conversation);
        database.run(
                "UPDATE messages SET status = ?, settle_at = " + settleAt
                        + " WHERE conversation_id = ? AND direction = 'outbound'",
                status,
                room.conversation);
    }

    @Test
    void what_meta_has_is_not_sent_again_and_the_bot_is_not_asked_again() {
        diedOnceTheReplyWas("sent", "NULL");

        room.run(job());

        assertThat(room.sent()).containsExactly("Still there?");
        assertThat(room.responseApi.askedCount()).isEqualTo(1);
        assertThat(timer("1")).isEqualTo("gone");
        room.isFree();
    }

    @Test
    void what_was_given_up_is_not_asked_for_again() {
        diedOnceTheReplyWas("failed", "NULL");
        database.run(
                "UPDATE messages SET wa_message_id = NULL WHERE conversation_id = ? AND direction = 'outbound'",
                room.conversation);

        room.run(job());

        assertThat(room.sent()).containsExactly("Still there?");
        assertThat(room.responseApi.askedCount()).isEqualTo(1);
        assertThat(timer("1")).isEqualTo("gone");
    }

    @Test
    void what_meta_may_have_waits_for_its_status() {
        diedOnceTheReplyWas("sending", "now() + interval '1 minute'");

        room.run(job());

        assertThat(room.sent()).containsExactly("Still there?");
        assertThat(timer("due_at > now() + interval '30 seconds'")).isEqualTo("true");
        assertThat(room.outbound()).containsExactly("sending");
    }

    @Test
    void a_worker_that_died_before_its_reply_was_kept_leaves_it_to_the_next_to_ask() {
        database.run("UPDATE conversation_timers SET reply_turn = 1 WHERE conversation_id = ?", room.conversation);

        room.run(job());

        assertThat(room.sent()).containsExactly("Still there?");
        assertThat(timer("1")).isEqualTo("gone");
    }

    @Test
    void of_two_copies_of_its_job_one_sends() {
        ResponseBehaviour answer = ResponseBehaviour.Raw.json(
                200, "{\"version\":2,\"messages\":[{\"type\":\"text\",\"text\":\"Still there?\"}]}");
        room.responseApi.answer(asked -> {
            if (room.responseApi.askedCount() == 1) {
                room.run(job());
            }
            return answer;
        });

        room.run(job());

        assertThat(room.responseApi.askedCount()).isEqualTo(2);
        assertThat(room.sent()).containsExactly("Still there?");
    }

    @Test
    void an_old_holder_of_the_turn_changes_nothing_of_it() {
        ClaimedTurn old = claim();
        ClaimedTurn taken = claim();
        FollowUps.Due due = followUps.due(taken).orElseThrow();
        followUps.keeps(taken, due);

        followUps.keeps(old, due);
        followUps.tryAgain(old, due, Duration.ofHours(1));
        followUps.done(old, due);

        assertThat(timer("reply_turn")).as("whose reply it is").isEqualTo(String.valueOf(taken.number()));
        assertThat(timer("due_at < now() + interval '30 minutes'")).isEqualTo("true");
        followUps.done(taken, due);
        assertThat(timer("1")).isEqualTo("gone");
    }

    @Test
    void one_that_was_wanted_meanwhile_is_another_and_not_due_yet() {
        ClaimedTurn turn = claim();
        FollowUps.Due due = followUps.due(turn).orElseThrow();
        database.run(
                "UPDATE conversation_timers SET job_id = 'followUp:2', fired = 0 WHERE conversation_id = ?",
                room.conversation);

        assertThat(followUps.due(turn)).isEmpty();
        followUps.keeps(turn, due);
        followUps.tryAgain(turn, due, Duration.ofHours(1));
        followUps.done(turn, due);

        assertThat(timer("job_id")).isEqualTo("followUp:2");
        assertThat(timer("reply_turn")).isEqualTo("-");
        assertThat(timer("due_at < now() + interval '30 minutes'")).isEqualTo("true");
        assertThat(room.run(job())).isEqualTo(Outcome.done());
        assertThat(room.responseApi.askedCount()).isZero();
    }
}
