package org.wahook.worker.reply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wahook.worker.reply.ReplyRoom.isLater;
import static org.wahook.worker.reply.ReplyRoom.isNever;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wahook.shared.job.ReplyJob;
import org.wahook.testbed.Deadline;
import org.wahook.testbed.meta.GraphBehaviour;
import org.wahook.testbed.meta.ReadReceipt;
import org.wahook.testbed.meta.Sent;
import org.wahook.testbed.responder.Asked;
import org.wahook.testbed.responder.ResponseBehaviour;
import org.wahook.testbed.responder.Turn;
import org.wahook.worker.outcome.Outcome;
import org.wahook.worker.outcome.Reason;
import org.wahook.worker.testing.Background;
import org.wahook.worker.testing.WorkerDatabase;

class ReplyPipelineTest {

    private static final Duration SOON = Duration.ofSeconds(10);

    private static final WorkerDatabase database = WorkerDatabase.create();

    private final ReplyRoom room = new ReplyRoom(database);

    @AfterAll
    static void closeDatabase() {
        database.close();
    }

    @AfterEach
    void closeRoom() {
        room.close();
    }

    @Test
    void a_question_is_answered_and_all_of_it_is_written_down() {
        room.says("Hello");

        assertThat(room.run()).isEqualTo(Outcome.done());
        Sent sent = onlySent();
        assertThat(sent.text()).isEqualTo("echo: Hello");
        assertThat(sent.to()).isEqualTo("+4915112345678");
        assertThat(sent.token()).isEqualTo(room.client.token());
        assertThat(room.inbound()).containsExactly("answered");
        assertThat(database.row(
                        "SELECT status, text, wa_message_id, sends, part, settle_at, id::text AS callback FROM messages"
                                + " WHERE conversation_id = ? AND direction = 'outbound'",
                        room.conversation))
                .containsEntry("status", "sent")
                .containsEntry("text", "echo: Hello")
                .containsEntry("wa_message_id", sent.wamid())
                .containsEntry("sends", 1)
                .containsEntry("part", 1)
                .containsEntry("settle_at", null)
                .containsEntry("callback", sent.bizOpaqueCallbackData());
        room.isFree();
    }

    @Test
    void the_customer_sees_that_the_message_was_read_and_a_reply_is_coming() {
        room.says("one");
        room.says("two");
        room.run();

        String newest = database.column(
                        "SELECT wa_message_id FROM messages WHERE conversation_id = ? AND text = 'two'",
                        room.conversation)
                .getFirst();
        assertThat(room.meta.readReceipts()).extracting(ReadReceipt::wamid).containsExactly(newest);
        assertThat(room.meta.readReceipts().getFirst().typing()).isTrue();
    }

    @Test
    void the_indicator_can_be_switched_off() {
        try (ReplyRoom silent = new ReplyRoom(database, false)) {
            silent.says("Hello");
            silent.run();

            assertThat(silent.meta.readReceipts()).isEmpty();
            assertThat(silent.meta.sent()).hasSize(1);
        }
    }

    @Test
    void the_next_question_carries_the_history() {
        room.says("one");
        room.run();
        room.says("two");
        room.says("three");
        room.run();

        assertThat(room.responseApi.asked().getLast().query())
                .containsExactly(
                        new Turn("user", "one"),
                        new Turn("assistant", "echo: one"),
                        new Turn("user", "two"),
                        new Turn("user", "three"));
        assertThat(room.meta.sent()).hasSize(2);
    }

    @Test
    void what_comes_while_the_ai_thinks_is_answered_in_a_turn_of_its_own_by_the_same_job() {
        room.says("first");
        room.responseApi.answer(asked -> {
            if (asked.lastUserContent().equals("first")) {
                room.says("second");
                assertThat(room.run())
                        .as("the second message's job finds the turn taken")
                        .isInstanceOf(Outcome.Ignored.class);
            }
            return new ResponseBehaviour.Reply("to " + asked.lastUserContent());
        });

        assertThat(room.run()).isEqualTo(Outcome.done());
        assertThat(room.meta.sent()).extracting(Sent::text).containsExactly("to first", "to second");
        assertThat(room.responseApi.asked().getLast().query())
                .containsExactly(
                        new Turn("user", "first"), new Turn("assistant", "to first"), new Turn("user", "second"));
        assertThat(room.inbound()).containsExactly("answered", "answered");
        room.isFree();
    }

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
    void every_attempt_at_the_same_question_has_the_same_key() {
        room.says("Hello");
        room.responseApi.answer(asked -> ResponseBehaviour.Raw.json(500, "{}"));
        ReplyJob job = room.job();
        room.run(job);
        room.run(job);
        room.says("Hello?");
        room.responseApi.answerNormally();
        room.run(job);

        List<String> keys =
                room.responseApi.asked().stream().map(Asked::idempotencyKey).toList();
        assertThat(keys).hasSize(3);
        assertThat(keys.get(0)).isNotEmpty().isEqualTo(keys.get(1));
        assertThat(keys.get(2)).isNotEqualTo(keys.get(1));
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
        assertThat(room.meta.sent()).extracting(Sent::text).containsExactly("echo: Hello", "another answer");
        assertThat(room.responseApi.askedCount()).isEqualTo(2);
        assertThat(room.inbound()).containsExactly("answered", "answered");
    }

    @Test
    void a_worker_that_died_in_the_send_is_followed_by_one_that_waits_and_then_sends_again() {
        ReplyJob job = diedInTheSend(Instant.now().plusMillis(1500));

        Outcome waiting = room.run(job);
        isLater(waiting, Reason.GRAPH_OUTCOME_UNKNOWN, false);
        assertThat(((Outcome.Later) waiting).pause().orElseThrow()).isBetween(Duration.ZERO, Duration.ofMillis(1500));
        assertThat(room.meta.sent()).isEmpty();

        Deadline.eventually(SOON, "it was sent again", () -> room.run(job).equals(Outcome.done()));
        assertThat(room.meta.sent()).extracting(Sent::text).containsExactly("the reply");
        assertThat(room.responseApi.askedCount()).isZero();
    }

    @Test
    void what_may_have_been_sent_is_not_sent_again_while_statuses_still_wait_to_be_routed() {
        ReplyJob job = diedInTheSend(Instant.now().minusSeconds(1));
        room.statusesAreRouted = false;
        isLater(room.run(job), Reason.GRAPH_OUTCOME_UNKNOWN, false);
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
        assertThat(room.meta.sent()).extracting(Sent::text).containsExactly("a".repeat(4000), "b".repeat(4000));
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
        assertThat(((Outcome.Later) outcome).pause()).contains(ReplyRoom.SETTLE);
        assertThat(room.outbound()).containsExactly("sending");
        isLater(room.run(job), Reason.GRAPH_OUTCOME_UNKNOWN, false);
        assertThat(room.meta.sent()).hasSize(1);
    }

    @Test
    void a_send_that_takes_too_long_is_not_guessed_either() {
        room.says("Hello");
        room.meta.behaveOnce(send -> true, new GraphBehaviour.Hang());

        isLater(room.run(), Reason.GRAPH_OUTCOME_UNKNOWN, true);
        assertThat(room.outbound()).containsExactly("sending");
    }

    @Test
    void a_reply_that_meta_refuses_is_never_sent() {
        room.says("Hello");
        room.meta.behave(send -> true, new GraphBehaviour.Fail(400, 131_026, "Message undeliverable"));

        isNever(room.run(), Reason.GRAPH_REJECTED);
        assertThat(room.outbound()).containsExactly("draft");
    }

    @Test
    void a_token_that_meta_refuses_pauses_the_account_and_the_next_turn_asks_nobody() {
        room.says("Hello");
        room.meta.revoke(room.client.token());

        isNever(room.run(), Reason.ACCOUNT_PAUSED);
        assertThat(database.column("SELECT paused_reason FROM whatsapp_accounts WHERE id = ?", room.client.accountId())
                        .getFirst())
                .contains("190");
        assertThat(room.responseApi.askedCount()).isEqualTo(1);

        room.says("Anyone?");
        isNever(room.run(new ReplyRoomJob(room).again()), Reason.ACCOUNT_PAUSED);
        assertThat(room.responseApi.askedCount()).isEqualTo(1);
    }

    @Test
    void a_pause_does_not_hit_a_token_that_was_changed_meanwhile() {
        room.says("Hello");
        room.meta.phoneNumber(room.client.phoneNumberId(), "new-token");
        room.meta.revoke(room.client.token());
        room.responseApi.answer(asked -> {
            database.run(
                    "UPDATE whatsapp_accounts SET access_token = 'new-token' WHERE id = ?", room.client.accountId());
            return new ResponseBehaviour.Reply("Hi");
        });

        isNever(room.run(), Reason.ACCOUNT_PAUSED);
        assertThat(database.row("SELECT paused_reason FROM whatsapp_accounts WHERE id = ?", room.client.accountId()))
                .containsEntry("paused_reason", null);
    }

    @Test
    void an_account_that_was_deactivated_answers_no_more() {
        room.says("Hello");
        database.run("UPDATE whatsapp_accounts SET status = 'inactive' WHERE id = ?", room.client.accountId());

        isNever(room.run(), Reason.ACCOUNT_INACTIVE);
        assertThat(room.responseApi.askedCount()).isZero();
    }

    @Test
    void a_contact_who_hides_the_number_is_addressed_by_the_user_id() {
        database.run(
                "UPDATE whatsapp_conversations SET contact_id = 'US.9', contact_user_id = 'US.9', contact_phone = NULL"
                        + " WHERE id = ?",
                room.conversation);
        room.says("Hello");
        room.run();

        assertThat(onlySent().to()).isNull();
        assertThat(onlySent().recipient()).isEqualTo("US.9");
        assertThat(room.responseApi.asked().getFirst().uniqueClientId())
                .isEqualTo("whatsapp_US.9_" + room.client.chatbotId());
    }

    // What the response API answers.

    @ParameterizedTest
    @ValueSource(ints = {408, 425, 500, 502, 503, 504})
    void an_ai_that_is_in_trouble_is_asked_again_later(int status) {
        room.says("Hello");
        room.responseApi.answer(asked -> ResponseBehaviour.Raw.json(status, "{}"));

        isLater(room.run(), Reason.RESPONSE_API_ERROR, true);
        assertThat(room.inbound()).containsExactly("pending");
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404, 422})
    void an_ai_that_says_no_is_not_asked_again(int status) {
        room.says("Hello");
        room.responseApi.answer(asked -> ResponseBehaviour.Raw.json(status, "{}"));

        isNever(room.run(), Reason.RESPONSE_API_REJECTED);
    }

    @Test
    void an_ai_that_asks_for_patience_is_given_it() {
        room.says("Hello");
        room.responseApi.answer(
                asked -> new ResponseBehaviour.Raw(429, "application/json", "{}", Map.of("Retry-After", "42")));

        Outcome outcome = room.run();
        isLater(outcome, Reason.RESPONSE_API_THROTTLED, false);
        assertThat(((Outcome.Later) outcome).pause()).isEqualTo(Optional.of(Duration.ofSeconds(42)));
    }

    @Test
    void an_ai_that_hangs_or_is_gone_is_asked_again_later() {
        room.says("Hello");
        room.responseApi.answer(asked -> new ResponseBehaviour.Hang());
        isLater(room.run(), Reason.RESPONSE_API_TIMEOUT, true);
        room.responseApi.answer(asked -> new ResponseBehaviour.HangUp());
        isLater(room.run(new ReplyRoomJob(room).holder()), Reason.RESPONSE_API_UNREACHABLE, true);
        room.responseApi.close();
        isLater(room.run(new ReplyRoomJob(room).holder()), Reason.RESPONSE_API_UNREACHABLE, true);
    }

    @Test
    void a_bot_that_chooses_silence_is_no_error() {
        room.says("Hello");
        room.responseApi.answer(asked -> new ResponseBehaviour.Reply("  \n"));

        assertThat(room.run()).isEqualTo(Outcome.done());
        assertThat(room.inbound()).containsExactly("ignored");
        assertThat(room.meta.sent()).isEmpty();
        room.isFree();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"response\":null}", "{\"response\":{\"text\":\"Hi\"}}", "[]", "oops", ""})
    void an_answer_without_a_reply_text_is_a_dead_letter(String body) {
        room.says("Hello");
        room.responseApi.answer(asked -> ResponseBehaviour.Raw.json(200, body));

        isNever(room.run(), Reason.RESPONSE_API_NO_REPLY);
    }

    @Test
    void a_plain_text_answer_is_the_reply() {
        room.says("Hello");
        room.responseApi.answer(asked -> new ResponseBehaviour.PlainText("Grüß Gott 😀"));
        room.run();

        assertThat(onlySent().text()).isEqualTo("Grüß Gott 😀");
    }

    @Test
    void a_reply_with_a_nul_character_is_sent_without_it() {
        room.says("Hello");
        room.responseApi.answer(asked -> ResponseBehaviour.Raw.json(200, "{\"response\":\"a\\u0000b\"}"));

        assertThat(room.run()).isEqualTo(Outcome.done());
        assertThat(onlySent().text()).isEqualTo("a\uFFFDb");
    }

    @Test
    void a_long_reply_goes_out_in_parts_and_in_order() {
        room.says("Hello");
        String reply = "hello ".repeat(3000).strip();
        room.responseApi.answer(asked -> new ResponseBehaviour.Reply(reply));
        room.run();

        assertThat(room.meta.sent()).hasSize(5);
        assertThat(String.join(" ", room.meta.sent().stream().map(Sent::text).toList()))
                .isEqualTo(reply);
        assertThat(room.outbound()).hasSize(5).containsOnly("sent");

        room.says("Thanks");
        room.responseApi.answerNormally();
        room.run();
        assertThat(room.responseApi.asked().getLast().query())
                .containsExactly(new Turn("user", "Hello"), new Turn("assistant", reply), new Turn("user", "Thanks"));
    }

    // The customer-service window.

    @Test
    void a_message_that_is_too_old_is_not_answered_any_more_and_newer_ones_are() {
        long old = room.says("long ago");
        database.run("UPDATE messages SET sent_at = now() - interval '25 hours' WHERE id = ?", old);
        room.says("today");

        assertThat(room.run()).isEqualTo(Outcome.done());
        assertThat(room.inbound()).containsExactly("ignored", "answered");
        assertThat(onlySent().text()).isEqualTo("echo: today");
    }

    @Test
    void a_reply_that_was_kept_too_long_is_not_sent_any_more() {
        room.says("Hello");
        room.meta.behave(send -> true, new GraphBehaviour.Fail(400, 4, "limit"));
        ReplyJob job = room.job();
        room.run(job);
        room.meta.behaveNormally();
        database.run(
                "UPDATE messages SET sent_at = now() - interval '25 hours' WHERE conversation_id = ?",
                room.conversation);

        assertThat(room.run(job)).isEqualTo(Outcome.done());
        assertThat(room.meta.sent()).isEmpty();
        assertThat(room.inbound()).containsExactly("ignored");
        assertThat(room.outbound()).containsExactly("failed");
        room.isFree();
    }

    // Two at once.

    @Test
    void a_redelivery_while_the_ai_thinks_takes_over_and_one_reply_goes_out() {
        room.says("Hello");
        ReplyJob job = room.job();
        room.responseApi.answer(asked -> room.responseApi.askedCount() == 1
                ? new ResponseBehaviour.After(Duration.ofMillis(500), new ResponseBehaviour.Reply("from the first"))
                : new ResponseBehaviour.Reply("from the second"));
        Background<Outcome> first = Background.start(() -> room.run(job));
        Deadline.eventually(SOON, "the first has asked", () -> room.responseApi.askedCount() == 1);

        assertThat(room.run(job)).isEqualTo(Outcome.done());
        assertThat(first.result()).isInstanceOf(Outcome.Ignored.class);
        assertThat(onlySent().text()).isEqualTo("from the second");
        room.isFree();
    }

    @Test
    void a_redelivery_while_meta_takes_its_time_waits_and_one_reply_goes_out() {
        room.says("Hello");
        ReplyJob job = room.job();
        room.meta.behaveOnce(send -> true, new GraphBehaviour.Late(Duration.ofMillis(400)));
        Background<Outcome> first = Background.start(() -> room.run(job));
        Deadline.eventually(SOON, "it is being sent", () -> room.outbound().equals(List.of("sending")));

        isLater(room.run(job), Reason.GRAPH_OUTCOME_UNKNOWN, false);
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

    private Sent onlySent() {
        assertThat(room.meta.sent()).hasSize(1);
        return room.meta.sent().getFirst();
    }

    /** Jobs in a conversation whose turn an earlier job still has. */
    private record ReplyRoomJob(ReplyRoom room) {

        /** The holder's own, redelivered. */
        ReplyJob holder() {
            String holder = database.column(
                            "SELECT turn_job FROM whatsapp_conversations WHERE id = ?", room.conversation)
                    .getFirst();
            ReplyJob fresh = room.job();
            return new ReplyJob(
                    holder,
                    fresh.chatbotId(),
                    fresh.accountId(),
                    fresh.phoneNumberId(),
                    fresh.conversationId(),
                    fresh.messageIds(),
                    fresh.eventId());
        }

        /** A new one, after the holder was given up. */
        ReplyJob again() {
            database.run("UPDATE whatsapp_conversations SET turn_job = NULL WHERE id = ?", room.conversation);
            return room.job();
        }
    }
}
