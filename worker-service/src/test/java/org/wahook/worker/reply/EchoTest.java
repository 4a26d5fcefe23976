package org.wahook.worker.reply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wahook.worker.reply.ConversationFixture.SHOP_PHONE;
import static org.wahook.worker.reply.ConversationFixture.echo;
import static org.wahook.worker.reply.ConversationFixture.jobs;
import static org.wahook.worker.reply.ConversationFixture.messages;
import static org.wahook.worker.reply.ConversationFixture.text;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.wahook.platform.broker.Publication;
import org.wahook.shared.job.ReplyJob;
import org.wahook.shared.topology.Topology;
import org.wahook.worker.outcome.Outcome;
import org.wahook.worker.testing.WorkerDatabase;

/** A person of the client writes in the WhatsApp Business app. */
class EchoTest {

    @AutoClose
    private static final WorkerDatabase database = WorkerDatabase.create();

    @AutoClose
    private final ConversationFixture chat = new ConversationFixture(database);

    private final ReplyFixture room = chat.room();
    private final long now = chat.now();

    private static final String PAUSED =
            "SELECT bot_paused AND bot_paused_until > now() + interval '29 minutes' FROM whatsapp_conversations WHERE id = ?";

    @Test
    void what_a_person_wrote_is_kept_once_and_pauses_the_bot() {
        for (int i = 0; i < 3; i++) {
            assertThat(jobs(chat.route("smb_message_echoes", echo("wamid.E", now, "Mia here, one is left"))))
                    .isEmpty();
        }

        assertThat(chat.rows("direction, by_human, status, text, wa_message_id"))
                .containsExactly("outbound|t|sent|Mia here, one is left|wamid.E");
        assertThat(database.column(PAUSED, room.conversation)).containsExactly("t");
        assertThat(database.column("SELECT bot_version FROM whatsapp_conversations WHERE id = ?", room.conversation))
                .as("one pause for one message")
                .containsExactly("1");
    }

    @Test
    void a_pause_that_somebody_must_end_is_not_ended_by_it() {
        room.pause("NULL");

        assertThat(chat.route("smb_message_echoes", echo("wamid.E", now, "Mia here")))
                .isEmpty();

        assertThat(database.column(
                        "SELECT bot_paused AND bot_paused_until IS NULL FROM whatsapp_conversations WHERE id = ?",
                        room.conversation))
                .containsExactly("t");
    }

    @Test
    void the_end_of_the_pause_is_a_job_that_waits_also_when_the_echo_comes_again() {
        for (int i = 0; i < 2; i++) {
            List<Publication> published = chat.route("smb_message_echoes", echo("wamid.E", now, "hello"));

            assertThat(published).singleElement().satisfies(one -> {
                assertThat(one.exchange()).isEqualTo(Topology.WAIT_EXCHANGE);
                assertThat(ReplyJob.fromJson(one.body()).resumes()).contains(1L);
            });
        }
    }

    @Test
    void a_question_that_a_person_has_answered_is_not_answered_again_and_the_answer_is_told_later() {
        List<ReplyJob> jobs = jobs(chat.route("messages", messages(text("wamid.Q", now - 5, "How many are left?"))));
        Outcome outcome = chat.whileAsked(
                jobs.getFirst(),
                () -> chat.route("smb_message_echoes", echo("wamid.E", now - 2, "One. I put it aside for you")));

        assertThat(outcome).isInstanceOf(Outcome.Ignored.class);
        assertThat(room.sent()).isEmpty();
        assertThat(room.inbound()).containsExactly("answered");

        database.run("UPDATE whatsapp_conversations SET bot_paused_until = now() WHERE id = ?", room.conversation);
        chat.receive(text("wamid.Q2", now, "Thanks. And shoes?"));

        assertThat(chat.told())
                .containsExactly(
                        "user: How many are left?",
                        "assistant: One. I put it aside for you",
                        "user: Thanks. And shoes?");
        assertThat(room.sent()).containsExactly("to: Thanks. And shoes?");
    }

    @Test
    void a_draft_that_is_not_with_meta_is_dropped() {
        room.says("Do you have it in red?");
        room.run();
        database.run(
                "UPDATE messages SET status = 'draft', wa_message_id = NULL, sent_at = NULL"
                        + " WHERE conversation_id = ? AND direction = 'outbound'",
                room.conversation);
        database.run(
                "UPDATE messages SET status = 'pending' WHERE conversation_id = ? AND direction = 'inbound'",
                room.conversation);
        room.meta.forget();

        chat.route("smb_message_echoes", echo("wamid.E", now + 1, "Yes, we have"));
        room.run();

        assertThat(room.outbound()).containsExactly("failed", "sent");
        assertThat(room.inbound()).containsExactly("answered");
        assertThat(room.sent()).isEmpty();
    }

    @Test
    void a_reply_of_which_a_part_is_with_meta_is_finished() {
        chat.botAnswers("a".repeat(3000) + "\\n\\n" + "b".repeat(3000));
        AtomicBoolean first = new AtomicBoolean(true);
        room.meta.whenSent(sent -> {
            if (first.getAndSet(false)) {
                chat.route("smb_message_echoes", echo("wamid.E", now, "Mia here"));
            }
        });

        chat.receive(text("wamid.Q", now - 3, "Tell me all of it"));

        assertThat(room.sent()).hasSize(2);
        assertThat(room.inbound()).containsExactly("answered");
    }

    @Test
    void with_a_pause_of_nothing_the_bot_answers_the_next_question() {
        database.run("UPDATE chatbots SET settings = '{\"humanPause\": \"0s\"}' WHERE id = ?", room.client.chatbotId());
        chat.route("smb_message_echoes", echo("wamid.E", now - 1, "Mia here"));
        chat.receive(text("wamid.Q", now, "Are you open?"));

        assertThat(chat.told()).containsExactly("assistant: Mia here", "user: Are you open?");
        assertThat(room.sent()).hasSize(1);
    }

    @Test
    void an_edit_and_a_deletion_by_the_person_change_the_row_in_any_order() {
        String edit =
                "\"edit\": {\"original_message_id\": \"wamid.E\", \"message\": {\"type\": \"text\", \"text\": {\"body\": \"two left\"}}}";
        chat.route("smb_message_echoes", echo("wamid.X", now, "edit", edit));
        chat.route("smb_message_echoes", echo("wamid.E", now - 5, "one left"));
        chat.route("smb_message_echoes", echo("wamid.F", now - 4, "and a hat"));
        chat.route(
                "smb_message_echoes",
                echo("wamid.R", now, "revoke", "\"revoke\": {\"original_message_id\": \"wamid.F\"}"));

        assertThat(database.column(
                        "SELECT coalesce(text, 'deleted') FROM messages WHERE conversation_id = ? AND wa_message_id"
                                + " IN ('wamid.E', 'wamid.F') ORDER BY wa_message_id",
                        room.conversation))
                .containsExactly("two left", "deleted");
    }

    @Test
    void an_echo_whose_edit_came_first_is_told_in_its_new_words() {
        database.run("UPDATE chatbots SET settings = '{\"humanPause\": \"0s\"}' WHERE id = ?", room.client.chatbotId());
        String edit =
                "\"edit\": {\"original_message_id\": \"wamid.E\", \"message\": {\"type\": \"text\", \"text\": {\"body\": \"two left\"}}}";
        chat.route("smb_message_echoes", echo("wamid.X", now - 4, "edit", edit));
        chat.route("smb_message_echoes", echo("wamid.E", now - 5, "one left"));

        chat.receive(text("wamid.Q", now, "And hats?"));

        assertThat(chat.told()).containsExactly("assistant: two left", "user: And hats?");
    }

    @Test
    void what_we_sent_ourselves_is_no_echo() {
        chat.receive(text("wamid.Q", now, "Hello"));
        String own = room.meta.sent().getFirst().wamid();

        chat.route("smb_message_echoes", echo(own, now, "the same again"));

        assertThat(room.outbound()).hasSize(1);
        assertThat(database.column("SELECT bot_paused FROM whatsapp_conversations WHERE id = ?", room.conversation))
                .containsExactly("f");
    }

    @Test
    void a_question_that_comes_after_its_answer_is_answered_and_one_of_the_same_second_waits() {
        chat.route("smb_message_echoes", echo("wamid.E", now - 3, "One is left"));
        chat.route("messages", messages(text("wamid.late", now - 9, "How many?")));
        chat.route("messages", messages(text("wamid.next", now - 3, "And hats?")));

        assertThat(room.inbound()).containsExactly("answered", "pending");
    }

    @Test
    void a_message_that_comes_in_one_batch_with_the_imported_history_is_answered() {
        String thread = """
                "history": [{"metadata": {"phase": 0, "progress": 100}, "threads": [{"id": "%1$s", "messages": [
                  {"from": "%1$s", "id": "wamid.Q", "timestamp": "%2$d", "type": "text", "text": {"body": "Hello"}}]}]}]
                """.formatted(ReplyFixture.PHONE, now);
        jobs(chat.route(chat.event("history", thread), chat.event("messages", messages(text("wamid.Q", now, "Hello")))))
                .forEach(room::run);

        assertThat(room.sent()).hasSize(1);
        assertThat(room.inbound()).containsExactly("answered");
    }

    @Test
    void an_imported_history_starts_no_turn_and_is_told_as_what_was_said() {
        String thread = """
                "history": [{"metadata": {"phase": 0, "progress": 100}, "threads": [{"id": "%1$s", "messages": [
                  {"from": "%1$s", "id": "wamid.H1", "timestamp": "%3$d", "type": "text", "text": {"body": "last year"}},
                  {"from": "%2$s", "to": "%1$s", "id": "wamid.H2", "timestamp": "%4$d", "type": "text",
                   "text": {"body": "we said yes"}, "history_context": {"status": "READ"}}]}]}]
                """.formatted(ReplyFixture.PHONE, SHOP_PHONE, now - 90, now - 80);
        chat.receive(text("wamid.Q0", now - 20, "Hello"));
        room.responseApi.forget();

        assertThat(chat.route("history", thread)).isEmpty();
        assertThat(chat.route("history", thread)).isEmpty();
        chat.receive(text("wamid.Q", now, "Is that still so?"));

        assertThat(chat.told())
                .startsWith("user: last year", "assistant: we said yes", "user: Hello")
                .endsWith("user: Is that still so?")
                .hasSize(5);
        assertThat(database.column(
                        "SELECT count(*) FROM messages WHERE conversation_id = ? AND turn_number = 0",
                        room.conversation))
                .as("rows that analytics leave out")
                .containsExactly("2");
    }
}
