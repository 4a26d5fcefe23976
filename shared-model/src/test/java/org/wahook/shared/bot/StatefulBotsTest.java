package org.wahook.shared.bot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wahook.shared.bot.AskedBot.chosen;
import static org.wahook.shared.bot.AskedBot.photo;
import static org.wahook.shared.bot.AskedBot.turn;
import static org.wahook.shared.bot.AskedBot.voice;
import static org.wahook.shared.bot.AskedBot.words;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.wahook.testbed.http.SimulatedAnswer;
import tools.jackson.databind.JsonNode;

/** Bots that keep the conversation themselves: Dify, Typebot, Flowise, Rasa, Dialogflow CX. */
class StatefulBotsTest extends BotFixture {

    private static final String DIFY = "{\"responseContract\":\"dify\",\"bot\":{\"inputs\":{\"shop\":\"Berlin\"}}}";
    private static final String TYPEBOT = "{\"responseContract\":\"typebot\",\"bot\":{\"typebot\":\"my-bot\"}}";
    private static final String FLOWISE = "{\"responseContract\":\"flowise\",\"bot\":{\"followUpPrompts\":true}}";
    private static final String RASA = "{\"responseContract\":\"rasa\",\"bot\":{\"emptyText\":\"Pardon?\"}}";
    private static final String CX =
            "{\"responseContract\":\"dialogflow-cx\",\"bot\":{\"agent\":\"projects/p/locations/global/agents/a1\"}}";

    private static SimulatedAnswer stream(String... events) {
        StringBuilder body = new StringBuilder("event: ping\n\n");
        for (String event : events) {
            body.append("data: ").append(event).append("\n\n");
        }
        return new SimulatedAnswer.Full(200, "text/event-stream", body.toString(), Map.of());
    }

    @Test
    void dify_is_told_only_what_is_new_and_keeps_the_conversation_by_its_own_id() {
        bot.answers(201, "{\"id\":\"file-1\"}")
                .answers(stream(
                        "{\"event\":\"message\",\"answer\":\"Y\",\"conversation_id\":\"c-1\"}",
                        "{\"event\":\"message\",\"answer\":\"es.\"}",
                        "{\"event\":\"message_file\",\"type\":\"image\",\"belongs_to\":\"assistant\",\"url\":\"https://d/x.png\"}",
                        "{\"event\":\"message_end\",\"metadata\":{\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":2,"
                                + "\"total_price\":\"0.01\",\"currency\":\"USD\"}}}"));

        BotAnswer.Reply answer = reply(bot.ask(DIFY, turn(words("Open?"), photo())));

        assertThat(inShort(answer)).isEqualTo("text:Yes.|image:https://d/x.png");
        assertThat(answer.state()).isEqualTo(StateChange.set("c-1"));
        assertThat(answer.usage()).contains(new BotAnswer.Usage("", 5, 2, "0.01", "USD"));
        assertThat(bot.got().getFirst().path()).isEqualTo("/files/upload");
        JsonNode asked = bot.got().getLast().json();
        assertThat(asked.path("query").asString())
                .isEqualTo("[A person of the team wrote meanwhile: Joe here.]\nOpen?\n[image] my receipt");
        assertThat(asked.path("files").path(0).path("upload_file_id").asString())
                .isEqualTo("file-1");
        assertThat(asked.path("inputs").path("shop").asString()).isEqualTo("Berlin");
        assertThat(asked.has("conversation_id")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"404 not_found", "400 conversation_completed"})
    void a_conversation_that_dify_has_lost_begins_anew_with_what_was_said(String lost) {
        bot.answers(Integer.parseInt(lost.substring(0, 3)), "{\"code\":\"" + lost.substring(4) + "\"}")
                .answers(stream(
                        "{\"event\":\"message\",\"answer\":\"Hi\",\"conversation_id\":\"c-2\"}",
                        "{\"event\":\"message_end\"}"));

        BotAnswer.Reply answer = reply(bot.ask(DIFY, turn(Optional.of("c-1"), words("Open?"))));

        assertThat(answer.state()).isEqualTo(StateChange.set("c-2"));
        assertThat(bot.got().getFirst().json().path("conversation_id").asString())
                .isEqualTo("c-1");
        assertThat(bot.got().getLast().json().has("conversation_id")).isFalse();
        assertThat(bot.got().getLast().json().path("query").asString())
                .contains("user: Hello\nassistant: Hi!\n")
                .endsWith("Open?");
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '^', textBlock = """
            {"event":"error","status":400,"code":"completion_request_error"} ^ !REJECTED
            {"event":"error","status":429,"code":"too_many_requests"} ^ !ERROR
            {"event":"error","status":500,"code":"internal_server_error"} ^ !ERROR
            {"event":"message","answer":"Hal"} ^ !ERROR
            {"event":"human_input_required"} ^ +handoff
            {"event":"message_end"} ^ ''
            """)
    void what_a_stream_of_dify_means(String event, String expected) {
        bot.answers(stream(event));

        assertThat(inShort(bot.ask(DIFY, turn(words("Hi"))))).isEqualTo(expected);
    }

    @Test
    void what_dify_replaces_is_not_sent() {
        bot.answers(stream(
                "{\"event\":\"message\",\"answer\":\"something rude\"}",
                "{\"event\":\"message_replace\",\"answer\":\"Let's stay friendly.\"}",
                "{\"event\":\"message_end\"}"));

        assertThat(inShort(bot.ask(DIFY, turn(words("Hi"))))).isEqualTo("text:Let's stay friendly.");
    }

    @Test
    void a_quota_that_is_used_up_is_no_reason_to_ask_again() {
        bot.answers(429, "{\"code\":\"rate_limit_error\"}");

        assertThat(inShort(bot.ask(DIFY, turn(words("Hi"))))).isEqualTo("!REJECTED");
    }

    @ParameterizedTest
    @ValueSource(strings = {DIFY, TYPEBOT, FLOWISE, RASA, CX})
    void a_bot_that_may_have_taken_the_message_is_not_asked_again_blindly(String settings) {
        bot.within(Duration.ofMillis(300)).answers(new SimulatedAnswer.Silence());

        assertThat(inShort(bot.ask(settings, turn(words("Hi"))))).isEqualTo("!UNCERTAIN");
    }

    @Test
    void a_client_may_want_it_repeated_all_the_same() {
        bot.within(Duration.ofMillis(300)).answers(new SimulatedAnswer.Silence());

        assertThat(inShort(bot.ask("{\"responseContract\":\"rasa\",\"bot\":{\"repeat\":true}}", turn(words("Hi")))))
                .isEqualTo("!TIMEOUT");
    }

    @Test
    void typebot_starts_a_session_and_goes_on_with_it() {
        bot.answers(200, """
                {"sessionId":"s-1","messages":[
                  {"id":"b1","type":"text","content":{"type":"markdown","markdown":"Welcome"}},
                  {"id":"b2","type":"text","content":{"type":"richText","richText":[{"children":[{"text":"Which "},{"text":"one?"}]}]}}],
                 "input":{"type":"choice input","items":[{"id":"i1","content":"Red"},{"id":"i2","content":"Blue"}]},
                 "clientSideActions":[{"type":"wait","lastBubbleBlockId":"b1","wait":{"secondsToWaitFor":2}},
                  {"type":"scriptToExecute","scriptToExecute":{"content":"alert(1)"}}]}""");

        BotAnswer.Reply answer = reply(bot.ask(TYPEBOT, turn(words("Hi"))));

        assertThat(inShort(answer)).isEqualTo("text:Welcome|buttons:Which one?/1. Red/2. Blue");
        assertThat(answer.messages().getLast().delay()).isEqualTo(Duration.ofSeconds(2));
        assertThat(answer.state()).isEqualTo(StateChange.set("s-1"));
        assertThat(bot.got().getFirst().path()).isEqualTo("/api/v1/typebots/my-bot/startChat");
        assertThat(bot.got()
                        .getFirst()
                        .json()
                        .path("prefilledVariables")
                        .path("contactName")
                        .asString())
                .isEqualTo("Ana");

        bot.answers(200, "{\"messages\":[{\"id\":\"b3\",\"type\":\"text\",\"content\":{\"markdown\":\"Bye\"}}]}");
        BotAnswer.Reply last = reply(bot.ask(TYPEBOT, turn(Optional.of("s-1"), chosen("i2", "Blue"))));

        assertThat(inShort(last)).isEqualTo("text:Bye");
        assertThat(last.state()).isEqualTo(StateChange.cleared());
        assertThat(bot.got().getLast().path()).isEqualTo("/api/v1/sessions/s-1/continueChat");
        assertThat(bot.got().getLast().json().path("message").toString())
                .isEqualTo("{\"type\":\"text\",\"text\":\"Blue\",\"metadata\":{\"replyId\":\"i2\"}}");
    }

    @Test
    void a_session_that_typebot_has_forgotten_begins_anew() {
        bot.answers(404, "{\"message\":\"Session not found\"}")
                .answers(200, "{\"sessionId\":\"s-2\",\"messages\":[],\"input\":{\"type\":\"text input\"}}");

        assertThat(reply(bot.ask(TYPEBOT, turn(Optional.of("s-1"), words("Hi"))))
                        .state())
                .isEqualTo(StateChange.set("s-2"));
    }

    @Test
    void flowise_gets_uploads_without_codecs_and_its_prompts_become_buttons() {
        bot.answers(200, "{\"text\":\"Yes.\",\"followUpPrompts\":\"[\\\"When?\\\",\\\"Where?\\\"]\"}");

        assertThat(inShort(bot.ask(FLOWISE, turn(voice())))).isEqualTo("buttons:Yes./1. When?/2. Where?");
        JsonNode upload = bot.got().getFirst().json().path("uploads").path(0);
        assertThat(upload.path("mime").asString()).isEqualTo("audio/ogg");
        assertThat(upload.path("type").asString()).isEqualTo("audio");
        assertThat(upload.path("data").asString()).startsWith("data:audio/ogg;base64,");
    }

    @ParameterizedTest(name = "HTTP {0} {1}: {2}")
    @CsvSource(delimiter = '^', textBlock = """
            200 ^ {"statusCode":500,"success":false,"message":"boom"} ^ !ERROR
            200 ^ {"statusCode":400,"success":false} ^ !REJECTED
            200 ^ {"text":""} ^ ''
            200 ^ {"text":"Wait","action":{"id":"x"}} ^ text:Wait+handoff
            200 ^ {"json":{"action":"handoff"}} ^ +handoff
            200 ^ {} ^ !NO_REPLY
            404 ^ {} ^ !REJECTED
            """)
    void what_an_answer_of_flowise_means(int status, String body, String expected) {
        bot.answers(status, body);

        assertThat(inShort(bot.ask(FLOWISE, turn(words("Hi"))))).isEqualTo(expected);
    }

    @ParameterizedTest(name = "HTTP {0} {1}: {2}")
    @CsvSource(delimiter = '^', textBlock = """
            200 ^ [{"text":"Hi"},{"text":"Which?","buttons":[{"title":"Red","payload":"/pick_red"}]}] ^ text:Hi|buttons:Which?/1. Red
            200 ^ [{"image":"https://r/x.png"},{"attachment":"https://r/y.pdf"}] ^ image:https://r/x.png|text:https://r/y.pdf
            200 ^ [{"custom":{"action":"handoff"}}] ^ +handoff
            200 ^ [{"custom":{"wahook":{"messages":[{"type":"text","text":"v2"}]}}}] ^ text:v2
            200 ^ [] ^ text:Pardon?
            200 ^ {} ^ !NO_REPLY
            500 ^ {} ^ !ERROR
            """)
    void what_an_answer_of_rasa_means(int status, String body, String expected) {
        bot.answers(status, body);

        assertThat(inShort(bot.ask(RASA, turn(words("Hi"))))).isEqualTo(expected);
    }

    @Test
    void rasa_is_told_a_buttons_payload() {
        bot.answers(200, "[{\"text\":\"Red it is\"}]");

        bot.ask(RASA, turn(chosen("/pick_red", "Red")));

        assertThat(bot.got().getFirst().json().path("message").asString()).isEqualTo("/pick_red");
        assertThat(bot.got().getFirst().json().path("sender").asString()).matches("[a-z2-7]{32}");
    }

    @ParameterizedTest(name = "HTTP {0} {1}: {2}")
    @CsvSource(delimiter = '^', textBlock = """
            200 ^ {"queryResult":{"responseMessages":[{"text":{"text":["Hi"]}},{"liveAgentHandoff":{}}]}} ^ text:Hi+handoff
            200 ^ {"queryResult":{"responseMessages":[{"payload":{"wahook":{"messages":[{"type":"text","text":"v2"}]}}}]}} ^ text:v2
            200 ^ {"queryResult":{}} ^ ''
            200 ^ {} ^ !NO_REPLY
            403 ^ {"error":{"status":"PERMISSION_DENIED"}} ^ !REJECTED
            503 ^ {} ^ !ERROR
            """)
    void what_an_answer_of_dialogflow_means(int status, String body, String expected) {
        bot.answers(status, body);

        assertThat(inShort(bot.ask(CX, turn(words("Hi"))))).isEqualTo(expected);
        assertThat(bot.got().getFirst().path())
                .matches("/v3/projects/p/locations/global/agents/a1/sessions/[a-z2-7]{32}:detectIntent");
    }
}
