package org.wahook.worker.media;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.wahook.platform.json.Json;
import org.wahook.platform.outgoing.OutgoingAddresses;
import org.wahook.platform.outgoing.OutgoingAllowed;
import org.wahook.shared.bot.BotSettings;
import org.wahook.shared.bot.MessageContent.Media.Kind;
import org.wahook.testbed.http.LocalHttpServer;
import org.wahook.worker.testing.FileServer;
import org.wahook.worker.testing.FileServer.Given;
import org.wahook.worker.testing.Samples;

/** The fetcher's own rules, without those that a reply passes before. Each URL here would give a picture if it were asked. */
class UrlFetcherTest {

    private static final BotSettings SETTINGS = BotSettings.read(
            Json.parse("{\"responseContract\":\"v2\",\"bot\":{\"hosts\":[\"files.example\",\"public.example\"]}}")
                    .orElseThrow());

    private final AtomicInteger plainRequests = new AtomicInteger();
    private final FileServer files = new FileServer();
    private final LocalHttpServer plain = LocalHttpServer.start(exchange -> {
        plainRequests.incrementAndGet();
        exchange.sendResponseHeaders(200, Samples.JPEG.length);
        exchange.getResponseBody().write(Samples.JPEG);
        exchange.close();
    });
    private final MediaMemory memory = new MediaMemory(64 * 1024 * 1024, new SimpleMeterRegistry());
    private final UrlFetcher fetcher = new UrlFetcher(
            FileServer::client,
            OutgoingAddresses.ofClients(
                    OutgoingAllowed.parse("127.0.0.1"),
                    host -> List.of(InetAddress.ofLiteral(host.equals("public.example") ? "8.8.8.8" : "127.0.0.1"))),
            memory);

    @AfterEach
    void close() {
        fetcher.close();
        plain.close();
        files.close();
    }

    private UrlFetcher.Fetched fetch(String url) {
        try (MediaMemory.Room room = memory.room("shop")) {
            return fetcher.fetch(
                    new UrlFetcher.Wanted(Kind.IMAGE, false, url, Optional.empty()),
                    SETTINGS,
                    room,
                    Duration.ofSeconds(20));
        }
    }

    private void isRefused(String url, String why) {
        assertThat(fetch(url)).isEqualTo(new UrlFetcher.Fetched.Refused(why));
        assertThat(plainRequests).hasValue(0);
    }

    private String plainUrl() {
        return "http://files.example:" + URI.create(plain.baseUrl()).getPort() + "/a.jpg";
    }

    private String picture() {
        return files.give("/a.jpg", "image/jpeg", Samples.JPEG);
    }

    @Test
    void a_picture_at_a_host_of_the_list_is_fetched() {
        assertThat(fetch(picture())).isInstanceOf(UrlFetcher.Fetched.File.class);
    }

    @Test
    void nothing_is_fetched_without_tls() {
        isRefused(plainUrl(), "it is not https");
        isRefused(files.give("/moved", new Given.Redirect(plainUrl())), "it is not https");
    }

    @Test
    void a_url_with_a_user_name_is_not_asked_for() {
        String named = picture().replace("https://", "https://user:password@");

        isRefused(named, "it has a user name");
        isRefused(picture().replace("https://", "https://:password@"), "it has a user name");
        assertThat(files.seen()).isEmpty();
        isRefused(files.give("/moved", new Given.Redirect(named)), "it has a user name");
    }

    @Test
    void a_host_that_is_not_in_the_list_is_not_asked() {
        picture();
        String elsewhere = files.url("inside.example", "/a.jpg");

        isRefused(elsewhere, "its host is not in bot.hosts");
        assertThat(files.seen()).isEmpty();
        isRefused(files.give("/moved", new Given.Redirect(elsewhere)), "its host is not in bot.hosts");
        assertThat(files.seen()).hasSize(1);
    }

    @Test
    void a_public_host_is_asked_at_its_usual_port_alone() {
        isRefused("https://public.example:8443/a.jpg", "its port is not 443");
    }

    @Test
    void redirects_are_followed_three_times() {
        isRefused(files.give("/loop", new Given.Redirect("/loop")), "more than 3 redirects");
        assertThat(files.seen()).hasSize(4);
    }

    @Test
    void no_more_is_read_than_meta_takes_and_nothing_of_what_is_announced_to_be_more() {
        String tooLarge = "it has more than 5242880 bytes";

        isRefused(files.give("/endless.jpg", new Given.Endless(Samples.JPEG)), tooLarge);
        isRefused(files.give("/large.jpg", new Given.Announced(10_000_000_000L)), tooLarge);
    }

    @Test
    void a_file_waits_for_memory_no_longer_than_it_may_take() {
        try (MediaMemory.Room everything = memory.room("another")) {
            assertThat(everything.grow(memory.most(), Duration.ZERO)).isTrue();
            try (MediaMemory.Room room = memory.room("shop")) {
                assertThat(fetcher.fetch(
                                new UrlFetcher.Wanted(Kind.IMAGE, false, picture(), Optional.empty()),
                                SETTINGS,
                                room,
                                Duration.ofMillis(500)))
                        .isInstanceOf(UrlFetcher.Fetched.Refused.class);
            }
        }
    }
}
