package org.wahook.worker.reply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wahook.worker.reply.ReplyFixture.isNever;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.wahook.shared.job.ReplyJob;
import org.wahook.testbed.Deadline;
import org.wahook.testbed.meta.GraphBehaviour;
import org.wahook.testbed.meta.ReadReceipt;
import org.wahook.testbed.meta.SentMessage;
import org.wahook.testbed.responder.ResponseBehaviour;
import org.wahook.testbed.responder.Turn;
import org.wahook.worker.outcome.Outcome;
import org.wahook.worker.outcome.Reason;
import org.wahook.worker.testing.WorkerDatabase;

class ReplyPipelineTest {

    @AutoClose
    private static final WorkerDatabase database = WorkerDatabase.create();

    @AutoClose
    private final ReplyFixture room = new ReplyFixture(database);

    @Test
    void a_question_is_answered_and_all_of_it_is_written_down() {
        room.says("Hello");

        assertThat(room.run()).isEqualTo(Outcome.done());
        SentMessage sent = room.onlySent();
        assertThat(sent.text()).isEqualTo("echo: Hello");
        assertThat(sent.to()).isEqualTo("+4915112345678");
        assertThat(sent.token()).isEqualTo(room.client.token());
        assertThat(room.inbound()).containsExactly("answered");
        assertThat(database.row(
                        "SELECT status, text, wa_message_id, sends, part, settle_at, id || '.' || callback_key AS callback FROM messages"
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
        Deadline.eventually(
                Duration.ofSeconds(30),
                "it is marked as read",
                () -> !room.meta.readReceipts().isEmpty());
        assertThat(room.meta.readReceipts()).extracting(ReadReceipt::wamid).containsExactly(newest);
        assertThat(room.meta.readReceipts().getFirst().typing()).isTrue();
    }

    @Test
    void the_indicator_can_be_switched_off() {
        try (ReplyFixture silent = new ReplyFixture(database, false)) {
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
        assertThat(room.meta.sent()).extracting(SentMessage::text).containsExactly("to first", "to second");
        assertThat(room.responseApi.asked().getLast().query())
                .containsExactly(
                        new Turn("user", "first"), new Turn("assistant", "to first"), new Turn("user", "second"));
        assertThat(room.inbound()).containsExactly("answered", "answered");
        room.isFree();
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
        isNever(room.run(room.jobAfterRelease()), Reason.ACCOUNT_PAUSED);
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

        assertThat(room.onlySent().to()).isNull();
        assertThat(room.onlySent().recipient()).isEqualTo("US.9");
        assertThat(room.responseApi.asked().getFirst().uniqueClientId())
                .isEqualTo("whatsapp_US.9_" + room.client.chatbotId());
    }

    @Test
    void a_reply_with_a_nul_character_is_sent_without_it() {
        room.says("Hello");
        room.responseApi.answer(asked -> ResponseBehaviour.Raw.json(200, "{\"response\":\"a\\u0000b\"}"));

        assertThat(room.run()).isEqualTo(Outcome.done());
        assertThat(room.onlySent().text()).isEqualTo("ab");
    }

    @Test
    void a_long_reply_goes_out_in_parts_and_in_order() {
        room.says("Hello");
        String reply = "hello ".repeat(3000).strip();
        room.responseApi.answer(asked -> new ResponseBehaviour.Reply(reply));
        room.run();

        assertThat(room.meta.sent()).hasSize(5);
        assertThat(String.join(
                        " ", room.meta.sent().stream().map(SentMessage::text).toList()))
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
        assertThat(room.onlySent().text()).isEqualTo("echo: today");
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

    @Test
    void a_customer_who_writes_during_every_turn_does_not_keep_one_job_for_ever() {
        AtomicInteger written = new AtomicInteger();
        room.responseApi.whenAsked(asked -> {
            if (written.incrementAndGet() < 25) {
                room.says("and " + written.get());
            }
        });
        room.says("Hello");
        ReplyJob job = room.job();

        assertThat(room.pipeline.run(job).goesOn()).isTrue();
        assertThat(room.meta.sent()).hasSize(10);
        assertThat(room.run()).as("another job finds the turn taken").isInstanceOf(Outcome.Ignored.class);
        assertThat(room.pipeline.run(job).goesOn()).isTrue();
        assertThat(room.pipeline.run(job).goesOn()).isFalse();
        assertThat(room.meta.sent()).hasSize(25);
        assertThat(room.inbound()).hasSize(25).containsOnly("answered");
        room.isFree();
    }
}
