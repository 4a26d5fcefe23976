package org.wahook.worker.reply;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.wahook.platform.broker.Publication;
import org.wahook.shared.job.ReplyJob;
import org.wahook.testbed.meta.SimulatedMeta;
import org.wahook.testbed.responder.ResponseBehaviour;
import org.wahook.testbed.transcription.SimulatedTranscription;
import org.wahook.worker.outcome.Outcome;
import org.wahook.worker.testing.MediaFixture;
import org.wahook.worker.testing.Samples;
import org.wahook.worker.testing.WorkerDatabase;
import tools.jackson.databind.JsonNode;

/** Tests of customers' photos and voice notes, with an endpoint that writes down what is said. */
@SuppressWarnings("NullAway.Init")
abstract class WithMedia {

    static final String V2_MEDIA = "{\"responseContract\":\"v2\",\"bot\":{\"media\":true}}";

    static WorkerDatabase database;

    final SimulatedTranscription transcription = SimulatedTranscription.start();
    final ConversationFixture chat;
    final ReplyFixture room;
    final long now;

    WithMedia() {
        this(Optional.empty());
    }

    /** @param media other than with transcription */
    WithMedia(Optional<Function<SimulatedMeta, MediaFixture>> media) {
        room = new ReplyFixture(
                database,
                false,
                ReplyFixture.CALL_TIMEOUT,
                media.orElse(meta ->
                        MediaFixture.transcribing(meta, database.jdbi(), Optional.of(transcription.baseUrl()))));
        chat = new ConversationFixture(database, room);
        now = chat.now();
    }

    /** Each class of tests has a database of its own. */
    @BeforeAll
    static void openDatabase() {
        database = WorkerDatabase.create();
    }

    @AfterAll
    static void closeDatabase() {
        database.close();
    }

    @AfterEach
    void close() {
        chat.close();
        transcription.close();
    }

    List<Outcome> receive(String message) {
        return chat.receive(message);
    }

    List<Outcome> receive(String field, String members) {
        return chat.receive(field, members);
    }

    List<Publication> route(String field, String members) {
        return chat.route(field, members);
    }

    static List<ReplyJob> jobs(List<Publication> published) {
        return ConversationFixture.jobs(published);
    }

    static String messages(String message) {
        return ConversationFixture.messages(message);
    }

    static String text(String wamid, long at, String body) {
        return ConversationFixture.text(wamid, at, body);
    }

    static String message(String wamid, long at, String type, String members) {
        return ConversationFixture.message(wamid, at, type, members);
    }

    static String revoke(String wamid, long at, String original) {
        return ConversationFixture.revoke(wamid, at, original);
    }

    List<String> told() {
        return chat.told();
    }

    List<String> rows(String columns) {
        return chat.rows(columns);
    }

    List<String> sent() {
        return room.sent();
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
