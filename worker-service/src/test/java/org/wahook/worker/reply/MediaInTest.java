package org.wahook.worker.reply;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.wahook.testbed.meta.MediaBehaviour;
import org.wahook.testbed.responder.ResponseBehaviour;
import org.wahook.worker.testing.Samples;

/** Customers' files for bots that want them. */
class MediaInTest extends WithMedia {

    @Test
    void a_bot_that_wants_media_is_given_the_bytes_and_what_they_are() {
        settings(V2_MEDIA);
        answersV2();

        sends("image", stored("image/jpeg", Samples.PNG), ", \"caption\": \"my receipt\"");

        assertThat(lastMedia().path("data").asString())
                .isEqualTo(Base64.getEncoder().encodeToString(Samples.PNG));
        assertThat(lastMedia().path("bytes").asInt()).isEqualTo(Samples.PNG.length);
        assertThat(lastMedia().path("mimeType").asString()).isEqualTo("image/png");
        assertThat(lastMedia().has("error")).isFalse();
        assertThat(lastAsked().path("input").path(0).path("text").asString()).isEqualTo("my receipt");
        assertThat(sent()).containsExactly("ok");
        assertThat(usedMemory()).isZero();
    }

    private double usedMemory() {
        return room.media.meters.get("wahook.media.memory.used").gauge().value();
    }

    @Test
    void without_the_setting_nothing_is_fetched() {
        settings("{\"responseContract\":\"v2\"}");
        answersV2();

        sends("image", stored("image/jpeg", Samples.JPEG), "");

        assertThat(room.meta.mediaDownloads()).isEmpty();
        assertThat(lastMedia().has("data")).isFalse();
    }

    @Test
    void the_bot_of_the_first_contract_is_asked_as_ever_and_nothing_is_fetched() {
        sends("image", stored("image/jpeg", Samples.JPEG), ", \"caption\": \"my receipt\"");

        assertThat(told()).containsExactly("user: [image] my receipt");
        assertThat(room.meta.mediaDownloads()).isEmpty();
    }

    @Test
    void an_openai_shaped_bot_sees_the_picture() {
        settings(
                "{\"responseContract\":\"openai-chat\",\"responseApiBaseUrl\":\"%s\",\"bot\":{\"media\":true,\"model\":\"m\"}}"
                        .formatted(room.responseApi.baseUrl()));

        sends("image", stored("image/jpeg", Samples.JPEG), "");

        // The simulated API does not know this path: what counts is that the file was fetched for it.
        assertThat(room.meta.mediaDownloads()).hasSize(1);
    }

    @Test
    void a_model_that_hears_is_given_a_song_and_not_a_voice_note() {
        settings("{\"responseContract\":\"openai-chat\",\"bot\":{\"media\":true,\"audio\":true,\"model\":\"m\"}}");
        room.responseApi.answer(asked -> ResponseBehaviour.Raw.json(
                200, "{\"choices\":[{\"message\":{\"role\":\"assistant\",\"content\":\"ok\"}}]}"));

        sends("audio", stored("audio/mpeg", Samples.ascii("ID3 and more")), "");
        assertThat(lastAsked().at("/messages/0/content/1/input_audio/format").asString())
                .isEqualTo("mp3");
        sends("document", stored("audio/x-wav", Samples.WAV), "");
        assertThat(lastAsked().at("/messages/2/content/1/input_audio/format").asString())
                .isEqualTo("wav");
        sends("audio", stored("audio/ogg", Samples.OPUS), ", \"voice\": true");
        assertThat(lastAsked().at("/messages/4/content").asString()).isEqualTo("[voice] is it open?");
    }

    @Test
    void a_file_that_meta_has_no_more_leaves_its_description_and_the_turn_goes_on() {
        settings(V2_MEDIA);
        answersV2();
        String id = stored("image/jpeg", Samples.JPEG);
        room.meta.expireMedia(id);

        sends("image", id, "");

        assertThat(lastMedia().path("error").asString()).isEqualTo("expired");
        assertThat(lastAsked().path("input").path(0).path("description").asString())
                .isEqualTo("[image]");
        assertThat(sent()).containsExactly("ok");
    }

    @ParameterizedTest
    @CsvSource({"image, 11000000", "sticker, 1100000", "document, 110000000"})
    void a_file_that_is_too_large_is_not_read(String type, long announced) {
        settings(V2_MEDIA);
        answersV2();
        String id = stored("image/webp", Samples.JPEG);
        room.meta.behave(id, new MediaBehaviour.AnnouncedSize(announced));

        sends(type, id, "");

        assertThat(lastMedia().path("error").asString()).isEqualTo("too_large");
        assertThat(room.meta.mediaDownloads()).isEmpty();
        assertThat(sent()).containsExactly("ok");
    }

    @Test
    void a_file_without_an_end_is_read_no_further_than_it_may_be() {
        settings(V2_MEDIA);
        answersV2();
        String id = stored("image/jpeg", Samples.JPEG);
        room.meta.behave(id, new MediaBehaviour.Endless(0));

        sends("image", id, "");

        assertThat(lastMedia().path("error").asString()).isEqualTo("too_large");
        assertThat(usedMemory()).isZero();
    }

    @Test
    void a_page_that_calls_itself_a_picture_is_refused() {
        settings(V2_MEDIA);
        answersV2();

        sends("image", stored("image/jpeg", Samples.HTML), "");

        assertThat(lastMedia().path("error").asString()).isEqualTo("refused");
    }

    @Test
    void ten_files_of_a_turn_are_fetched_and_the_oldest_of_more_are_left_out() {
        settings(V2_MEDIA);
        answersV2();
        String[] messages = new String[11];
        for (int i = 0; i < messages.length; i++) {
            messages[i] = message(
                    "wamid.m" + i,
                    now + i,
                    "image",
                    "\"image\": {\"id\": \"%s\"}".formatted(stored("image/jpeg", Samples.JPEG)));
        }

        receive(String.join(",", messages));

        assertThat(lastAsked().path("input").size()).isEqualTo(11);
        assertThat(lastMedia().has("data")).isFalse();
        assertThat(lastAsked().path("input").path(1).path("media").has("data")).isTrue();
        assertThat(room.meta.mediaDownloads()).hasSize(10);
    }

    @Test
    void a_number_whose_files_hang_does_not_hold_up_each_of_its_turns() {
        settings(V2_MEDIA);
        answersV2();
        String id = stored("image/jpeg", Samples.JPEG);
        room.meta.behave(id, new MediaBehaviour.Status(503));
        for (int i = 0; i < 12; i++) {
            sends("image", id, "");
        }

        assertThat(room.meta.mediaDownloads()).hasSize(10);
        assertThat(lastMedia().path("error").asString()).isEqualTo("unavailable");
    }
}
