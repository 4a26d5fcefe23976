package org.wahook.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.wahook.testbed.Deadline;
import org.wahook.testbed.meta.Customer;
import org.wahook.testbed.meta.GraphBehaviour;
import org.wahook.testbed.responder.ReceivedQuestion;
import org.wahook.testbed.responder.ResponseBehaviour;

/** The action followUp: the bot is asked once more after a while, where the customer has said nothing since. */
class FollowUpsTest extends CallbackFixture {

    @BeforeEach
    void wantsToFollowUp() {
        settings(",\"actions\":[\"followUp\",\"pause\"]");
        responseApi.answer(asked -> ResponseBehaviour.Raw.json(
                200, isFollowUp(asked) ? text("Still there?") : wanting("Hi", "remind", 3600)));
    }

    private static String wanting(String text, String id, int seconds) {
        return "{\"version\":2,\"messages\":[{\"type\":\"text\",\"text\":\"" + text
                + "\"}],\"actions\":[{\"type\":\"followUp\",\"id\":\"" + id + "\",\"afterSeconds\":" + seconds + "}]}";
    }

    private static boolean isFollowUp(ReceivedQuestion asked) {
        return asked.body().path("turn").path("trigger").asString("").equals("followUp");
    }

    private Customer wasAnswered() {
        Customer anna = says("Hello");
        receives(anna, "Hi");
        Deadline.eventually(SOON, "the follow-up is noted", () -> timers("followUp") == 1);
        settles();
        return anna;
    }

    @Test
    void the_bot_is_asked_once_more_without_input_when_the_time_has_come() {
        try (WorkerApp _ = worker(Map.of())) {
            Customer anna = wasAnswered();
            assertThat(database.column(
                            "SELECT due_at - now() BETWEEN interval '55 minutes' AND interval '1 hour'"
                                    + " FROM conversation_timers t JOIN whatsapp_conversations c ON c.id = t.conversation_id"
                                    + " WHERE c.chatbot_id = ?",
                            shop.chatbotId()))
                    .containsExactly("t");

            timersAreDue();

            receives(anna, "Hi", "Still there?");
            Deadline.eventually(SOON, "its timer is gone", () -> timers("followUp") == 0);
            settles();
            assertThat(statuses()).containsExactly("answered");
        }
        var body = responseApi.asked().getLast().body();
        assertThat(body.path("input").size()).isZero();
        assertThat(body.path("turn").path("followUp").asString()).isEqualTo("remind");
        assertThat(body.path("history").size()).isEqualTo(2);
        assertThat(body.path("conversation").path("window").path("endsAt").asString())
                .isNotEmpty();
        assertThat(responseApi.askedCount()).isEqualTo(2);
    }

    @Test
    void a_message_of_the_customer_cancels_it() {
        try (WorkerApp _ = worker(Map.of())) {
            Customer anna = wasAnswered();
            responseApi.answer(asked -> ResponseBehaviour.Raw.json(200, text("Fine")));
            says(anna, "More");
            receives(anna, "Hi", "Fine");

            timersAreDue();
            Deadline.eventually(SOON, "its timer is gone", () -> timers("followUp") == 0);
            settles();
        }
        assertThat(responseApi.askedCount()).isEqualTo(2);
    }

    @Test
    void a_person_who_has_the_conversation_and_the_end_of_metas_window_cancel_it() {
        try (WorkerApp _ = worker(Map.of())) {
            wasAnswered();
            database.run("UPDATE whatsapp_conversations SET bot_paused = true WHERE chatbot_id = ?", shop.chatbotId());
            timersAreDue();
            Deadline.eventually(SOON, "its timer is gone", () -> timers("followUp") == 0);

            database.run("UPDATE whatsapp_conversations SET bot_paused = false WHERE chatbot_id = ?", shop.chatbotId());
            Customer bob = says("Hello");
            receives(bob, "Hi");
            Deadline.eventually(SOON, "the follow-up is noted", () -> timers("followUp") == 1);
            settles();
            database.run(
                    "UPDATE messages SET sent_at = now() - interval '25 hours' WHERE chatbot_id = ? AND direction = 'inbound'",
                    shop.chatbotId());
            timersAreDue();
            Deadline.eventually(SOON, "its timer is gone", () -> timers("followUp") == 0);
            settles();
        }
        assertThat(responseApi.asked()).noneMatch(FollowUpsTest::isFollowUp);
    }

    @Test
    void a_message_that_came_while_the_bot_was_asked_cancels_it_too() {
        AtomicReference<Customer> anna = new AtomicReference<>();
        responseApi.answer(asked -> {
            if (responseApi.askedCount() > 1) {
                return ResponseBehaviour.Raw.json(200, text("Fine"));
            }
            Deadline.eventually(SOON, "the customer is known", () -> anna.get() != null);
            says(anna.get(), "Two");
            Deadline.eventually(SOON, "it is stored", () -> statuses().size() == 2);
            return ResponseBehaviour.Raw.json(200, wanting("Hi", "remind", 3600));
        });
        try (WorkerApp _ = worker(Map.of())) {
            anna.set(says("One"));
            receives(anna.get(), "Hi", "Fine");
            settles();
            timersAreDue();
            Deadline.eventually(SOON, "its timer is gone", () -> timers("followUp") == 0);
            settles();
        }
        assertThat(responseApi.asked()).noneMatch(FollowUpsTest::isFollowUp);
    }

    @Test
    void the_answer_to_one_may_want_another() {
        responseApi.answer(asked -> ResponseBehaviour.Raw.json(
                200, isFollowUp(asked) ? wanting("Still there?", "again", 7200) : wanting("Hi", "remind", 3600)));
        try (WorkerApp _ = worker(Map.of())) {
            Customer anna = wasAnswered();
            timersAreDue();
            receives(anna, "Hi", "Still there?");
            settles();
            assertThat(database.column(
                            "SELECT follow_up_id FROM conversation_timers t JOIN whatsapp_conversations c"
                                    + " ON c.id = t.conversation_id WHERE c.chatbot_id = ?",
                            shop.chatbotId()))
                    .containsExactly("again");
            timersAreDue();
            receives(anna, "Hi", "Still there?", "Still there?");
        }
    }

    @Test
    void none_is_made_once_the_client_has_taken_its_leave_back_nor_beside_a_handover() {
        try (WorkerApp _ = worker(Map.of())) {
            wasAnswered();
            settings("");
            timersAreDue();
            Deadline.eventually(SOON, "its timer is gone", () -> timers("followUp") == 0);

            settings(",\"actions\":[\"followUp\"]");
            responseApi.answer(asked -> ResponseBehaviour.Raw.json(
                    200,
                    wanting("A person comes", "remind", 3600)
                            .replace("\"actions\":[", "\"actions\":[{\"type\":\"handoff\",\"reason\":\"angry\"},")));
            receives(says("A person, please"), "A person comes");
            settles();
            assertThat(timers("followUp")).isZero();
        }
        assertThat(responseApi.asked()).noneMatch(FollowUpsTest::isFollowUp);
    }

    @Test
    void a_reply_that_was_kept_is_not_sent_any_more_once_the_customer_has_written() {
        try (WorkerApp _ = worker(Map.of())) {
            Customer anna = wasAnswered();
            meta.behaveOnce(request -> true, new GraphBehaviour.Fail(400, 130429, "Rate limit hit"));
            timersAreDue();
            Deadline.eventually(SOON, "it was asked and kept", () -> drafts() == 1);
            settles();
            responseApi.answer(asked -> ResponseBehaviour.Raw.json(200, text("Fine")));
            says(anna, "I am here");
            receives(anna, "Hi", "Fine");
            timersAreDue();
            Deadline.eventually(SOON, "its timer is gone", () -> timers("followUp") == 0);
            settles();

            assertThat(drafts()).isZero();
            assertThat(toOf(anna)).containsExactly("Hi", "Fine");
        }
    }

    private int drafts() {
        return database.column("SELECT 1 FROM messages WHERE chatbot_id = ? AND status = 'draft'", shop.chatbotId())
                .size();
    }

    @Test
    void three_are_made_on_a_day() {
        try (WorkerApp _ = worker(Map.of())) {
            Customer anna = wasAnswered();
            for (int i = 2; i <= 4; i++) {
                says(anna, "again " + i);
                int parts = i;
                Deadline.eventually(SOON, "she is answered", () -> toOf(anna).size() == parts);
                settles();
            }
            assertThat(database.column(
                            "SELECT follow_ups_of_day FROM whatsapp_conversations WHERE chatbot_id = ?",
                            shop.chatbotId()))
                    .containsExactly("3");
        }
    }

    @Test
    void none_is_made_without_the_clients_leave() {
        settings("");
        try (WorkerApp _ = worker(Map.of())) {
            Customer bob = says("Hello");
            receives(bob, "Hi");
            settles();
        }
        assertThat(timers("followUp")).isZero();
    }

    @Test
    void a_reply_that_meta_does_not_take_now_is_sent_by_the_next_try_and_the_bot_is_not_asked_again() {
        try (WorkerApp _ = worker(Map.of())) {
            Customer anna = wasAnswered();
            meta.behaveOnce(request -> true, new GraphBehaviour.Fail(400, 130429, "Rate limit hit"));
            timersAreDue();
            Deadline.eventually(
                    SOON,
                    "it was asked and kept",
                    () -> responseApi.askedCount() == 2
                            && database.column(
                                                    "SELECT 1 FROM messages WHERE chatbot_id = ? AND status = 'draft'",
                                                    shop.chatbotId())
                                            .size()
                                    == 1);
            settles();
            timersAreDue();
            receives(anna, "Hi", "Still there?");
            settles();
        }
        assertThat(responseApi.askedCount()).isEqualTo(2);
    }

    @Test
    void it_is_given_up_after_three_tries_without_a_dead_letter_and_without_a_rest() {
        responseApi.answer(asked -> isFollowUp(asked)
                ? ResponseBehaviour.Raw.json(500, "{}")
                : ResponseBehaviour.Raw.json(200, wanting("Hi", "remind", 60)));
        try (WorkerApp _ = worker(Map.of())) {
            wasAnswered();
            for (int i = 1; i <= 3; i++) {
                int asked = 1 + i;
                timersAreDue();
                Deadline.eventually(SOON, "a try", () -> responseApi.askedCount() == asked);
                settles();
            }
            Deadline.eventually(SOON, "its timer is gone", () -> timers("followUp") == 0);
            assertThat(broker.ready(org.wahook.shared.topology.Topology.REPLIES_DEAD))
                    .isZero();
            assertThat(statuses()).isEqualTo(List.of("answered"));
        }
    }

    @Test
    void the_end_of_a_bots_pause_wakes_its_conversation() {
        responseApi.answer(asked -> ResponseBehaviour.Raw.json(
                200, "{\"version\":2,\"messages\":[],\"actions\":[{\"type\":\"pause\",\"forSeconds\":600}]}"));
        try (WorkerApp _ = worker(Map.of())) {
            Customer anna = says("wait");
            Deadline.eventually(SOON, "the pause has an end", () -> timers("resume") == 1);
            settles();
            responseApi.answer(asked -> ResponseBehaviour.Raw.json(200, text("Back")));
            says(anna, "and now?");
            settles();
            assertThat(toOf(anna)).isEmpty();

            database.run(
                    "UPDATE whatsapp_conversations SET bot_paused_until = now() WHERE chatbot_id = ?",
                    shop.chatbotId());
            timersAreDue();

            receives(anna, "Back");
            Deadline.eventually(SOON, "its timer is gone", () -> timers("resume") == 0);
        }
    }
}
