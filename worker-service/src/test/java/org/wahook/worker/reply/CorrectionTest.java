package org.wahook.worker.reply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wahook.worker.reply.ConversationFixture.echo;
import static org.wahook.worker.reply.ConversationFixture.edit;
import static org.wahook.worker.reply.ConversationFixture.jobs;
import static org.wahook.worker.reply.ConversationFixture.messages;
import static org.wahook.worker.reply.ConversationFixture.revoke;
import static org.wahook.worker.reply.ConversationFixture.text;
import static org.wahook.worker.reply.ReplyFixture.SOON;

import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.wahook.shared.job.ReplyJob;
import org.wahook.testbed.responder.ReceivedQuestion;
import org.wahook.worker.outcome.Outcome;
import org.wahook.worker.testing.WorkerDatabase;

/** A customer edits a message or takes it back. */
class CorrectionTest {

    @AutoClose
    private static final WorkerDatabase database = WorkerDatabase.create();

    @AutoClose
    private final ConversationFixture chat = new ConversationFixture(database);

    private final ReplyFixture room = chat.room();
    private final long now = chat.now();

    @Test
    void the_ai_is_asked_the_new_words_of_a_message_that_waits() {
        List<ReplyJob> first = jobs(chat.route("messages", messages(text("wamid.A", now - 3, "two pies"))));
        List<ReplyJob> again =
                jobs(chat.route("messages", messages(edit("wamid.B", now - 1, "wamid.A", "three pies"))));

        again.forEach(room::run);
        first.forEach(room::run);

        assertThat(chat.told()).containsExactly("user: three pies");
        assertThat(room.responseApi.askedCount()).isEqualTo(1);
        assertThat(room.sent()).hasSize(1);

        chat.receive(text("wamid.C", now, "and a cake"));
        assertThat(chat.told()).startsWith("user: three pies").endsWith("user: and a cake");
    }

    @Test
    void an_edited_message_keeps_the_advertisement_that_it_came_from() {
        String advertised = text("wamid.A", now - 3, "two pies")
                .replaceFirst("\\{", "{\"referral\": {\"headline\": \"Pies for two\"}, ");
        chat.route("messages", messages(advertised));
        chat.route("messages", messages(edit("wamid.B", now - 2, "wamid.A", "three pies")));
        List<ReplyJob> jobs = jobs(chat.route("messages", messages(edit("wamid.C", now - 1, "wamid.A", "four pies"))));

        jobs.forEach(room::run);

        assertThat(chat.told()).containsExactly("user: [from the advertisement: Pies for two] four pies");
    }

    @Test
    void an_advertisement_is_told_also_where_the_edit_came_first() {
        chat.route("messages", messages(edit("wamid.B", now - 2, "wamid.A", "three pies")));

        chat.receive(text("wamid.A", now - 3, "two pies")
                .replaceFirst("\\{", "{\"referral\": {\"headline\": \"Pies for two\"}, "));

        assertThat(chat.told()).containsExactly("user: [from the advertisement: Pies for two] three pies");
    }

    @Test
    void an_answer_to_the_old_words_is_not_sent_and_the_new_ones_are_asked_under_another_key() {
        List<ReplyJob> jobs = jobs(chat.route("messages", messages(text("wamid.A", now - 3, "two pies"))));
        List<ReplyJob> again = new java.util.ArrayList<>();
        Outcome outcome = chat.whileAsked(
                jobs.getFirst(),
                () -> again.addAll(
                        jobs(chat.route("messages", messages(edit("wamid.B", now, "wamid.A", "three pies"))))));

        assertThat(outcome).isInstanceOf(Outcome.Ignored.class);
        assertThat(room.sent()).isEmpty();
        assertThat(again).hasSize(1);
        again.forEach(room::run);
        assertThat(room.sent()).containsExactly("to: three pies");
        assertThat(room.inbound()).containsExactly("answered", "ignored");
        assertThat(room.responseApi.asked())
                .extracting(ReceivedQuestion::idempotencyKey)
                .doesNotHaveDuplicates()
                .hasSize(2);
    }

    @Test
    void a_message_that_was_taken_back_is_not_answered_and_never_told() {
        List<ReplyJob> jobs = jobs(chat.route("messages", messages(text("wamid.A", now - 3, "my password is x"))));
        Outcome outcome = chat.whileAsked(
                jobs.getFirst(),
                () -> assertThat(jobs(chat.route("messages", messages(revoke("wamid.B", now, "wamid.A")))))
                        .isEmpty());

        assertThat(outcome).isInstanceOf(Outcome.Ignored.class);
        assertThat(room.sent()).isEmpty();
        chat.receive(text("wamid.C", now, "hello"));
        assertThat(chat.told()).containsExactly("user: hello");
        assertThat(database.column(
                        "SELECT status FROM messages WHERE wa_message_id = 'wamid.A' AND conversation_id = ?",
                        room.conversation))
                .containsExactly("ignored");
    }

    @Test
    void of_two_questions_the_one_that_was_taken_back_is_left_out() {
        chat.route("messages", messages(text("wamid.A", now - 3, "one") + "," + text("wamid.B", now - 2, "two")));
        jobs(chat.route("messages", messages(revoke("wamid.R", now, "wamid.A"))))
                .forEach(room::run);

        assertThat(chat.told()).containsExactly("user: two");
    }

    @Test
    void what_was_answered_is_not_asked_again_and_is_told_in_its_new_words() {
        chat.receive(text("wamid.A", now - 5, "two pies"));
        assertThat(jobs(chat.route("messages", messages(edit("wamid.B", now - 1, "wamid.A", "three pies")))))
                .isEmpty();
        assertThat(room.sent()).hasSize(1);

        chat.receive(text("wamid.C", now, "thanks"));
        assertThat(chat.told()).startsWith("user: three pies").hasSize(3);
    }

    @Test
    void an_edit_and_a_revocation_may_come_before_their_message_and_more_than_once() {
        for (int i = 0; i < 2; i++) {
            assertThat(jobs(chat.route("messages", messages(edit("wamid.E1", now - 2, "wamid.A", "second words")))))
                    .isEmpty();
            chat.route("messages", messages(edit("wamid.E2", now - 1, "wamid.A", "third words")));
            chat.route("messages", messages(edit("wamid.E0", now - 3, "wamid.A", "first edit, come late")));
            chat.route("messages", messages(revoke("wamid.R", now, "wamid.B")));
        }
        String both = text("wamid.A", now - 5, "first words") + "," + text("wamid.B", now - 5, "gone");

        chat.receive("messages", messages(both));
        chat.receive("messages", messages(both));

        assertThat(chat.told()).containsExactly("user: third words");
        assertThat(room.responseApi.askedCount()).isEqualTo(1);
        assertThat(room.sent()).hasSize(1);
    }

    @Test
    void a_message_and_its_edit_in_one_webhook_are_one_question() {
        chat.receive(
                "messages", messages(edit("wamid.E", now, "wamid.A", "three") + "," + text("wamid.A", now - 1, "two")));

        assertThat(chat.told()).containsExactly("user: three");
    }

    @Test
    void nobody_changes_what_the_other_side_has_written() {
        chat.receive(text("wamid.A", now - 5, "two pies"));
        String reply = room.meta.sent().getFirst().wamid();

        chat.route("messages", messages(revoke("wamid.R", now, reply)));
        chat.route(
                "smb_message_echoes",
                echo("wamid.X", now, "revoke", "\"revoke\": {\"original_message_id\": \"wamid.A\"}"));

        assertThat(chat.rows("text")).contains("two pies", "echo: two pies");
    }

    @Test
    void an_edit_that_comes_again_takes_no_turn_away() {
        chat.route("messages", messages(text("wamid.A", now - 3, "two")));
        List<ReplyJob> jobs = jobs(chat.route("messages", messages(edit("wamid.E", now, "wamid.A", "three"))));

        Outcome outcome = chat.whileAsked(
                jobs.getFirst(), () -> chat.route("messages", messages(edit("wamid.E", now, "wamid.A", "three"))));

        assertThat(outcome).isInstanceOf(Outcome.Done.class);
        assertThat(room.sent()).containsExactly("to: three");
    }

    @Test
    void an_edit_during_the_quiet_time_is_asked_once() {
        database.run(
                "UPDATE chatbots SET settings = '{\"replyDebounce\": \"1s\"}' WHERE id = ?", room.client.chatbotId());
        List<ReplyJob> jobs = jobs(chat.route("messages", messages(text("wamid.A", now + 5, "two"))));
        var quiet = org.wahook.worker.testing.Background.start(() -> room.run(jobs.getFirst()));
        org.wahook.testbed.Deadline.eventually(
                SOON,
                "the turn is claimed",
                () -> !database.column(
                                "SELECT turn_job FROM whatsapp_conversations WHERE id = ? AND turn_job IS NOT NULL",
                                room.conversation)
                        .isEmpty());
        List<ReplyJob> again = jobs(chat.route("messages", messages(edit("wamid.E", now + 5, "wamid.A", "three"))));
        again.forEach(room::run);
        quiet.result();

        assertThat(room.responseApi.askedCount()).isEqualTo(1);
        assertThat(chat.told()).containsExactly("user: three");
        assertThat(room.sent()).hasSize(1);
    }
}
