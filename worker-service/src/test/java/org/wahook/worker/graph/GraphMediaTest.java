package org.wahook.worker.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import okio.ByteString;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.wahook.platform.config.Secret;
import org.wahook.testbed.http.LocalHttpServer;
import org.wahook.testbed.meta.MediaBehaviour;
import org.wahook.testbed.meta.SimulatedMeta;
import org.wahook.worker.graph.MediaDownload.Cause;
import org.wahook.worker.testing.Samples;

class GraphMediaTest {

    private static final Secret TOKEN = new Secret("token-0123456789-abcdefghij");
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final long MOST = 1000;

    private final SimulatedMeta meta = SimulatedMeta.start();
    private final GraphMedia graph = new GraphMedia(meta.baseUrl(), "v26.0", Clock.systemUTC());
    private final List<String> strangersSaw = new CopyOnWriteArrayList<>();
    private final LocalHttpServer stranger = LocalHttpServer.start(exchange -> {
        strangersSaw.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
        exchange.sendResponseHeaders(200, -1);
        exchange.close();
    });

    @BeforeEach
    void register() {
        meta.phoneNumber("number", TOKEN.reveal());
    }

    @AfterEach
    void close() {
        graph.close();
        stranger.close();
        meta.close();
    }

    private String photo() {
        return meta.addMedia("number", "image/jpeg", Samples.JPEG);
    }

    private MediaDownload download(String id, Duration timeout) {
        return graph.download("number", TOKEN, id, timeout, announced -> new GraphMedia.Granted.Bytes(MOST));
    }

    private MediaDownload download(String id) {
        return download(id, LONG);
    }

    private static void failed(MediaDownload download, Cause cause) {
        assertThat(download).isInstanceOfSatisfying(MediaDownload.Failed.class, failed -> {
            assertThat(failed.cause()).as(failed.error()).isEqualTo(cause);
            assertThat(failed.error()).doesNotContain(TOKEN.reveal());
        });
    }

    @Test
    void an_id_becomes_bytes() {
        assertThat(download(photo())).isInstanceOfSatisfying(MediaDownload.Bytes.class, got -> {
            assertThat(got.bytes()).isEqualTo(Samples.JPEG);
            assertThat(got.mimeType()).isEqualTo("image/jpeg");
        });
    }

    @Test
    void a_url_whose_five_minutes_are_over_is_asked_for_anew() {
        String id = photo();
        meta.behave(id, new MediaBehaviour.FirstUrlExpired());

        assertThat(download(id)).isInstanceOf(MediaDownload.Bytes.class);
        assertThat(meta.mediaDownloads()).hasSize(2);
    }

    @Test
    void the_token_does_not_follow_a_redirect() {
        String id = photo();
        meta.behave(id, new MediaBehaviour.Redirect(stranger.baseUrl() + "/x"));

        failed(download(id), Cause.REFUSED);
        assertThat(strangersSaw).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "STRANGER/x",
        "http://lookaside.fbsbx.com/x",
        "https://lookaside.fbsbx.com.evil.example/x",
        "https://lookaside.fbsbx.com:8443/x",
        "https://evil@lookaside.fbsbx.com/x",
        "file:///etc/passwd",
        "''"
    })
    void the_token_goes_to_no_host_that_is_not_metas(String url) {
        String id = photo();
        meta.behave(
                id,
                new MediaBehaviour.UrlElsewhere(
                        url.replace("STRANGER", stranger.baseUrl().replace("127.0.0.1", "localhost"))));

        failed(download(id), Cause.REFUSED);
        assertThat(strangersSaw).isEmpty();
    }

    @Test
    void an_id_that_meta_has_no_more_is_expired() {
        String id = photo();
        meta.expireMedia(id);

        failed(download(id), Cause.EXPIRED);
    }

    @ParameterizedTest
    @CsvSource({"404, URL_EXPIRED", "500, UNAVAILABLE", "429, UNAVAILABLE", "403, REFUSED"})
    void what_a_status_of_the_file_means(int status, Cause cause) {
        String id = photo();
        meta.behave(id, new MediaBehaviour.Status(status));

        failed(download(id), cause);
    }

    @Test
    void more_than_was_granted_is_not_read_whatever_meta_announced() {
        String id = photo();
        meta.behave(id, new MediaBehaviour.Endless(10));

        failed(download(id), Cause.TOO_LARGE);
    }

    @Test
    void a_file_that_drips_ends_with_the_time() {
        String id = photo();
        meta.behave(id, new MediaBehaviour.Drip(Duration.ofMillis(20)));

        failed(download(id, Duration.ofSeconds(1)), Cause.UNAVAILABLE);
    }

    @Test
    void another_clients_token_gets_nothing() {
        String id = photo();

        failed(
                graph.download(
                        "number", new Secret("stolen"), id, LONG, announced -> new GraphMedia.Granted.Bytes(MOST)),
                Cause.REFUSED);
    }

    @ParameterizedTest
    @CsvSource({"..", "a/b", "' '", "''", "x?y"})
    void an_id_that_is_none_is_not_asked_for(String id) {
        failed(download(id), Cause.REFUSED);
        assertThat(meta.mediaDownloads()).isEmpty();
    }

    private MediaUpload upload() {
        return graph.upload("number", TOKEN, ByteString.of(Samples.PNG), "image/png", "a \"b\".png", LONG);
    }

    @Test
    void an_upload_has_an_id() {
        assertThat(upload())
                .isEqualTo(new MediaUpload.Uploaded(meta.uploads().getFirst().id()));
        assertThat(meta.uploads().getFirst().bytes()).isEqualTo(Samples.PNG);
        assertThat(meta.uploads().getFirst().mimeType()).isEqualTo("image/png");
    }

    @ParameterizedTest
    @CsvSource({
        "400, 131053, Refused",
        "400, 130429, NotNow",
        "500, 131000, NotNow",
        "503, 2, NotNow",
        "401, 190, AccountBlocked",
        "400, 131042, AccountLimited"
    })
    void what_a_refused_upload_means(int status, int code, String expected) {
        meta.refuseUpload(status, code, "no");

        assertThat(upload())
                .isInstanceOfSatisfying(
                        MediaUpload.Failed.class,
                        failed -> assertThat(failed.why().getClass().getSimpleName())
                                .isEqualTo(expected));
    }
}
