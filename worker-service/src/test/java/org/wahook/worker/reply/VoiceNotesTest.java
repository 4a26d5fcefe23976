package org.wahook.worker.reply;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wahook.testbed.http.SimulatedAnswer;
import org.wahook.testbed.responder.ResponseBehaviour;
import org.wahook.testbed.transcription.SimulatedTranscription;
import org.wahook.worker.outcome.Outcome;
import org.wahook.worker.testing.Samples;

/** What customers say stands in the history as words. */
class VoiceNotesTest extends WithMedia {

    @Test
    void the_words_stand_in_the_question_of_the_first_contract_and_in_later_ones() {
        speaks();

        assertThat(told()).containsExactly("user: [voice] is it open?");
        receive(text("wamid.later", now + 1, "And tomorrow?"));
        assertThat(told())
                .containsExactly(
                        "user: [voice] is it open?", "assistant: echo: [voice] is it open?", "user: And tomorrow?");
        assertThat(transcription.heard()).hasSize(1);
        assertThat(rows("coalesce(transcript, '-'), coalesce(prompt, '-')").getFirst())
                .isEqualTo("is it open?|[voice] is it open?");
    }

    @Test
    void the_endpoint_is_given_the_file_the_model_and_its_key() {
        speaks();

        SimulatedTranscription.Heard heard = transcription.heard().getFirst();
        assertThat(heard.file().bytes()).isEqualTo(Samples.OPUS);
        assertThat(heard.file().mimeType()).isEqualTo("audio/ogg");
        assertThat(heard.file().name()).isEqualTo("voice.ogg");
        assertThat(heard.form().field("model")).isEqualTo("whisper-1");
        assertThat(heard.authorization()).isEqualTo("Bearer transcription-key");
    }

    @Test
    void a_turn_that_is_tried_again_does_not_ask_for_the_words_again() {
        room.responseApi.answer(asked -> ResponseBehaviour.Raw.json(503, "{}"));
        String id = stored("audio/ogg", Samples.OPUS);
        var jobs = jobs(route(
                "messages",
                messages(message(
                        "wamid.v", now, "audio", "\"audio\": {\"id\": \"%s\", \"voice\": true}".formatted(id)))));
        jobs.forEach(room::run);
        room.responseApi.answerNormally();

        assertThat(jobs.stream().map(room::run)).containsExactly(Outcome.done());

        assertThat(told()).containsExactly("user: [voice] is it open?");
        assertThat(transcription.heard()).hasSize(1);
        assertThat(room.meta.mediaDownloads()).hasSize(1);
    }

    @Test
    void contract_2_has_the_words_as_text_and_as_transcript() {
        settings(V2_MEDIA);
        answersV2();

        speaks();

        assertThat(lastMedia().path("transcript").path("text").asString()).isEqualTo("is it open?");
        assertThat(lastMedia().path("voice").asBoolean()).isTrue();
        assertThat(lastAsked().path("input").path(0).path("text").asString()).isEqualTo("is it open?");
        assertThat(lastAsked().path("input").path(0).path("description").asString())
                .isEqualTo("[voice] is it open?");
        assertThat(room.meta.mediaDownloads())
                .as("the file is fetched once for both")
                .hasSize(1);
    }

    @Test
    void an_endpoint_that_says_nothing_is_not_waited_for_and_the_turn_goes_on() {
        transcription.answer(asked -> new SimulatedAnswer.Silence());

        speaks();

        assertThat(told()).containsExactly("user: [voice note]");
        assertThat(sent()).containsExactly("echo: [voice note]");
        assertThat(rows("coalesce(transcript, '-')").getFirst()).isEqualTo("-");
    }

    @Test
    void several_voice_notes_of_a_turn_are_waited_for_no_longer_than_one() {
        transcription.answer(asked -> new SimulatedAnswer.Silence());
        String first = stored("audio/ogg", Samples.OPUS);
        String second = stored("audio/ogg", Samples.OPUS);

        receive(message("wamid.1", now, "audio", "\"audio\": {\"id\": \"%s\", \"voice\": true}".formatted(first))
                + ","
                + message("wamid.2", now, "audio", "\"audio\": {\"id\": \"%s\", \"voice\": true}".formatted(second)));

        assertThat(told()).containsExactly("user: [voice note]", "user: [voice note]");
        assertThat(transcription.heard()).hasSize(1);
    }

    @Test
    void of_many_voice_notes_of_a_turn_the_newest_five_are_written_down() {
        List<String> spoken = IntStream.range(0, 7)
                .mapToObj(i -> message(
                        "wamid." + i,
                        now + i,
                        "audio",
                        "\"audio\": {\"id\": \"%s\", \"voice\": true}".formatted(stored("audio/ogg", Samples.OPUS))))
                .toList();

        receive(String.join(",", spoken));

        assertThat(transcription.heard()).hasSize(5);
        assertThat(told().subList(0, 2)).containsOnly("user: [voice note]");
        assertThat(told().subList(2, 7)).containsOnly("user: [voice] is it open?");
    }

    @Test
    void an_endpoint_that_fails_is_not_asked_in_each_turn() {
        transcription.answer(asked -> SimulatedAnswer.json(500, "{}"));
        for (int i = 0; i < 12; i++) {
            speaks();
        }

        assertThat(transcription.heard()).hasSize(10);
        assertThat(sent()).hasSize(12);
    }

    @Test
    void words_without_an_end_are_cut_and_an_answer_without_an_end_is_not_read() {
        transcription.answer(asked -> SimulatedTranscription.text("word ".repeat(10_000)));
        speaks();
        assertThat(told().getLast()).hasSizeLessThan(16_100).endsWith("…");

        transcription.answer(asked -> SimulatedTranscription.text("word ".repeat(1_000_000)));
        speaks();
        assertThat(told().getLast()).isEqualTo("user: [voice note]");
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 415, 422})
    void a_file_that_the_endpoint_refuses_is_not_asked_about_again(int status) {
        transcription.answer(asked -> SimulatedAnswer.json(status, "{}"));

        speaks();

        assertThat(told()).containsExactly("user: [voice note]");
        assertThat(rows("transcript").getFirst()).isEmpty();
        assertThat(rows("transcript IS NOT NULL").getFirst()).isEqualTo("t");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"words\":\"x\"}", "not json", "[]"})
    void an_answer_without_words_leaves_the_description(String body) {
        transcription.answer(asked -> new SimulatedAnswer.Full(200, "application/json", body, Map.of()));

        speaks();

        assertThat(told()).containsExactly("user: [voice note]");
    }

    @Test
    void silence_in_a_voice_note_is_kept_as_such() {
        transcription.answer(asked -> SimulatedTranscription.text("  "));

        speaks();

        assertThat(told()).containsExactly("user: [voice note]");
        assertThat(rows("transcript IS NOT NULL").getFirst()).isEqualTo("t");
    }

    @Test
    void a_client_may_have_an_endpoint_of_its_own_with_its_key_model_and_language() {
        try (SimulatedTranscription own = SimulatedTranscription.start()) {
            own.answer(asked -> SimulatedTranscription.text("hat es offen?"));
            database.run("UPDATE chatbots SET transcription_key = 'own-key' WHERE id = ?", room.client.chatbotId());
            settings("{\"transcription\":{\"baseUrl\":\"%s\",\"model\":\"m2\",\"language\":\"de\"}}"
                    .formatted(own.baseUrl()));

            speaks();

            assertThat(told()).containsExactly("user: [voice] hat es offen?");
            assertThat(own.heard().getFirst().authorization()).isEqualTo("Bearer own-key");
            assertThat(own.heard().getFirst().form().field("model")).isEqualTo("m2");
            assertThat(own.heard().getFirst().form().field("language")).isEqualTo("de");
            assertThat(transcription.heard()).isEmpty();
        }
    }

    @Test
    void a_client_may_have_it_turned_off() {
        settings("{\"transcription\":{\"enabled\":false}}");

        speaks();

        assertThat(told()).containsExactly("user: [voice note]");
        assertThat(room.meta.mediaDownloads()).isEmpty();
    }

    @Test
    void a_song_is_no_voice_note() {
        sends("audio", stored("audio/mpeg", Samples.ascii("ID3")), ", \"voice\": false");

        assertThat(told()).containsExactly("user: [audio]");
        assertThat(transcription.heard()).isEmpty();
    }

    @Test
    void what_it_answers_to_stands_before_the_words() {
        receive(text("wamid.first", now, "Hello"));
        String id = stored("audio/ogg", Samples.OPUS);
        receive(message(
                "wamid." + UUID.randomUUID(),
                now + 1,
                "audio",
                "\"audio\": {\"id\": \"%s\", \"voice\": true}, \"context\": {\"id\": \"wamid.first\"}".formatted(id)));

        List<String> told = told();
        assertThat(told.getLast()).isEqualTo("user: [in reply to: \"Hello\"] [voice] is it open?");
        receive(text("wamid.last", now + 2, "So?"));
        assertThat(told()).contains(told.getLast());
    }

    @Test
    void a_revoked_voice_note_leaves_no_words() {
        String id = stored("audio/ogg", Samples.OPUS);
        receive(message("wamid.gone", now, "audio", "\"audio\": {\"id\": \"%s\", \"voice\": true}".formatted(id)));

        receive(revoke("wamid.r", now + 1, "wamid.gone"));

        assertThat(rows("coalesce(transcript, '-'), coalesce(prompt, '-')").getFirst())
                .isEqualTo("-|-");
    }
}
