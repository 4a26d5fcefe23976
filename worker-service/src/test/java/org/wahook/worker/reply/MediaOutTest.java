package org.wahook.worker.reply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wahook.worker.reply.BotFilesFixture.media;
import static org.wahook.worker.reply.ReplyFixture.isLater;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.wahook.shared.job.ReplyJob;
import org.wahook.testbed.meta.GraphBehaviour;
import org.wahook.testbed.meta.SentMessage;
import org.wahook.worker.outcome.Outcome;
import org.wahook.worker.outcome.Reason;
import org.wahook.worker.testing.FileServer;
import org.wahook.worker.testing.FileServer.Given;
import org.wahook.worker.testing.Samples;
import org.wahook.worker.testing.WorkerDatabase;
import tools.jackson.databind.JsonNode;

/** What bots name by URL is fetched, uploaded, and sent by its id; where that fails, the words go out instead. */
class MediaOutTest {

    @AutoClose
    private static final WorkerDatabase database = WorkerDatabase.create();

    @AutoClose
    private final BotFilesFixture bot = new BotFilesFixture(database);

    private final FileServer files = bot.files();
    private final ReplyFixture room = bot.room();

    @Test
    void a_picture_is_uploaded_and_sent_by_its_id() {
        String url = files.give("/a.jpg", "text/html", Samples.JPEG);

        assertThat(bot.asks("{\"type\":\"image\",\"url\":\"%s\",\"caption\":\"Look\",\"fallbackText\":\"f\"}"
                        .formatted(url)))
                .isEqualTo(Outcome.done());

        JsonNode image = bot.sentObject("image");
        assertThat(image.path("id").asString())
                .isEqualTo(room.meta.uploads().getFirst().id());
        assertThat(image.has("link")).isFalse();
        assertThat(image.path("caption").asString()).isEqualTo("Look");
        assertThat(room.meta.uploads().getFirst().bytes()).isEqualTo(Samples.JPEG);
        assertThat(room.meta.uploads().getFirst().mimeType()).isEqualTo("image/jpeg");
        assertThat(database.column(
                        "SELECT payload -> 'image' ->> 'id' FROM messages WHERE conversation_id = ? AND direction = 'outbound'",
                        room.conversation))
                .containsExactly(image.path("id").asString());
    }

    @ParameterizedTest
    @CsvSource({"video, MP4", "audio, OPUS", "document, PDF"})
    void the_other_kinds_too(String type, String sample) {
        byte[] bytes = switch (sample) {
            case "MP4" -> Samples.MP4;
            case "OPUS" -> Samples.OPUS;
            default -> Samples.PDF;
        };

        bot.asks(media(type, files.give("/file", "application/octet-stream", bytes)));

        assertThat(bot.sentObject(type).path("id").asString()).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 404, 500})
    void a_host_that_does_not_give_the_file_makes_it_words(int status) {
        bot.asks(media("image", files.give("/a.jpg", new Given.Status(status))));

        bot.saysInstead();
    }

    @Test
    void buttons_can_do_without_their_picture() {
        String buttons =
                "{\"type\":\"buttons\",\"text\":\"Yes?\",\"buttons\":[{\"id\":\"y\",\"title\":\"Yes\"}],\"header\":{\"type\":\"image\",\"url\":\"%s\"}}";
        bot.asks(buttons.formatted(files.give("/a.jpg", "image/jpeg", Samples.HTML)));

        JsonNode interactive = bot.sentObject("interactive");
        assertThat(interactive.has("header")).isFalse();
        assertThat(interactive.path("action").path("buttons")).hasSize(1);

        room.meta.forget();
        bot.asks(buttons.formatted(files.give("/b.jpg", "image/jpeg", Samples.JPEG)));

        assertThat(bot.sentObject("interactive")
                        .path("header")
                        .path("image")
                        .path("id")
                        .asString())
                .isEqualTo(room.meta.uploads().getFirst().id());
    }

    @Test
    void files_of_a_template_are_uploaded_too() {
        String url = files.give("/a.jpg", "image/jpeg", Samples.JPEG);

        bot.asks(("{\"type\":\"template\",\"name\":\"offer\",\"language\":\"en\",\"components\":[{\"type\":\"header\","
                        + "\"parameters\":[{\"type\":\"image\",\"image\":{\"link\":\"%s\"}}]}]}")
                .formatted(url));

        assertThat(bot.sentObject("template")
                        .at("/components/0/parameters/0/image/id")
                        .asString())
                .isEqualTo(room.meta.uploads().getFirst().id());
    }

    @Test
    void an_upload_that_meta_does_not_take_now_waits_without_asking_the_bot_again() {
        room.says("Hello");
        bot.answers(media("image", files.give("/a.jpg", "image/jpeg", Samples.JPEG)));
        room.meta.refuseUpload(400, 130429, "Rate limit hit");
        ReplyJob job = room.job();

        isLater(room.run(job), Reason.GRAPH_RATE_LIMITED, false);
        assertThat(room.outbound()).containsExactly("draft");

        assertThat(room.run(job)).isEqualTo(Outcome.done());
        assertThat(bot.sentObject("image").path("id").asString()).isNotEmpty();
        assertThat(room.responseApi.askedCount()).isEqualTo(1);
    }

    @Test
    void an_upload_may_be_repeated_and_a_send_is_not() {
        room.says("Hello");
        bot.answers(media("image", files.give("/a.jpg", "image/jpeg", Samples.JPEG)));
        room.meta.refuseUpload(503, 2, "Service unavailable");
        room.meta.behaveOnce(request -> true, new GraphBehaviour.AcceptThenHangUp());
        ReplyJob job = room.job();

        isLater(room.run(job), Reason.GRAPH_UNAVAILABLE, true);
        isLater(room.run(job), Reason.GRAPH_OUTCOME_UNKNOWN, true);
        isLater(room.run(job), Reason.GRAPH_OUTCOME_UNKNOWN, false);

        assertThat(room.meta.sent()).hasSize(1);
        assertThat(room.meta.uploads()).hasSize(1);
        assertThat(files.seen())
                .as("fetched for each upload, and not for a send")
                .hasSize(2);
    }

    @Test
    void a_picture_among_texts_keeps_its_place() {
        String url = files.give("/a.jpg", "image/jpeg", Samples.JPEG);

        bot.asks("{\"type\":\"text\",\"text\":\"One\"}," + media("image", url)
                + ",{\"type\":\"text\",\"text\":\"Three\"}");

        assertThat(room.meta.sent().stream().map(SentMessage::type)).containsExactly("text", "image", "text");
        assertThat(room.outbound()).containsExactly("sent", "sent", "sent");
    }
}
