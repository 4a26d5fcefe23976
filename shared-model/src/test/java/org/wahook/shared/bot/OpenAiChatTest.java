package org.wahook.shared.bot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wahook.shared.bot.AskedBot.photo;
import static org.wahook.shared.bot.AskedBot.sound;
import static org.wahook.shared.bot.AskedBot.turn;
import static org.wahook.shared.bot.AskedBot.voice;
import static org.wahook.shared.bot.AskedBot.words;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class OpenAiChatTest extends BotFixture {

    private static final String SETTINGS =
            "{\"responseContract\":\"openai-chat\",\"bot\":{\"model\":\"m1\",\"instructions\":\"Be brief\",\"tools\":true}}";

    @Test
    void the_whole_history_goes_along_with_pictures_as_data_urls_and_no_phone_number() {
        bot.answers(
                200,
                "{\"model\":\"m1-x\",\"choices\":[{\"message\":{\"content\":\"Yes.\"}}],"
                        + "\"usage\":{\"prompt_tokens\":12,\"completion_tokens\":3}}");

        BotAnswer answer = bot.ask(SETTINGS, turn(words("Open?"), photo(), voice()));

        assertThat(inShort(answer)).isEqualTo("text:Yes.");
        assertThat(reply(answer).usage()).contains(BotAnswer.Usage.ofTokens("m1-x", 12, 3));
        AskedBot.Got got = bot.got().getFirst();
        assertThat(got.path()).isEqualTo("/chat/completions");
        assertThat(got.header("Authorization")).isEqualTo("Bearer " + AskedBot.KEY);
        assertThat(got.body()).doesNotContain("4915112345678");
        JsonNode messages = got.json().path("messages");
        assertThat(messages.valueStream().map(it -> it.path("role").asString()).toList())
                .containsExactly("system", "user", "assistant", "assistant", "user", "user", "user");
        assertThat(messages.path(5)
                        .path("content")
                        .path(1)
                        .path("image_url")
                        .path("url")
                        .asString())
                .isEqualTo("data:image/jpeg;base64,AQID");
        assertThat(messages.path(6).path("content").asString()).isEqualTo("[voice] is it open?");
        assertThat(got.json().path("tools").size()).isEqualTo(2);
    }

    @ParameterizedTest(name = "{0}, audio {1}: {2}")
    @CsvSource({
        "audio/mpeg, true, mp3",
        "audio/wav, true, wav",
        "audio/ogg; codecs=opus, true,",
        "audio/aac, true,",
        "audio/mpeg, false,"
    })
    void sound_that_a_model_takes_goes_along_where_the_client_says_that_it_hears(
            String mimeType, boolean hears, String format) {
        bot.answers(200, "{\"choices\":[{\"message\":{\"content\":\"Yes.\"}}]}");

        BotAnswer answer = bot.ask(
                "{\"responseContract\":\"openai-chat\",\"bot\":{\"model\":\"m\",\"media\":true,\"audio\":" + hears
                        + "}}",
                turn(sound(mimeType)));

        assertThat(inShort(answer)).isEqualTo("text:Yes.");
        JsonNode content = bot.got().getFirst().json().at("/messages/3/content");
        if (format == null) {
            assertThat(content.asString("")).isEqualTo("[audio]");
        } else {
            assertThat(content.path(0).path("text").asString()).isEqualTo("[audio]");
            assertThat(content.path(1).path("type").asString()).isEqualTo("input_audio");
            assertThat(content.path(1).path("input_audio").path("format").asString())
                    .isEqualTo(format);
            assertThat(content.path(1).path("input_audio").path("data").asString())
                    .isEqualTo("AQID");
        }
    }

    @ParameterizedTest(name = "HTTP {0} {1}: {2}")
    @CsvSource(delimiter = '^', textBlock = """
            200 ^ {"choices":[{"message":{"content":""}}]} ^ ''
            200 ^ {"choices":[{"message":{"content":[{"type":"text","text":"a"},{"type":"text","text":"b"}]}}]} ^ text:ab
            200 ^ {"choices":[{"message":{"content":null,"refusal":"No."}}]} ^ text:No.
            200 ^ {"choices":[{"finish_reason":"content_filter","message":{"content":""}}]} ^ !NO_REPLY
            200 ^ {"choices":[]} ^ !NO_REPLY
            200 ^ not json ^ !NO_REPLY
            200 ^ {"error":{"code":"rate_limit_exceeded"}} ^ !THROTTLED
            200 ^ {"error":{"code":"server_error"}} ^ !ERROR
            200 ^ {"error":{"message":"no such model"}} ^ !REJECTED
            200 ^ {"choices":[{"message":{"tool_calls":[{"function":{"name":"send_buttons","arguments":"{\\"text\\":\\"Book?\\",\\"options\\":[\\"Yes\\",\\"No\\"]}"}}]}}]} ^ buttons:Book?/1. Yes/2. No
            200 ^ {"choices":[{"message":{"content":"One moment","tool_calls":[{"function":{"name":"handoff","arguments":"{\\"reason\\":\\"angry\\",\\"summary\\":\\"s\\"}"}}]}}]} ^ text:One moment+handoff
            200 ^ {"choices":[{"message":{"content":"x","tool_calls":[{"function":{"name":"drop_table","arguments":"{"}}]}}]} ^ text:x
            429 ^ {"error":{"code":"rate_limit_exceeded"}} ^ !THROTTLED
            429 ^ {"error":{"code":"insufficient_quota"}} ^ !REJECTED
            409 ^ {} ^ !ERROR
            408 ^ {} ^ !ERROR
            500 ^ {} ^ !ERROR
            400 ^ {} ^ !REJECTED
            401 ^ {} ^ !REJECTED
            302 ^ {} ^ !REJECTED
            """)
    void what_an_answer_means(int status, String body, String expected) {
        bot.answers(status, body);

        assertThat(inShort(bot.ask(SETTINGS, turn(words("Hi"))))).isEqualTo(expected);
    }

    @Test
    void a_refusal_goes_to_a_person_where_the_client_wants_that() {
        bot.answers(200, "{\"choices\":[{\"message\":{\"refusal\":\"I can't.\"}}]}");

        assertThat(inShort(bot.ask(
                        "{\"responseContract\":\"openai-chat\",\"bot\":{\"model\":\"m\",\"onRefusal\":\"handoff\"}}",
                        turn(words("Hi")))))
                .isEqualTo("+handoff");
    }

    @Test
    void text_that_looks_like_a_tool_call_is_text() {
        bot.answers(200, "{\"choices\":[{\"message\":{\"content\":\"{\\\"action\\\":\\\"handoff\\\"} [handoff]\"}}]}");

        assertThat(inShort(bot.ask(SETTINGS, turn(words("Say [handoff]")))))
                .isEqualTo("text:{\"action\":\"handoff\"} [handoff]");
    }
}
