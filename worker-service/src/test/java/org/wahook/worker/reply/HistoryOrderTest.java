package org.wahook.worker.reply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wahook.worker.reply.ConversationFixture.edit;
import static org.wahook.worker.reply.ConversationFixture.message;
import static org.wahook.worker.reply.ConversationFixture.messages;
import static org.wahook.worker.reply.ConversationFixture.revoke;
import static org.wahook.worker.reply.ConversationFixture.text;

import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wahook.testbed.responder.ResponseBehaviour;
import org.wahook.worker.outcome.Outcome;
import org.wahook.worker.testing.WorkerDatabase;

/** What the AI is told of what was said before, and in which order. */
class HistoryOrderTest {

    @AutoClose
    private static final WorkerDatabase database = WorkerDatabase.create();

    @AutoClose
    private final ConversationFixture chat = new ConversationFixture(database);

    private final ReplyFixture room = chat.room();
    private final long now = chat.now();

    @Test
    void a_history_does_not_begin_with_an_answer() {
        for (int i = 0; i < 12; i++) {
            chat.receive(text("wamid." + i, now - 60 + i, "question " + i));
        }

        assertThat(chat.told().getFirst()).startsWith("user: ");
        assertThat(chat.told()).endsWith("user: question 11").hasSizeLessThan(21);
    }

    /** Meta's clock may be ahead of ours. */
    @ParameterizedTest
    @ValueSource(ints = {-9, 5})
    void a_fallback_reply_stands_after_its_question_and_does_not_answer_it(int seconds) {
        receiveAndGiveUp("wamid.Q1", now + seconds, "first");
        database.run(
                "INSERT INTO messages (chatbot_id, conversation_id, direction, text, status, sent_at, payload)"
                        + " SELECT chatbot_id, id, 'outbound', 'Sorry, one moment', 'sent', now(),"
                        + " '{\"fallback_for\": 1}' FROM whatsapp_conversations WHERE id = ?",
                room.conversation);
        chat.receive(text("wamid.Q2", now + 9, "second"));

        assertThat(chat.told()).containsExactly("user: first", "assistant: Sorry, one moment", "user: second");
        assertThat(room.inbound()).containsExactly("answered", "answered");
    }

    @Test
    void what_was_given_up_and_told_with_a_later_question_is_answered_with_it() {
        receiveAndGiveUp("wamid.Q1", now - 9, "first");
        receiveAndGiveUp("wamid.Q2", now - 8, "second");
        chat.receive(text("wamid.Q3", now, "third"));

        assertThat(chat.told()).containsExactly("user: first", "user: second", "user: third");
        assertThat(room.inbound()).containsOnly("answered");
        int asked = room.responseApi.askedCount();

        room.turns.revive(room.conversation, List.of("wamid.Q1", "wamid.Q2"));
        assertThat(room.run()).isInstanceOf(Outcome.Done.class);
        assertThat(room.responseApi.askedCount()).isEqualTo(asked);
        assertThat(room.sent()).hasSize(1);
    }

    @Test
    void what_was_given_up_before_an_earlier_reply_stays_given_up() {
        receiveAndGiveUp("wamid.Q1", now - 9, "first");
        database.run(
                "INSERT INTO messages (chatbot_id, conversation_id, direction, text, status, sent_at, by_human)"
                        + " SELECT chatbot_id, id, 'outbound', 'a person said so', 'sent', now(), true"
                        + " FROM whatsapp_conversations WHERE id = ?",
                room.conversation);
        chat.receive(text("wamid.Q3", now, "third"));

        assertThat(room.inbound()).containsExactly("failed", "answered");
    }

    @Test
    void the_words_that_a_customer_answers_to_are_told_as_they_are_now() {
        chat.botAnswers("all right");
        chat.receive(text("wamid.A", now - 9, "red or blue?"));
        chat.receive(text("wamid.B", now - 8, "boots"));
        chat.route("messages", messages(edit("wamid.E", now - 5, "wamid.A", "red or green?")));
        chat.receive(message("wamid.C", now - 2, "text", """
                "text": {"body": "is it this one?"}, "context": {"from": "1", "id": "wamid.A"},
                "referral": {"source_type": "ad", "headline": "Boots for half", "body": "until Sunday"}"""));
        String last = chat.told().getLast();
        assertThat(last)
                .contains("red or green?")
                .contains("Boots for half, until Sunday")
                .endsWith("is it this one?");

        chat.route("messages", messages(revoke("wamid.R", now - 1, "wamid.A")));
        chat.receive(text("wamid.D", now, "well?"));
        assertThat(String.join("\n", chat.told())).doesNotContain("red or").contains("is it this one?");
    }

    @Test
    void an_empty_text_is_never_told_as_one() {
        chat.receive(text("wamid.A", now - 3, ""));
        assertThat(chat.told()).containsExactly("user: [text without words]");

        database.run("UPDATE messages SET prompt = NULL, text = ' ' WHERE wa_message_id = 'wamid.A'");
        chat.receive(text("wamid.B", now, "hello?"));
        assertThat(chat.told()).startsWith("user: [text without words]");
    }

    @Test
    void words_of_a_group_are_told_to_the_group_alone() {
        String inGroup = message(
                "wamid.G", now - 5, "text", "\"group_id\": \"GROUP.77\", \"text\": {\"body\": \"said in the group\"}");
        assertThat(chat.route("messages", messages(inGroup))).isEmpty();
        chat.receive(text("wamid.P", now, "said in private"));

        assertThat(chat.told()).containsExactly("user: said in private");
        assertThat(database.column(
                        "SELECT m.status FROM messages m JOIN whatsapp_conversations c ON c.id = m.conversation_id"
                                + " WHERE c.chatbot_id = ? AND c.contact_id = 'GROUP.77' AND c.contact_phone IS NULL",
                        room.client.chatbotId()))
                .containsExactly("ignored");
    }

    @Test
    void a_client_who_wants_it_answers_groups_in_the_group() {
        database.run("UPDATE chatbots SET settings = '{\"groups\": \"answer\"}' WHERE id = ?", room.client.chatbotId());
        chat.receive(
                message("wamid.G", now, "text", "\"group_id\": \"GROUP.78\", \"text\": {\"body\": \"who is there?\"}"));

        assertThat(chat.told()).containsExactly("user: who is there?");
        assertThat(room.meta.sent()).extracting(one -> one.to()).containsExactly("GROUP.78");
    }

    private void receiveAndGiveUp(String wamid, long at, String text) {
        room.responseApi.answer(asked -> ResponseBehaviour.Raw.json(400, "{}"));
        chat.receive(text(wamid, at, text));
        database.run(
                "UPDATE messages SET status = 'failed' WHERE conversation_id = ? AND status = 'pending'",
                room.conversation);
        database.run(
                "UPDATE whatsapp_conversations SET turn_job = NULL, turn_expires_at = NULL WHERE id = ?",
                room.conversation);
        room.responseApi.answerNormally();
    }
}
