package org.wahook.worker.reply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wahook.worker.reply.ReplyFixture.isLater;
import static org.wahook.worker.reply.ReplyFixture.isNever;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wahook.shared.job.ReplyJob;
import org.wahook.testbed.meta.GraphBehaviour;
import org.wahook.testbed.responder.ReceivedQuestion;
import org.wahook.testbed.responder.ResponseBehaviour;
import org.wahook.worker.outcome.Outcome;
import org.wahook.worker.outcome.Reason;
import org.wahook.worker.testing.WorkerDatabase;

/** What the AI's answers, and its silence, lead to. */
class AskingTest {

    @AutoClose
    private static final WorkerDatabase database = WorkerDatabase.create();

    @AutoClose
    private final ReplyFixture room = new ReplyFixture(database);

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

        List<String> keys = room.responseApi.asked().stream()
                .map(ReceivedQuestion::idempotencyKey)
                .toList();
        assertThat(keys).hasSize(3);
        assertThat(keys.get(0)).isNotEmpty().isEqualTo(keys.get(1));
        assertThat(keys.get(2)).isNotEqualTo(keys.get(1));
    }

    @Test
    void the_bot_is_told_its_own_words_as_it_wrote_them_and_the_customer_gets_whatsapps_formatting() {
        room.says("Hello");
        room.responseApi.answer(asked -> new ResponseBehaviour.Reply("# Hi\n**there**"));
        room.run();
        room.says("And?");
        room.run();

        assertThat(room.meta.sent().getFirst().text()).isEqualTo("*Hi*\n*there*");
        assertThat(room.responseApi.asked().getLast().query().get(1).content()).isEqualTo("# Hi\n**there**");
    }

    @Test
    void a_reply_that_waits_for_its_next_attempt_is_sent_in_whatsapps_formatting_too() {
        room.says("Hello");
        room.responseApi.answer(asked -> new ResponseBehaviour.Reply("**there**"));
        room.meta.behaveOnce(send -> true, new GraphBehaviour.Fail(400, 130_429, "Rate limit hit"));
        ReplyJob job = room.job();
        room.run(job);
        room.run(job);

        assertThat(room.meta.sent().getFirst().text()).isEqualTo("*there*");
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
    void an_ai_that_hangs_is_asked_again_later() {
        try (ReplyFixture impatient = new ReplyFixture(database, true, Duration.ofMillis(300))) {
            impatient.says("Hello");
            impatient.responseApi.answer(asked -> new ResponseBehaviour.Hang());
            isLater(impatient.run(), Reason.RESPONSE_API_TIMEOUT, true);
            assertThat(impatient.inbound()).containsExactly("pending");
        }
    }

    @Test
    void an_ai_that_is_gone_is_asked_again_later() {
        room.says("Hello");
        room.responseApi.answer(asked -> new ResponseBehaviour.HangUp());
        isLater(room.run(), Reason.RESPONSE_API_UNREACHABLE, true);
        room.responseApi.close();
        isLater(room.run(room.holdersJob()), Reason.RESPONSE_API_UNREACHABLE, true);
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

        assertThat(room.onlySent().text()).isEqualTo("Grüß Gott 😀");
    }
}
