package org.wahook.worker.reply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wahook.worker.reply.ConversationFixture.edit;
import static org.wahook.worker.reply.ConversationFixture.jobs;
import static org.wahook.worker.reply.ConversationFixture.messages;
import static org.wahook.worker.reply.ConversationFixture.text;

import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.wahook.worker.testing.WorkerDatabase;

/** Rows as earlier versions wrote them, in every state: none of the later columns is set by hand. */
class RowsOfEarlierVersionsTest {

    @AutoClose
    private static final WorkerDatabase database = WorkerDatabase.create();

    @AutoClose
    private final ConversationFixture chat = new ConversationFixture(database);

    private final ReplyFixture room = chat.room();
    private final long now = chat.now();

    @Test
    void a_conversation_with_rows_in_every_state_goes_on() {
        row("inbound", "answered", 1, "Hello", "{}");
        row("outbound", "read", 1, "Hi!", "{}");
        row("inbound", "ignored", 0, "said in a group", "{\"group_id\": \"GROUP.1\"}");
        row("inbound", "ignored", 0, "thanks, and the bot was silent", "{}");
        row("inbound", "answered", 2, "Red?", "{}");
        row("outbound", "delivered", 2, "Yes, red", "{}");
        row("outbound", "failed", 3, "never went out", "{}");
        row("inbound", "answered", 4, "Blue?", "{}");
        row("outbound", "sent", 4, "Yes, blue", "{}");
        row("inbound", "failed", 0, "given up", "{}");
        row("outbound", "sent", 0, "Sorry, one moment", "{\"fallback_for\": 10}");
        row("inbound", "pending", 0, "Still there?", "{}");
        database.run(
                "UPDATE whatsapp_conversations SET turn_number = 4, inbound_seq = 6 WHERE id = ?", room.conversation);

        room.run();

        assertThat(chat.told())
                .containsExactly(
                        "user: Hello",
                        "assistant: Hi!",
                        "user: thanks, and the bot was silent",
                        "user: Red?",
                        "assistant: Yes, red",
                        "user: Blue?",
                        "assistant: Yes, blue",
                        "user: given up",
                        "assistant: Sorry, one moment",
                        "user: Still there?");
        assertThat(room.inbound())
                .containsExactly("answered", "ignored", "ignored", "answered", "answered", "answered", "answered");
    }

    @Test
    void a_draft_and_a_part_that_is_being_sent_are_finished() {
        row("inbound", "pending", 1, "Hello", "{}");
        row("outbound", "draft", 1, "Hi!", "{}");
        database.run("UPDATE whatsapp_conversations SET turn_number = 1 WHERE id = ?", room.conversation);

        room.run();

        assertThat(room.sent()).containsExactly("Hi!");
        assertThat(room.inbound()).containsExactly("answered");
    }

    @Test
    void a_message_that_comes_again_is_still_known() {
        row("inbound", "answered", 1, "Hello", "{}");
        String wamid = database.column(
                        "SELECT wa_message_id FROM messages WHERE conversation_id = ?", room.conversation)
                .getFirst();

        assertThat(chat.route("messages", messages(text(wamid, now, "Hello")))).isEmpty();
        assertThat(jobs(chat.route("messages", messages(edit("wamid.E", now, wamid, "Hello!")))))
                .isEmpty();
        assertThat(database.column("SELECT text FROM messages WHERE wa_message_id = ?", wamid))
                .isEqualTo(List.of("Hello!"));
    }

    private void row(String direction, String status, int turn, String text, String payload) {
        database.run(
                "INSERT INTO messages (chatbot_id, conversation_id, direction, type, text, payload, wa_message_id, status,"
                        + " turn_number, part, sent_at)"
                        + " SELECT chatbot_id, id, ?, 'text', ?, ?::jsonb, CASE WHEN ? = 'draft' THEN NULL ELSE"
                        + " 'wamid.' || gen_random_uuid() END, ?, nullif(?, 0), 1, now() - interval '1 minute'"
                        + " FROM whatsapp_conversations WHERE id = ?",
                direction,
                text,
                payload,
                status,
                status,
                turn,
                room.conversation);
    }
}
