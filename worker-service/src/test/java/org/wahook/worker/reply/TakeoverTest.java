package org.wahook.worker.reply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wahook.worker.reply.ReplyFixture.SOON;
import static org.wahook.worker.reply.ReplyFixture.isLater;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.wahook.shared.job.ReplyJob;
import org.wahook.testbed.Deadline;
import org.wahook.testbed.meta.GraphBehaviour;
import org.wahook.testbed.meta.SentMessage;
import org.wahook.testbed.responder.ResponseBehaviour;
import org.wahook.worker.outcome.Outcome;
import org.wahook.worker.outcome.Reason;
import org.wahook.worker.testing.Background;
import org.wahook.worker.testing.WorkerDatabase;

/** A worker dies between any two stages, or a job comes twice: somebody goes on where the database says it stopped. */
class TakeoverTest {

    @AutoClose
    private static final WorkerDatabase database = WorkerDatabase.create();

    @AutoClose
    private final ReplyFixture room = new ReplyFixture(database);

    @Test
    void a_job_that_comes_again_after_all_is_done_does_nothing() {
        room.says("Hello");
        ReplyJob job = room.job();
        room.run(job);

        assertThat(room.run(job)).isEqualTo(Outcome.done());
        assertThat(room.meta.sent()).hasSize(1);
        assertThat(room.responseApi.askedCount()).isEqualTo(1);
        room.isFree();
    }

    // A worker that dies between two stages leaves its rows as they are, and its job comes back.

    @Test
    void a_worker_that_died_after_the_claim_is_followed_by_one_that_asks() {
        room.says("Hello");
        ReplyJob job = room.job();
        assertThat(room.turns.claim(job.id(), room.conversation)).isPresent();

        assertThat(room.run(job)).isEqualTo(Outcome.done());
        assertThat(room.meta.sent()).hasSize(1);
    }

    @Test
    void a_worker_that_died_with_the_draft_kept_is_followed_by_one_that_sends_it_and_asks_nobody() {
        room.says("Hello");
        ReplyJob job = room.job();
        room.meta.behaveOnce(send -> true, new GraphBehaviour.Fail(400, 130_429, "Rate limit hit"));
        isLater(room.run(job), Reason.GRAPH_RATE_LIMITED, false);
        room.responseApi.answer(asked -> new ResponseBehaviour.Reply("another answer"));
        room.says("one more, after the draft");

        assertThat(room.outbound()).containsExactly("draft");
        assertThat(room.run(job)).isEqualTo(Outcome.done());
        assertThat(room.meta.sent()).extracting(SentMessage::text).containsExactly("echo: Hello", "another answer");
        assertThat(room.responseApi.askedCount()).isEqualTo(2);
        assertThat(room.inbound()).containsExactly("answered", "answered");
    }

    @Test
    void a_worker_that_died_in_the_send_is_followed_by_one_that_waits_and_then_sends_again() {
        ReplyJob job = diedInTheSend(Instant.now().plusSeconds(60));

        Outcome waiting = room.run(job);
        isLater(waiting, Reason.GRAPH_OUTCOME_UNKNOWN, false);
        assertThat(((Outcome.Later) waiting).pause().orElseThrow()).isBetween(Duration.ZERO, Duration.ofSeconds(60));
        assertThat(room.meta.sent()).isEmpty();

        room.outboundIs("sending", Instant.now().minusSeconds(1));
        assertThat(room.run(job)).isEqualTo(Outcome.done());
        assertThat(room.meta.sent()).extracting(SentMessage::text).containsExactly("the reply");
        assertThat(room.responseApi.askedCount()).isZero();
    }

    @Test
    void what_may_have_been_sent_is_not_sent_again_while_statuses_still_wait_to_be_routed() {
        Instant settled = Instant.now().minusSeconds(1);
        ReplyJob job = diedInTheSend(settled);
        room.statusesAreRouted = false;
        isLater(room.run(job), Reason.GRAPH_OUTCOME_UNKNOWN, false);
        assertThat(room.statusesUntil)
                .as("ingest may have held one that came in time")
                .isAfter(settled.plusSeconds(5));
        assertThat(room.meta.sent()).isEmpty();

        room.statusesAreRouted = true;
        assertThat(room.run(job)).isEqualTo(Outcome.done());
        assertThat(room.meta.sentCount()).isEqualTo(1);
    }

    @Test
    void a_status_that_arrives_meanwhile_settles_the_send_and_nothing_is_sent_again() {
        ReplyJob job = diedInTheSend(Instant.now().plusSeconds(60));
        isLater(room.run(job), Reason.GRAPH_OUTCOME_UNKNOWN, false);
        database.run(
                "UPDATE messages SET status = 'delivered', wa_message_id = 'wamid.out'"
                        + " WHERE conversation_id = ? AND direction = 'outbound'",
                room.conversation);

        assertThat(room.run(job)).isEqualTo(Outcome.done());
        assertThat(room.meta.sent()).isEmpty();
        assertThat(room.inbound()).containsExactly("answered");
        assertThat(room.outbound()).containsExactly("delivered");
        room.isFree();
    }

    @Test
    void a_worker_that_died_after_the_send_is_followed_by_one_that_only_finishes() {
        ReplyJob job = diedInTheSend(Instant.now());
        room.outboundIs("sent", Instant.now());

        assertThat(room.run(job)).isEqualTo(Outcome.done());
        assertThat(room.meta.sent()).isEmpty();
        assertThat(room.inbound()).containsExactly("answered");
        room.isFree();
    }

    @Test
    void a_worker_that_died_between_two_parts_is_followed_by_one_that_sends_the_rest() {
        room.says("Hello");
        room.responseApi.answer(asked -> new ResponseBehaviour.Reply("a".repeat(4000) + " " + "b".repeat(4000)));
        room.meta.behave(send -> send.text().startsWith("b"), new GraphBehaviour.Fail(400, 4, "limit"));
        ReplyJob job = room.job();
        isLater(room.run(job), Reason.GRAPH_RATE_LIMITED, false);
        assertThat(room.outbound()).containsExactly("sent", "draft");
        room.meta.behaveNormally();

        assertThat(room.run(job)).isEqualTo(Outcome.done());
        assertThat(room.meta.sent()).extracting(SentMessage::text).containsExactly("a".repeat(4000), "b".repeat(4000));
        assertThat(room.responseApi.askedCount()).isEqualTo(1);
    }

    // What Meta answers.

    @Test
    void an_answer_that_is_lost_on_the_way_is_not_guessed() {
        room.says("Hello");
        room.meta.behaveOnce(send -> true, new GraphBehaviour.AcceptThenHangUp());
        ReplyJob job = room.job();

        Outcome outcome = room.run(job);
        isLater(outcome, Reason.GRAPH_OUTCOME_UNKNOWN, true);
        assertThat(((Outcome.Later) outcome).pause()).contains(ReplyFixture.SETTLE);
        assertThat(room.outbound()).containsExactly("sending");
        isLater(room.run(job), Reason.GRAPH_OUTCOME_UNKNOWN, false);
        assertThat(room.meta.sent()).hasSize(1);
    }

    @Test
    void a_send_that_takes_too_long_is_not_guessed_either() {
        // Long enough for the request to leave, however slow the machine.
        try (ReplyFixture impatient = new ReplyFixture(database, true, Duration.ofSeconds(4))) {
            impatient.says("Hello");
            impatient.meta.behaveOnce(send -> true, new GraphBehaviour.Hang());

            isLater(impatient.run(), Reason.GRAPH_OUTCOME_UNKNOWN, true);
            assertThat(impatient.outbound()).containsExactly("sending");
        }
    }

    @Test
    void a_reply_of_which_nothing_is_left_is_no_answer_and_the_ai_is_asked_again() {
        ReplyJob job = diedInTheSend(Instant.now());
        room.outboundIs("failed", Instant.now());

        assertThat(room.run(job)).isEqualTo(Outcome.done());
        assertThat(room.onlySent().text()).isEqualTo("echo: Hello");
        assertThat(room.inbound()).containsExactly("answered");
    }

    @Test
    void what_was_given_up_uncertain_is_settled_before_a_replay_sends_it_again() {
        room.says("Hello");
        room.meta.behaveOnce(send -> true, new GraphBehaviour.AcceptThenHangUp());
        ReplyJob job = room.job();
        TurnReport uncertain = room.pipeline.run(job);
        room.replies
                .resolution()
                .giveUp(
                        uncertain.turn().orElseThrow(),
                        uncertain.seen(),
                        Reason.GRAPH_OUTCOME_UNKNOWN,
                        "no answer",
                        othersWait -> true);

        room.turns.revive(room.conversation, uncertain.wamids());
        isLater(room.run(), Reason.GRAPH_OUTCOME_UNKNOWN, false);
        assertThat(room.meta.sent()).hasSize(1);
    }

    // Two at once.

    @Test
    void a_redelivery_while_the_ai_thinks_takes_over_and_one_reply_goes_out() {
        room.says("Hello");
        ReplyJob job = room.job();
        AtomicBoolean begun = new AtomicBoolean();
        CompletableFuture<String> late = new CompletableFuture<>();
        room.responseApi.answer(asked ->
                new ResponseBehaviour.Reply(begun.compareAndSet(false, true) ? late.join() : "from the second"));
        Background<Outcome> first = Background.start(() -> room.run(job));
        Deadline.eventually(SOON, "the first has asked", () -> room.responseApi.askedCount() == 1);

        assertThat(room.run(job)).isEqualTo(Outcome.done());
        late.complete("from the first");
        assertThat(first.result()).isInstanceOf(Outcome.Ignored.class);
        assertThat(room.onlySent().text()).isEqualTo("from the second");
        room.isFree();
    }

    @Test
    void a_redelivery_while_meta_takes_its_time_waits_and_one_reply_goes_out() {
        room.says("Hello");
        ReplyJob job = room.job();
        CompletableFuture<Boolean> mayAnswer = new CompletableFuture<>();
        room.meta.whenSent(sent -> mayAnswer.join());
        Background<Outcome> first = Background.start(() -> room.run(job));
        Deadline.eventually(SOON, "Meta has it", () -> room.meta.sentCount() == 1);

        isLater(room.run(job), Reason.GRAPH_OUTCOME_UNKNOWN, false);
        mayAnswer.complete(true);
        first.result();
        assertThat(room.run(job)).isEqualTo(Outcome.done());
        assertThat(room.meta.sent()).hasSize(1);
        room.isFree();
    }

    private ReplyJob diedInTheSend(Instant settleAt) {
        room.says("Hello");
        ReplyJob job = room.job();
        ClaimedTurn turn = room.turns.claim(job.id(), room.conversation).orElseThrow();
        List<StoredMessage> pending = room.transcript.load(room.conversation);
        assertThat(room.replies.keep(
                        new OpenTurn(
                                turn,
                                database.accounts()
                                        .find(room.client.phoneNumberId(), room.client.accountId())
                                        .orElseThrow(),
                                pending,
                                pending,
                                List.of()),
                        List.of("the reply")))
                .isNotEmpty();
        room.outboundIs("sending", settleAt);
        return job;
    }
}
