package org.wahook.worker.reply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wahook.worker.reply.BotFilesFixture.media;
import static org.wahook.worker.reply.ReplyFixture.isNever;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.wahook.worker.outcome.Outcome;
import org.wahook.worker.outcome.Reason;
import org.wahook.worker.testing.FileServer;
import org.wahook.worker.testing.FileServer.Given;
import org.wahook.worker.testing.Samples;
import org.wahook.worker.testing.WorkerDatabase;

/**
 * URLs and files that must not be fetched, whoever names them: nothing inside is reached, and memory and time stay
 * bounded.
 */
class MediaOutHostileTest {

    @AutoClose
    private static final WorkerDatabase database = WorkerDatabase.create();

    @AutoClose
    private final BotFilesFixture bot = new BotFilesFixture(database);

    private final FileServer files = bot.files();
    private final ReplyFixture room = bot.room();

    @Test
    void nothing_of_ours_goes_along() {
        bot.asks(media("image", files.give("/a.jpg", "image/jpeg", Samples.JPEG)));

        assertThat(files.seen()).hasSize(1);
        assertThat(files.seen().getFirst().headers().keySet())
                .allMatch(name -> List.of("Host", "Connection", "User-agent", "Accept-encoding").stream()
                        .anyMatch(name::equalsIgnoreCase));
        assertThat(files.seen().getFirst().headers().get("Accept-encoding")).containsExactly("identity");
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
        bot.asks(media("image", url));

        bot.saysInstead();
        assertThat(files.seen()).isEmpty();
    }

    @Test
    void a_name_that_leads_elsewhere_the_second_time_leads_nowhere() {
        files.give("/a.jpg", "image/jpeg", Samples.JPEG);

        bot.asks(media("image", files.url("rebound.example", "/a.jpg")));

        bot.saysInstead();
        assertThat(bot.lookUps("rebound.example")).isGreaterThan(1);
        assertThat(files.seen()).isEmpty();
    }

    @Test
    void a_redirect_is_followed_to_what_may_be_asked_for_and_carries_no_cookie() {
        files.give("/a.jpg", "image/jpeg", Samples.JPEG);

        bot.asks(media("image", files.give("/moved", new Given.Redirect("/a.jpg"))));

        assertThat(bot.sentObject("image").path("id").asString()).isNotEmpty();
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
        bot.asks(media("image", files.give("/loop", new Given.Redirect(location))));

        bot.saysInstead();
        assertThat(files.seen()).allMatch(seen -> seen.path().equals("/loop")).hasSizeLessThan(5);
    }

    @Test
    void a_body_without_an_end_is_read_no_further_than_meta_takes_it() {
        bot.asks(media("image", files.give("/endless.jpg", new Given.Endless(Samples.JPEG))));

        bot.saysInstead();
        assertThat(room.media.meters.get("wahook.media.memory.used").gauge().value())
                .isZero();
    }

    @Test
    void ten_gigabytes_that_are_announced_are_not_read_at_all() {
        bot.asks(media("document", files.give("/large.pdf", new Given.Announced(10_000_000_000L))));

        bot.saysInstead();
    }

    @Test
    void a_file_that_drips_is_given_up_when_its_time_is_over() {
        bot.asks(media("image", files.give("/slow.jpg", new Given.Drip(Duration.ofMillis(50)))));

        bot.saysInstead();
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

        bot.asks(media(type, files.give("/file.jpg", "image/jpeg", bytes)));

        bot.saysInstead();
    }

    @Test
    void a_template_whose_file_is_refused_is_not_sent_with_a_link() {
        Outcome outcome = bot.asks(
                "{\"type\":\"template\",\"name\":\"offer\",\"language\":\"en\",\"components\":[{\"type\":\"header\","
                        + "\"parameters\":[{\"type\":\"image\",\"image\":{\"link\":\"https://10.0.0.1/a.jpg\"}}]}]}");

        isNever(outcome, Reason.GRAPH_REJECTED);
        assertThat(room.meta.sent()).isEmpty();
    }
}
