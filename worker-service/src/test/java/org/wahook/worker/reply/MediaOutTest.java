package org.wahook.worker.reply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wahook.worker.reply.ReplyFixture.isLater;
import static org.wahook.worker.reply.ReplyFixture.isNever;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.wahook.platform.outgoing.OutgoingAddresses;
import org.wahook.platform.outgoing.OutgoingAllowed;
import org.wahook.shared.job.ReplyJob;
import org.wahook.testbed.meta.GraphBehaviour;
import org.wahook.testbed.meta.SentMessage;
import org.wahook.testbed.responder.ResponseBehaviour;
import org.wahook.worker.outcome.Outcome;
import org.wahook.worker.outcome.Reason;
import org.wahook.worker.testing.FileServer;
import org.wahook.worker.testing.FileServer.Given;
import org.wahook.worker.testing.MediaFixture;
import org.wahook.worker.testing.Samples;
import tools.jackson.databind.JsonNode;

/** What bots name by URL: fetched, checked, uploaded, and sent by its id; or the words instead. */
class MediaOutTest extends WithReplyRoom {

    private static final Duration FETCH = Duration.ofSeconds(5);

    private final FileServer files = new FileServer();
    private final Map<String, AtomicInteger> lookUps = new ConcurrentHashMap<>();

    @Override
    ReplyFixture makeRoom() {
        return new ReplyFixture(
                database,
                false,
                ReplyFixture.CALL_TIMEOUT,
                meta -> new MediaFixture(
                        meta,
                        database.jdbi(),
                        Optional.empty(),
                        FileServer::client,
                        OutgoingAddresses.ofClients(OutgoingAllowed.parse("127.0.0.1"), this::resolve),
                        FETCH));
    }

    /** Names of tests. The rebound one is somewhere else the second time. */
    private List<InetAddress> resolve(String host) throws UnknownHostException {
        int before = lookUps.computeIfAbsent(host, name -> new AtomicInteger()).getAndIncrement();
        return List.of(
                switch (host) {
                    case FileServer.HOST -> InetAddress.ofLiteral("127.0.0.1");
                    case "inside.example" -> InetAddress.ofLiteral("127.0.0.2");
                    case "rebound.example" -> InetAddress.ofLiteral(before == 0 ? "127.0.0.1" : "127.0.0.2");
                    case "cloud.example" -> InetAddress.ofLiteral("169.254.169.254");
                    case "public.example" -> InetAddress.ofLiteral("192.0.2.1");
                    default -> InetAddress.ofLiteral(host);
                });
    }

    @BeforeEach
    void speaksContract2() {
        database.run(
                "UPDATE chatbots SET settings = ?::jsonb WHERE id = ?",
                "{\"responseContract\":\"v2\",\"bot\":{\"hosts\":[\"files.example\",\"inside.example\",\"rebound.example\","
                        + "\"cloud.example\",\"public.example\",\"127.0.0.2\",\"127.0.0.1\",\"10.0.0.1\",\"[::1]\"],"
                        + "\"templates\":[\"offer\"]}}",
                room.client.chatbotId());
    }

    @AfterEach
    void stopFiles() {
        files.close();
    }

    private void answers(String messages) {
        room.responseApi.answer(
                asked -> ResponseBehaviour.Raw.json(200, "{\"version\":2,\"messages\":[" + messages + "]}"));
    }

    private static String media(String type, String url) {
        return "{\"type\":\"%s\",\"url\":\"%s\",\"fallbackText\":\"instead\"}".formatted(type, url);
    }

    private JsonNode sentObject(String type) {
        SentMessage sent = onlySent();
        assertThat(sent.type()).as(sent.content().toString()).isEqualTo(type);
        return sent.content().path(type);
    }

    private void saysInstead() {
        assertThat(room.meta.sent().stream().map(SentMessage::text)).containsExactly("instead");
        assertThat(room.meta.uploads()).isEmpty();
        assertThat(room.outbound()).containsExactly("sent");
    }

    private Outcome asks(String messages) {
        room.says("Hello");
        answers(messages);
        return room.run();
    }

    @Test
    void a_picture_is_uploaded_and_sent_by_its_id() {
        String url = files.give("/a.jpg", "text/html", Samples.JPEG);

        assertThat(asks("{\"type\":\"image\",\"url\":\"%s\",\"caption\":\"Look\",\"fallbackText\":\"f\"}"
                        .formatted(url)))
                .isEqualTo(Outcome.done());

        JsonNode image = sentObject("image");
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

    @Test
    void nothing_of_ours_goes_along() {
        asks(media("image", files.give("/a.jpg", "image/jpeg", Samples.JPEG)));

        assertThat(files.seen()).hasSize(1);
        assertThat(files.seen().getFirst().headers().keySet())
                .allMatch(name -> List.of("Host", "Connection", "User-agent", "Accept-encoding").stream()
                        .anyMatch(name::equalsIgnoreCase));
        assertThat(files.seen().getFirst().headers().get("Accept-encoding")).containsExactly("identity");
    }

    @ParameterizedTest
    @CsvSource({"video, MP4", "audio, OPUS", "document, PDF"})
    void the_other_kinds_too(String type, String sample) {
        byte[] bytes = switch (sample) {
            case "MP4" -> Samples.MP4;
            case "OPUS" -> Samples.OPUS;
            default -> Samples.PDF;
        };

        asks(media(type, files.give("/file", "application/octet-stream", bytes)));

        assertThat(sentObject(type).path("id").asString()).isNotEmpty();
    }

    @Test
    void the_same_bytes_for_the_same_number_are_uploaded_once() {
        asks(media("image", files.give("/a.jpg", "image/jpeg", Samples.JPEG)));
        asks(media("image", files.give("/b.jpg", "image/jpeg", Samples.JPEG)));

        assertThat(room.meta.uploads()).hasSize(1);
        assertThat(room.meta.sent().stream()
                        .map(sent -> sent.content().path("image").path("id").asString()))
                .hasSize(2)
                .containsOnly(room.meta.uploads().getFirst().id());
    }

    @Test
    void an_upload_whose_time_is_over_is_made_again() {
        String url = files.give("/a.jpg", "image/jpeg", Samples.JPEG);
        asks(media("image", url));
        database.run(
                "UPDATE media_uploads SET expires_at = now() - interval '1 minute' WHERE phone_number_id = ?",
                room.client.phoneNumberId());

        asks(media("image", url));

        assertThat(room.meta.uploads()).hasSize(2);
    }

    @Test
    void a_file_that_meta_has_lost_before_its_time_is_uploaded_anew_the_next_time() {
        String url = files.give("/a.jpg", "image/jpeg", Samples.JPEG);
        asks(media("image", url));
        room.meta.expireMedia(room.meta.uploads().getFirst().id());

        asks(media("image", url));
        assertThat(room.meta.sent().getLast().text()).isEqualTo("instead");
        asks(media("image", url));

        assertThat(room.meta.sent().getLast().type()).isEqualTo("image");
        assertThat(room.meta.uploads()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://files.example/a.jpg",
                "https://user@files.example/a.jpg",
                "https://elsewhere.example/a.jpg",
                "https://10.0.0.1/a.jpg",
                "https://127.0.0.2/a.jpg",
                "https://inside.example/a.jpg",
                "https://cloud.example/latest/meta-data",
                "https://public.example:8443/a.jpg",
                "https://[::1]/a.jpg",
                "file:///etc/passwd",
                "ftp://files.example/a.jpg",
                "https://"
            })
    void a_url_that_must_not_be_asked_for_is_not(String url) {
        asks(media("image", url));

        saysInstead();
        assertThat(files.seen()).isEmpty();
    }

    @Test
    void a_name_that_leads_elsewhere_the_second_time_leads_nowhere() {
        files.give("/a.jpg", "image/jpeg", Samples.JPEG);

        asks(media("image", files.url("rebound.example", "/a.jpg")));

        saysInstead();
        assertThat(lookUps)
                .hasEntrySatisfying(
                        "rebound.example", count -> assertThat(count.get()).isGreaterThan(1));
        assertThat(files.seen()).isEmpty();
    }

    @Test
    void a_redirect_is_followed_to_what_may_be_asked_for_and_carries_no_cookie() {
        files.give("/a.jpg", "image/jpeg", Samples.JPEG);

        asks(media("image", files.give("/moved", new Given.Redirect("/a.jpg"))));

        assertThat(sentObject("image").path("id").asString()).isNotEmpty();
        assertThat(files.seen().getLast().headers().keySet()).noneMatch("Cookie"::equalsIgnoreCase);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://inside.example/a.jpg",
                "https://127.0.0.2/a.jpg",
                "https://cloud.example/",
                "https://elsewhere.example/a.jpg",
                "http://files.example/a.jpg",
                "//10.0.0.1/a.jpg",
                "file:///etc/passwd",
                "/loop"
            })
    void a_redirect_to_what_must_not_be_asked_for_is_not_followed(String location) {
        asks(media("image", files.give("/loop", new Given.Redirect(location))));

        saysInstead();
        assertThat(files.seen()).allMatch(seen -> seen.path().equals("/loop")).hasSizeLessThan(5);
    }

    @Test
    void a_body_without_an_end_is_read_no_further_than_meta_takes_it() {
        asks(media("image", files.give("/endless.jpg", new Given.Endless(Samples.JPEG))));

        saysInstead();
        assertThat(room.media.meters.get("wahook.media.memory.used").gauge().value())
                .isZero();
    }

    @Test
    void ten_gigabytes_that_are_announced_are_not_read_at_all() {
        asks(media("document", files.give("/large.pdf", new Given.Announced(10_000_000_000L))));

        saysInstead();
    }

    @Test
    void a_file_that_drips_is_given_up_when_its_time_is_over() {
        asks(media("image", files.give("/slow.jpg", new Given.Drip(Duration.ofMillis(50)))));

        saysInstead();
    }

    @ParameterizedTest
    @CsvSource({"image, HTML", "image, SVG", "image, PDF", "document, HTML", "document, ARCHIVE", "audio, JPEG"})
    void bytes_of_another_type_are_refused_whatever_they_are_called(String type, String sample) {
        byte[] bytes = switch (sample) {
            case "HTML" -> Samples.HTML;
            case "SVG" -> Samples.SVG;
            case "PDF" -> Samples.PDF;
            case "ARCHIVE" -> Samples.ARCHIVE;
            default -> Samples.JPEG;
        };

        asks(media(type, files.give("/file.jpg", "image/jpeg", bytes)));

        saysInstead();
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 404, 500})
    void a_host_that_does_not_give_the_file_makes_it_words(int status) {
        asks(media("image", files.give("/a.jpg", new Given.Status(status))));

        saysInstead();
    }

    @Test
    void buttons_can_do_without_their_picture() {
        String buttons =
                "{\"type\":\"buttons\",\"text\":\"Yes?\",\"buttons\":[{\"id\":\"y\",\"title\":\"Yes\"}],\"header\":{\"type\":\"image\",\"url\":\"%s\"}}";
        asks(buttons.formatted(files.give("/a.jpg", "image/jpeg", Samples.HTML)));

        JsonNode interactive = sentObject("interactive");
        assertThat(interactive.has("header")).isFalse();
        assertThat(interactive.path("action").path("buttons")).hasSize(1);

        room.meta.forget();
        asks(buttons.formatted(files.give("/b.jpg", "image/jpeg", Samples.JPEG)));

        assertThat(sentObject("interactive")
                        .path("header")
                        .path("image")
                        .path("id")
                        .asString())
                .isEqualTo(room.meta.uploads().getFirst().id());
    }

    @Test
    void files_of_a_template_are_uploaded_too() {
        String url = files.give("/a.jpg", "image/jpeg", Samples.JPEG);

        asks(("{\"type\":\"template\",\"name\":\"offer\",\"language\":\"en\",\"components\":[{\"type\":\"header\","
                        + "\"parameters\":[{\"type\":\"image\",\"image\":{\"link\":\"%s\"}}]}]}")
                .formatted(url));

        assertThat(sentObject("template")
                        .at("/components/0/parameters/0/image/id")
                        .asString())
                .isEqualTo(room.meta.uploads().getFirst().id());
    }

    @Test
    void a_template_whose_file_is_refused_is_not_sent_with_a_link() {
        Outcome outcome = asks(
                "{\"type\":\"template\",\"name\":\"offer\",\"language\":\"en\",\"components\":[{\"type\":\"header\","
                        + "\"parameters\":[{\"type\":\"image\",\"image\":{\"link\":\"https://10.0.0.1/a.jpg\"}}]}]}");

        isNever(outcome, Reason.GRAPH_REJECTED);
        assertThat(room.meta.sent()).isEmpty();
    }

    @Test
    void an_upload_that_meta_does_not_take_now_waits_without_asking_the_bot_again() {
        room.says("Hello");
        answers(media("image", files.give("/a.jpg", "image/jpeg", Samples.JPEG)));
        room.meta.refuseUpload(400, 130429, "Rate limit hit");
        ReplyJob job = room.job();

        isLater(room.run(job), Reason.GRAPH_RATE_LIMITED, false);
        assertThat(room.outbound()).containsExactly("draft");

        assertThat(room.run(job)).isEqualTo(Outcome.done());
        assertThat(sentObject("image").path("id").asString()).isNotEmpty();
        assertThat(room.responseApi.askedCount()).isEqualTo(1);
    }

    @Test
    void an_upload_may_be_repeated_and_a_send_is_not() {
        room.says("Hello");
        answers(media("image", files.give("/a.jpg", "image/jpeg", Samples.JPEG)));
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

        asks("{\"type\":\"text\",\"text\":\"One\"}," + media("image", url) + ",{\"type\":\"text\",\"text\":\"Three\"}");

        assertThat(room.meta.sent().stream().map(SentMessage::type)).containsExactly("text", "image", "text");
        assertThat(room.outbound()).containsExactly("sent", "sent", "sent");
    }
}
