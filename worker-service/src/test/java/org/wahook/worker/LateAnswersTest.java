package org.wahook.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.wahook.platform.broker.MessageHeaders;
import org.wahook.shared.topology.Topology;
import org.wahook.testbed.Deadline;
import org.wahook.testbed.meta.Customer;
import org.wahook.testbed.responder.ResponseBehaviour;

/** Bots that answer 202 and call back: the turn waits without a job, and the first good callback is sent. */
class LateAnswersTest extends CallbackFixture {

    private static final String OTHER_SECRET = "whsec_b3RoZXJzLWtleS1vdGhlcnMta2V5LTI0Ynl0ZXM=";

    @Test
    void an_answer_that_is_called_back_is_sent_and_meanwhile_there_is_no_job_and_no_turn_in_hand() {
        try (WorkerApp _ = worker()) {
            Customer anna = says("Hello");
            String url = callback(1);
            awaitsCallback();

            callBack(url, text("Later!"));

            receives(anna, "Later!");
            Deadline.eventually(SOON, "she is answered", () -> statuses().equals(List.of("answered")));
            Deadline.eventually(SOON, "nothing is left", () -> offered() + timers("callback") == 0);
            settles();
        }
        assertThat(responseApi.askedCount()).isEqualTo(1);
    }

    @Test
    void state_and_actions_of_a_callback_are_kept_as_those_of_an_answer() {
        try (WorkerApp _ = worker()) {
            Customer anna = says("A person, please");
            callBack(
                    callback(1),
                    "{\"version\":2,\"messages\":[{\"type\":\"text\",\"text\":\"One moment\"}],\"state\":\"s1\","
                            + "\"actions\":[{\"type\":\"handoff\",\"reason\":\"angry\",\"summary\":\"Refund\"}]}");
            receives(anna, "One moment");
            Deadline.eventually(
                    SOON,
                    "it is handed over",
                    () -> database.column(
                                    "SELECT bot_state || handoff_reason FROM whatsapp_conversations WHERE bot_paused AND chatbot_id = ?",
                                    shop.chatbotId())
                            .equals(List.of("s1angry")));
        }
    }

    @Test
    void wrong_second_and_repeated_callbacks_do_nothing_but_count() throws IOException, InterruptedException {
        try (WorkerApp worker = worker()) {
            Customer anna = says("Hello");
            String url = callback(1);
            awaitsCallback();

            callBack("https://hooks.example.com/in/callbacks/" + "A".repeat(43), text("nobody's"));
            callBack(url, "id-0", OTHER_SECRET, text("forged"));
            callBack(url, "id-1", SECRET, "{\"version\":2,\"text\":\"no answer\"}");
            broker.publish(Topology.EXCHANGE, Topology.CALLBACKS_KEY, "odd", Map.of(), new byte[] {0, 1});
            broker.publish(
                    Topology.EXCHANGE,
                    Topology.CALLBACKS_KEY,
                    "odd",
                    Map.of(MessageHeaders.TOKEN_HASH, "no hash"),
                    new byte[] {(byte) 0xff});
            settles();
            assertThat(toOf(anna)).as("the token is not burned").isEmpty();
            callBack(url, "id-2", SECRET, text("Later!"));
            receives(anna, "Later!");
            settles();
            callBack(url, "id-2", SECRET, text("Later!"));
            callBack(url, "id-3", SECRET, text("Once more"));
            settles();

            assertThat(counts(worker, "wahook_callbacks_judged_total"))
                    .contains("outcome=\"taken\"} 1.0")
                    .contains("outcome=\"bad_signature\"} 1.0")
                    .contains("outcome=\"malformed\"} 1.0")
                    .contains("outcome=\"unusable\"} 2.0")
                    .contains("outcome=\"unknown\"} 3.0");
        }
        assertThat(meta.sentCount()).isEqualTo(1);
    }

    @Test
    void a_callback_after_its_deadline_is_late_though_nobody_has_seen_to_the_deadline_yet()
            throws IOException, InterruptedException {
        try (WorkerApp worker = worker()) {
            Customer anna = says("Hello");
            String url = callback(1);
            awaitsCallback();
            database.run(
                    "UPDATE bot_callbacks SET expires_at = now() - interval '1 second' FROM whatsapp_conversations c"
                            + " WHERE c.id = conversation_id AND c.chatbot_id = ?",
                    shop.chatbotId());

            callBack(url, text("Late"));
            settles();

            assertThat(counts(worker, "wahook_callbacks_judged_total")).contains("outcome=\"late\"} 1.0");
            assertThat(toOf(anna)).isEmpty();
        }
    }

    @Test
    void a_202_to_a_worker_that_has_lost_its_turn_makes_nothing_wait() {
        responseApi.answer(asked -> {
            database.run(
                    "UPDATE whatsapp_conversations SET turn_job = 'of another', turn_number = turn_number + 1,"
                            + " turn_expires_at = now() + interval '1 hour' WHERE chatbot_id = ?",
                    shop.chatbotId());
            return PENDING;
        });
        try (WorkerApp _ = worker()) {
            says("Hello");
            callback(1);
            settles();
            assertThat(timers("callback")).isZero();
            assertThat(database.column(
                            "SELECT turn_job FROM whatsapp_conversations WHERE chatbot_id = ?", shop.chatbotId()))
                    .containsExactly("of another");
        }
    }

    @Test
    void of_callbacks_that_come_at_once_the_first_is_sent_and_only_once() {
        try (WorkerApp _ = worker()) {
            Customer anna = says("Hello");
            String url = callback(1);
            awaitsCallback();
            meta.whenSent(sent -> {
                callBack(url, "id-1", SECRET, text("First"));
                callBack(url, "id-2", SECRET, text("Second"));
            });
            callBack(url, "id-1", SECRET, text("First"));
            receives(anna, "First");
            settles();
            Deadline.eventually(SOON, "she is answered", () -> statuses().equals(List.of("answered")));
        }
        assertThat(meta.sentCount()).isEqualTo(1);
    }

    @Test
    void a_callback_that_comes_before_the_202_is_not_lost() {
        responseApi.answer(asked -> {
            callBack(callback(asked), text("Quick!"));
            Deadline.eventually(SOON, "it is judged", () -> broker.ready(Topology.CALLBACKS) == 0);
            return PENDING;
        });
        try (WorkerApp _ = worker()) {
            Customer anna = says("Hello");
            receives(anna, "Quick!");
            settles();
        }
        assertThat(responseApi.askedCount()).isEqualTo(1);
        assertThat(meta.sentCount()).isEqualTo(1);
    }

    @Test
    void a_bot_that_calls_back_and_answers_too_says_one_thing() {
        responseApi.answer(asked -> {
            callBack(callback(asked), text("by callback"));
            return ResponseBehaviour.Raw.json(200, text("at once"));
        });
        try (WorkerApp _ = worker()) {
            Customer anna = says("Hello");
            Deadline.eventually(SOON, "she is answered", () -> statuses().equals(List.of("answered")));
            settles();
            assertThat(toOf(anna)).hasSize(1);
        }
    }

    @Test
    void without_a_signing_secret_nobody_may_call_back_and_202_is_no_answer() {
        database.run("UPDATE chatbots SET signing_secret = '' WHERE id = ?", shop.chatbotId());
        try (WorkerApp _ = worker()) {
            says("Hello");
            assertThat(broker.take(Topology.REPLIES_DEAD).header(MessageHeaders.REASON))
                    .isEqualTo("response_api_no_reply");
            assertThat(responseApi.asked().getFirst().body().has("callback")).isFalse();
        }
        assertThat(offered()).isZero();
    }

    /** Killed, as far as the database and RabbitMQ can tell: see ReplyKillTest for real kills. */
    @Test
    void another_worker_goes_on_with_what_is_called_back() {
        String url;
        Customer anna;
        try (WorkerApp _ = worker()) {
            anna = says("Hello");
            url = callback(1);
            awaitsCallback();
        }
        callBack(url, text("Later!"));
        try (WorkerApp _ = worker()) {
            receives(anna, "Later!");
            settles();
        }
        assertThat(responseApi.askedCount()).isEqualTo(1);
    }

    /** It was kept, and its job not published: RabbitMQ delivers the callback again. */
    @Test
    void a_callback_whose_worker_died_on_it_goes_on_when_it_comes_again() {
        try (WorkerApp _ = worker()) {
            Customer anna = says("Hello");
            String url = callback(1);
            awaitsCallback();
            database.run(
                    "UPDATE bot_callbacks b SET answer = ?, webhook_id = 'id-1', answered_at = now()"
                            + " FROM whatsapp_conversations c WHERE c.id = b.conversation_id AND c.chatbot_id = ?",
                    text("Later!"),
                    shop.chatbotId());

            callBack(url, "id-1", SECRET, text("Later!"));

            receives(anna, "Later!");
            settles();
        }
        assertThat(responseApi.askedCount()).isEqualTo(1);
    }

    private static String counts(WorkerApp worker, String metric) throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(
                            URI.create("http://127.0.0.1:" + worker.managementPort() + "/metrics"))
                    .build();
            return String.join(
                    "\n",
                    http.send(request, BodyHandlers.ofString())
                            .body()
                            .lines()
                            .filter(line -> line.startsWith(metric))
                            .toList());
        }
    }
}
