package org.wahook.shared.bot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wahook.shared.bot.AskedBot.turn;
import static org.wahook.shared.bot.AskedBot.words;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpenAiResponsesTest extends BotFixture {

    private static final String STATELESS =
            "{\"responseContract\":\"openai-responses\",\"bot\":{\"model\":\"m1\",\"tools\":true}}";
    private static final String CHAINED =
            "{\"responseContract\":\"openai-responses\",\"bot\":{\"model\":\"m1\",\"chain\":true}}";
    private static final String ANSWER =
            "{\"id\":\"resp_2\",\"status\":\"completed\",\"output\":[{\"type\":\"reasoning\"},"
                    + "{\"type\":\"message\",\"content\":[{\"type\":\"output_text\",\"text\":\"Yes.\"}]}]}";

    @Test
    void without_a_chain_nothing_is_kept() {
        bot.answers(200, ANSWER);

        BotAnswer.Reply answer = reply(bot.ask(STATELESS, turn(words("Open?"))));

        assertThat(inShort(answer)).isEqualTo("text:Yes.");
        assertThat(answer.state()).isEqualTo(StateChange.unchanged());
        assertThat(bot.got().getFirst().json().path("input").size()).isEqualTo(4);
        assertThat(bot.got().getFirst().json().path("store").asBoolean()).isFalse();
    }

    @Test
    void with_a_chain_only_what_is_new_goes_along_and_the_tool_calls_of_last_time_are_told_done() {
        bot.answers(200, ANSWER);

        BotAnswer.Reply answer = reply(bot.ask(CHAINED, turn(Optional.of("resp_1 call_9"), words("Open?"))));

        assertThat(answer.state()).isEqualTo(StateChange.set("resp_2"));
        assertThat(bot.got().getFirst().json().path("previous_response_id").asString())
                .isEqualTo("resp_1");
        assertThat(bot.got().getFirst().json().path("input").toString())
                .isEqualTo("[{\"type\":\"function_call_output\",\"call_id\":\"call_9\",\"output\":\"done\"},"
                        + "{\"role\":\"user\",\"content\":\"Open?\"}]");
    }

    @Test
    void a_lost_chain_is_asked_once_more_with_the_whole_history() {
        bot.answers(400, "{\"error\":{\"code\":\"previous_response_not_found\"}}")
                .answers(200, ANSWER);

        assertThat(inShort(bot.ask(CHAINED, turn(Optional.of("resp_1"), words("Open?")))))
                .isEqualTo("text:Yes.");
        assertThat(bot.got()).hasSize(2);
        assertThat(bot.got().getLast().json().path("input").size()).isEqualTo(4);
        assertThat(bot.got().getLast().json().has("previous_response_id")).isFalse();
    }

    @ParameterizedTest(name = "HTTP {0} {1}: {2}")
    @CsvSource(delimiter = '^', textBlock = """
            200 ^ {"status":"failed","error":{"code":"server_error"}} ^ !ERROR
            200 ^ {"status":"failed","error":{"code":"rate_limit_exceeded"}} ^ !THROTTLED
            200 ^ {"status":"failed","error":{"code":"invalid_prompt"}} ^ !REJECTED
            200 ^ {"status":"incomplete","output":[],"incomplete_details":{"reason":"max_output_tokens"}} ^ !NO_REPLY
            200 ^ {"status":"incomplete","output":[{"type":"message","content":[{"type":"output_text","text":"Half"}]}]} ^ text:Half
            200 ^ {"output":[{"type":"message","content":[{"type":"refusal","refusal":"No."}]}]} ^ text:No.
            200 ^ {"output":[{"type":"function_call","name":"handoff","call_id":"c","arguments":"{}"}]} ^ +handoff
            200 ^ {} ^ !NO_REPLY
            404 ^ {} ^ !REJECTED
            503 ^ {} ^ !ERROR
            """)
    void what_an_answer_means(int status, String body, String expected) {
        bot.answers(status, body);

        assertThat(inShort(bot.ask(STATELESS, turn(words("Hi"))))).isEqualTo(expected);
    }
}
