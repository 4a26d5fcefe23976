package org.wahook.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.wahook.platform.broker.MessageHeaders;
import org.wahook.shared.topology.Topology;
import org.wahook.testbed.Deadline;
import org.wahook.testbed.meta.Customer;
import org.wahook.testbed.responder.ResponseBehaviour;
import org.wahook.worker.testing.Broker;

/** Bots that answer 202 and call back too late, never, or with an error. */
class LateAnswerDeadlinesTest extends CallbackFixture {

    @ParameterizedTest
    @CsvSource({"retry, later", "silence, ''", "text, Sorry!", "handoff, ''"})
    void what_is_done_at_the_deadline_is_the_clients_choice(String onDeadline, String said) {
        settings(",\"onDeadline\":\"" + onDeadline + "\"");
        try (WorkerApp _ = worker()) {
            Customer anna = says("Hello");
            String url = callback(1);
            awaitsCallback();
            responseApi.answer(asked -> ResponseBehaviour.Raw.json(200, text("later")));

            timersAreDue();

            if (said.isEmpty()) {
                Deadline.eventually(
                        SOON, "no answer is needed", () -> statuses().equals(List.of("ignored")));
            } else {
                receives(anna, said);
            }
            settles();
            callBack(url, text("too late"));
            settles();
            assertThat(meta.sentCount()).isEqualTo(said.isEmpty() ? 0 : 1);
            assertThat(database.column(
                            "SELECT handoff_reason FROM whatsapp_conversations WHERE chatbot_id = ? AND bot_paused",
                            shop.chatbotId()))
                    .isEqualTo(onDeadline.equals("handoff") ? List.of("cannot_help") : List.of());
        }
    }

    @Test
    void a_bot_that_never_calls_back_is_given_up_after_the_ladder() {
        try (WorkerApp _ = worker()) {
            says("Hello");
            for (int attempt = 1; attempt <= 3; attempt++) {
                callback(attempt);
                awaitsCallback();
                timersAreDue();
            }
            Broker.Taken letter = broker.take(Topology.REPLIES_DEAD);
            assertThat(letter.header(MessageHeaders.REASON)).isEqualTo("response_api_timeout");
            assertThat(letter.header(MessageHeaders.ATTEMPTS)).isEqualTo("3");
            Deadline.eventually(SOON, "it is given up", () -> statuses().equals(List.of("failed")));
            settles();
        }
        assertThat(responseApi.askedCount()).isEqualTo(3);
    }

    @Test
    void an_error_that_is_called_back_costs_an_attempt_and_is_given_up_at_last() {
        try (WorkerApp _ = worker()) {
            says("Hello");
            for (int attempt = 1; attempt <= 3; attempt++) {
                callBack(callback(attempt), "{\"version\":2,\"error\":{\"code\":\"overloaded\",\"retryable\":true}}");
            }
            assertThat(broker.take(Topology.REPLIES_DEAD).header(MessageHeaders.ERROR))
                    .isEqualTo("the bot called back with an error, code overloaded");
            settles();
        }
        assertThat(responseApi.askedCount()).isEqualTo(3);
    }
}
