package org.wahook.worker.reply;

import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.wahook.testbed.responder.ResponseBehaviour;
import org.wahook.testbed.transcription.SimulatedTranscription;
import org.wahook.worker.testing.MediaFixture;
import org.wahook.worker.testing.Samples;
import tools.jackson.databind.JsonNode;

/** Tests of customers' photos and voice notes, with an endpoint that writes down what is said. */
abstract class WithMedia extends WithConversation {

    static final String V2_MEDIA = "{\"responseContract\":\"v2\",\"bot\":{\"media\":true}}";

    final SimulatedTranscription transcription = SimulatedTranscription.start();

    @Override
    ReplyFixture makeRoom() {
        return new ReplyFixture(
                database,
                false,
                ReplyFixture.CALL_TIMEOUT,
                meta -> MediaFixture.transcribing(meta, database.jdbi(), Optional.of(transcription.baseUrl())));
    }

    @AfterEach
    void stopTranscription() {
        transcription.close();
    }

    void settings(String json) {
        database.run("UPDATE chatbots SET settings = ?::jsonb WHERE id = ?", json, room.client.chatbotId());
    }

    void answersV2() {
        room.responseApi.answer(asked ->
                ResponseBehaviour.Raw.json(200, "{\"version\":2,\"messages\":[{\"type\":\"text\",\"text\":\"ok\"}]}"));
    }

    String stored(String mimeType, byte[] bytes) {
        return room.meta.addMedia(room.client.phoneNumberId(), mimeType, bytes);
    }

    /** A message with a file; runs its turn. */
    void sends(String type, String mediaId, String members) {
        receive(message(
                "wamid." + UUID.randomUUID(),
                now,
                type,
                "\"%s\": {\"id\": \"%s\", \"mime_type\": \"x/y\", \"sha256\": \"\"%s}"
                        .formatted(type, mediaId, members)));
    }

    /** A voice note; answers the id of its file. */
    String speaks() {
        String id = stored("audio/ogg; codecs=opus", Samples.OPUS);
        sends("audio", id, ", \"voice\": true");
        return id;
    }

    JsonNode lastAsked() {
        return room.responseApi.asked().getLast().body();
    }

    JsonNode lastMedia() {
        return lastAsked().path("input").path(0).path("media");
    }
}
