package org.wahook.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.wahook.testbed.Deadline;
import org.wahook.testbed.meta.Customer;
import org.wahook.testbed.responder.ResponseBehaviour;

/** What happens in a conversation while a bot that answers 202 is waited for. */
class LateAnswersMeanwhileTest extends CallbackFixture {

    @Test
    void a_new_message_waits_for_the_callback_and_is_asked_about_then() {
        try (WorkerApp _ = worker()) {
            Customer anna = says("One");
            String url = callback(1);
            awaitsCallback();
            says(anna, "Two");
            settles();
            assertThat(responseApi.askedCount()).isEqualTo(1);
            responseApi.answer(asked -> ResponseBehaviour.Raw.json(200, text("about two")));

            callBack(url, text("about one"));

            receives(anna, "about one", "about two");
            assertThat(responseApi.asked().get(1).body().path("input").size()).isEqualTo(1);
            assertThat(responseApi.asked().get(1).body().path("history").toString())
                    .contains("One", "about one");
        }
    }

    @Test
    void with_supersede_a_new_message_cancels_the_callback_and_the_bot_is_asked_with_both() {
        settings(",\"supersede\":true");
        try (WorkerApp _ = worker()) {
            Customer anna = says("One");
            String first = callback(1);
            awaitsCallback();
            says(anna, "Two");
            String second = callback(2);
            awaitsCallback();
            assertThat(responseApi.asked().get(1).body().path("input").size()).isEqualTo(2);

            callBack(first, text("about one"));
            settles();
            assertThat(toOf(anna)).isEmpty();
            callBack(second, text("about both"));
            receives(anna, "about both");
            settles();
            Deadline.eventually(SOON, "both are answered", () -> statuses().equals(List.of("answered", "answered")));
        }
        assertThat(meta.sentCount()).isEqualTo(1);
    }

    @Test
    void with_supersede_a_message_that_comes_while_the_bot_is_asked_is_not_forgotten() {
        settings(",\"supersede\":true");
        AtomicReference<Customer> anna = new AtomicReference<>();
        responseApi.answer(asked -> {
            if (responseApi.askedCount() == 1) {
                Deadline.eventually(SOON, "the customer is known", () -> anna.get() != null);
                says(anna.get(), "Two");
                Deadline.eventually(SOON, "it is stored", () -> statuses().size() == 2);
            }
            return PENDING;
        });
        try (WorkerApp _ = worker()) {
            anna.set(says("One"));
            String second = callback(2);
            awaitsCallback();
            callBack(second, text("about both"));
            receives(anna.get(), "about both");
        }
    }

    @Test
    void what_is_called_back_while_a_person_has_the_conversation_is_not_sent_before_the_bot_is_resumed() {
        try (WorkerApp _ = worker()) {
            Customer anna = says("Hello");
            String url = callback(1);
            awaitsCallback();
            pause(true);
            callBack(url, text("Later!"));
            settles();
            assertThat(toOf(anna)).isEmpty();

            pause(false);
            says(anna, "Still there?");

            receives(anna, "Later!");
        }
    }

    @Test
    void what_was_called_back_about_words_that_were_edited_since_is_not_sent() {
        try (WorkerApp _ = worker()) {
            Customer anna = says("Hello");
            calledBackInAPause();
            database.run(
                    "UPDATE whatsapp_conversations SET question_version = question_version + 1 WHERE chatbot_id = ?",
                    shop.chatbotId());
            responseApi.answer(asked -> ResponseBehaviour.Raw.json(200, text("to the new words")));

            pause(false);
            says(anna, "Still there?");

            receives(anna, "to the new words");
        }
    }

    @Test
    void what_was_called_back_about_a_question_that_somebody_else_has_answered_is_not_sent() {
        try (WorkerApp _ = worker()) {
            Customer anna = says("Hello");
            calledBackInAPause();
            database.run(
                    "UPDATE messages SET status = 'answered' WHERE chatbot_id = ? AND status = 'pending'",
                    shop.chatbotId());
            responseApi.answer(asked -> ResponseBehaviour.Raw.json(200, text("to the new question")));

            pause(false);
            says(anna, "And now?");

            receives(anna, "to the new question");
        }
    }

    /** The answer is kept, and not sent. */
    private void calledBackInAPause() {
        String url = callback(1);
        awaitsCallback();
        pause(true);
        callBack(url, text("Later!"));
        Deadline.eventually(SOON, "it is kept", () -> answered() == 1);
        settles();
    }

    private int answered() {
        return database.column(
                        "SELECT 1 FROM bot_callbacks b JOIN whatsapp_conversations c ON c.id = b.conversation_id"
                                + " WHERE b.answer IS NOT NULL AND c.chatbot_id = ?",
                        shop.chatbotId())
                .size();
    }

    @Test
    void a_question_that_another_app_or_a_person_has_answered_needs_no_callback() {
        try (WorkerApp _ = worker()) {
            Customer anna = says("Hello");
            String url = callback(1);
            awaitsCallback();
            database.run(
                    "UPDATE messages SET status = 'ignored' WHERE chatbot_id = ? AND status = 'pending'",
                    shop.chatbotId());
            callBack(url, text("Later!"));
            settles();
            assertThat(toOf(anna)).isEmpty();
        }
    }

    private void pause(boolean on) {
        database.run(
                "UPDATE whatsapp_conversations SET bot_paused = ?, bot_version = bot_version + 1,"
                        + " inbound_seq = inbound_seq + 1, turn_job = NULL, turn_expires_at = NULL WHERE chatbot_id = ?",
                on,
                shop.chatbotId());
    }
}
