package org.wahook.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client's bot is: its contract, its options, and the secrets that it is asked with. */
class AdminBotSettingsTest {

    @AutoClose
    private static final AdminService admin = AdminService.start(Map.of());

    private static final String CHATBOTS = "/api/v1/chatbots/";

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', textBlock = """
            {"responseContract":"v3"}                                                | settings.responseContract
            {"responseContract":"openai-chat"}                                       | settings.bot.model
            {"responseContract":"openai-chat","bot":{"model":7}}                     | settings.bot.model
            {"responseContract":"rasa","bot":{"model":"m"}}                          | settings.bot.model
            {"bot":{"model":"m"}}                                                    | settings.bot.model
            {"responseContract":"v2","bot":{"actions":["dance"]}}                    | settings.bot.actions
            {"responseContract":"v2","bot":[]}                                       | settings.bot
            {"responseContract":"dialogflow-cx","bot":{"agent":"a1"}}                | settings.bot.agent
            {"responseContract":"webhook","bot":{"request":{"no-pointer":"/a"}}}     | settings.bot.request
            """)
    void a_setting_that_makes_no_sense_is_named(String settings, String field) {
        AdminResponse reply = admin.put(CHATBOTS + "refused", "{\"settings\":" + settings + "}");

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.json()
                        .path("errors")
                        .valueStream()
                        .map(it -> it.path("field").asString())
                        .toList())
                .contains(field);
    }

    @Test
    void a_signing_secret_goes_in_and_never_comes_out() {
        String secret = "whsec_d2Fob29rLWV4YW1wbGUta2V5LTI0Ynl0ZQ==";
        AdminResponse made = admin.put(CHATBOTS + "signed", "{\"signingSecret\":\"" + secret + "\"}");

        assertThat(made.status()).isEqualTo(201);
        assertThat(made.text()).doesNotContain("whsec_");
        assertThat(made.json().path("hasSigningSecret").asBoolean()).isTrue();
        assertThat(admin.put(CHATBOTS + "signed", "{\"signingSecret\":\"whsec_short\"}")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void a_transcription_key_goes_in_never_comes_out_and_to_no_other_origin() {
        String first =
                "{\"transcriptionKey\":\"stt-secret-1\",\"settings\":{\"transcription\":{\"baseUrl\":\"https://a.example/v1\",\"model\":\"m\",\"language\":\"pt-BR\"}}}";
        AdminResponse made = admin.put(CHATBOTS + "spoken", first);

        assertThat(made.status()).isEqualTo(201);
        assertThat(made.text()).doesNotContain("stt-secret");
        assertThat(made.json().path("hasTranscriptionKey").asBoolean()).isTrue();
        assertThat(made.field("/settings/transcription/language")).isEqualTo("pt-BR");
        AdminResponse elsewhere = admin.put(
                CHATBOTS + "spoken", "{\"settings\":{\"transcription\":{\"baseUrl\":\"https://b.example/v1\"}}}");
        assertThat(elsewhere.status()).isEqualTo(400);
        assertThat(elsewhere.text()).contains("transcriptionKey");
        assertThat(admin.put(
                                CHATBOTS + "spoken",
                                "{\"settings\":{\"transcription\":{\"baseUrl\":\"https://a.example/v2\"}}}")
                        .status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"baseUrl\":\"http://169.254.169.254/v1\"}",
                "{\"baseUrl\":\"nowhere\"}",
                "{\"language\":\"a b\"}",
                "{\"unknown\":1}"
            })
    void transcription_settings_that_make_no_sense_are_refused(String transcription) {
        assertThat(admin.put(CHATBOTS + "spoken2", "{\"settings\":{\"transcription\":" + transcription + "}}")
                        .status())
                .isEqualTo(400);
    }
}
