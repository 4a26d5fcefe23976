package org.wahook.shared.bot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wahook.shared.bot.AskedBot.photo;
import static org.wahook.shared.bot.AskedBot.turn;
import static org.wahook.shared.bot.AskedBot.words;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.wahook.testbed.http.SimulatedAnswer;
import tools.jackson.databind.JsonNode;

/** n8n and webhooks, and Anthropic. */
class StatelessBotsTest extends BotFixture {

    private static final String N8N = "{\"responseContract\":\"n8n\"}";
    private static final String ANTHROPIC =
            "{\"responseContract\":\"anthropic\",\"bot\":{\"model\":\"m1\",\"instructions\":\"Be brief\"}}";

    @Test
    void n8n_gets_what_its_chat_trigger_wants_and_all_of_contract_2() {
        bot.answers(200, "{\"output\":\"Yes.\"}");

        assertThat(inShort(bot.ask(N8N, turn(words("Open?"), words("Now?"))))).isEqualTo("text:Yes.");
        JsonNode asked = bot.got().getFirst().json();
        assertThat(asked.path("action").asString()).isEqualTo("sendMessage");
        assertThat(asked.path("chatInput").asString()).isEqualTo("Open?\nNow?");
        assertThat(asked.path("sessionId").asString()).matches("[a-z2-7]{32}");
        assertThat(asked.path("contact").path("id").asString()).isEqualTo("4915112345678");
    }

    @ParameterizedTest(name = "HTTP {0} {1}: {2}")
    @CsvSource(delimiter = '^', textBlock = """
            200 ^ {"message":"Workflow was started"} ^ !NO_REPLY
            200 ^ {"message":"Workflow got started"} ^ !NO_REPLY
            200 ^ {"text":"Workflow executed successfully."} ^ !NO_REPLY
            200 ^ {} ^ !NO_REPLY
            200 ^ {"answer":"a"} ^ text:a
            200 ^ [{"output":"first"}] ^ text:first
            200 ^ {"output":""} ^ ''
            200 ^ {"action":"handoff"} ^ +handoff
            200 ^ {"action":"handoff","output":"One moment"} ^ text:One moment+handoff
            200 ^ {"version":2,"messages":[{"type":"text","text":"v2"}]} ^ text:v2
            404 ^ {"message":"not registered"} ^ !REJECTED
            500 ^ {} ^ !ERROR
            """)
    void what_an_answer_of_n8n_means(int status, String body, String expected) {
        bot.answers(status, body);

        assertThat(inShort(bot.ask(N8N, turn(words("Hi"))))).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Workflow got started.", "{\"message\":\"Workflow got started\"}"})
    void what_n8n_says_by_itself_as_text_goes_to_no_customer(String text) {
        bot.answers(new SimulatedAnswer.Full(200, "text/plain", text, Map.of()));

        assertThat(inShort(bot.ask(N8N, turn(words("Hi"))))).isEqualTo("!NO_REPLY");
    }

    @Test
    void a_webhook_gets_what_its_pointers_say_and_nothing_else() {
        bot.answers(200, "{\"data\":{\"say\":\"Hi\"}}");

        BotAnswer answer = bot.ask("""
                {"responseContract":"webhook","bot":{"header":"X-Key","replyPointer":"/data/say",
                 "request":{"/q":"/chatInput","/who/name":"/contact/name","/who/none":"/contact/nothing",
                 "/source":"whatsapp","/n":7}}}""", turn(words("Open?")));

        assertThat(inShort(answer)).isEqualTo("text:Hi");
        assertThat(bot.got().getFirst().body())
                .isEqualTo("{\"q\":\"Open?\",\"who\":{\"name\":\"Ana\"},\"source\":\"whatsapp\",\"n\":7}");
        assertThat(bot.got().getFirst().header("X-Key")).isEqualTo(AskedBot.KEY);
        assertThat(bot.got().getFirst().header("Authorization")).isEmpty();
    }

    @Test
    void anthropic_gets_neighbours_of_one_role_as_one_message_that_begins_with_the_user() {
        bot.answers(
                200,
                "{\"model\":\"m1\",\"content\":[{\"type\":\"thinking\"},{\"type\":\"text\",\"text\":\"Yes.\"}],"
                        + "\"stop_reason\":\"end_turn\",\"usage\":{\"input_tokens\":4,\"output_tokens\":2}}");

        BotAnswer.Reply answer = reply(bot.ask(ANTHROPIC, turn(words("Open?"), photo())));

        assertThat(inShort(answer)).isEqualTo("text:Yes.");
        AskedBot.Got got = bot.got().getFirst();
        assertThat(got.header("x-api-key")).isEqualTo(AskedBot.KEY);
        JsonNode messages = got.json().path("messages");
        assertThat(messages.valueStream().map(it -> it.path("role").asString()).toList())
                .containsExactly("user", "assistant", "user");
        assertThat(messages.path(2)
                        .path("content")
                        .path(1)
                        .path("source")
                        .path("media_type")
                        .asString())
                .isEqualTo("image/jpeg");
        assertThat(got.json().path("system").asString()).isEqualTo("Be brief");
        assertThat(got.body()).doesNotContain("4915112345678");
    }

    @ParameterizedTest(name = "HTTP {0} {1}: {2}")
    @CsvSource(delimiter = '^', textBlock = """
            200 ^ {"content":[{"type":"text","text":"Book?"},{"type":"tool_use","name":"send_buttons","input":{"text":"","options":["Yes"]}}]} ^ buttons:Book?/1. Yes
            200 ^ {"content":[{"type":"text","text":"I can't."}],"stop_reason":"refusal"} ^ text:I can't.
            200 ^ {"content":[]} ^ ''
            200 ^ {"type":"error","error":{"type":"overloaded_error"}} ^ !THROTTLED
            200 ^ {"type":"error","error":{"type":"api_error"}} ^ !ERROR
            200 ^ {} ^ !NO_REPLY
            529 ^ {"error":{"type":"overloaded_error"}} ^ !ERROR
            429 ^ {} ^ !THROTTLED
            413 ^ {} ^ !REJECTED
            400 ^ {} ^ !REJECTED
            """)
    void what_an_answer_of_anthropic_means(int status, String body, String expected) {
        bot.answers(status, body);

        assertThat(inShort(bot.ask(ANTHROPIC, turn(words("Hi"))))).isEqualTo(expected);
    }
}
