package org.wahook.worker.media.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.wahook.platform.config.Secret;
import org.wahook.shared.media.MediaLinks;
import org.wahook.shared.media.MediaStoreConfig;
import org.wahook.testbed.Deadline;
import org.wahook.testbed.s3.TestS3;
import org.wahook.worker.testing.Buckets;
import org.wahook.worker.testing.Samples;

/** The bucket, by a real server that checks signatures. */
class ObjectStoreTest {

    private static final TestS3 server = TestS3.shared();
    private static final MediaStoreConfig CONFIG = Buckets.of(server, Buckets.PATIENT);

    @AutoClose
    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void a_file_is_there_by_its_link_alone_until_that_ends_and_gone_when_it_is_deleted() throws Exception {
        try (ObjectStore store = new ObjectStore(CONFIG);
                MediaLinks links = new MediaLinks(CONFIG, Clock.systemUTC());
                MediaLinks brief = new MediaLinks(CONFIG, Duration.ofSeconds(2), Clock.systemUTC())) {
            store.put("shop/1", Samples.PNG, ServedFile.of(1, "image/png"), Buckets.PATIENT);
            String soonOver = brief.to("shop/1").url();

            HttpResponse<byte[]> answer = get(links.to("shop/1").url());
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo(Samples.PNG);
            assertThat(answer.headers().firstValue("Content-Type")).contains("image/png");
            assertThat(answer.headers().firstValue("Content-Disposition")).contains("inline; filename=\"file-1.png\"");
            assertThat(answer.headers().firstValue("Cache-Control")).contains("private, no-store");

            assertThat(get(soonOver).statusCode()).isEqualTo(200);
            Deadline.eventually(
                    Buckets.PATIENT,
                    "the brief link has ended",
                    () -> get(soonOver).statusCode() == 403);
            assertThat(get(CONFIG.url() + "/" + CONFIG.bucket() + "/shop/1").statusCode())
                    .isEqualTo(403);
            assertThat(get(links.to("shop/1").url().replace("shop/1", "shop/2")).statusCode())
                    .isEqualTo(403);

            store.delete("shop/1");
            assertThat(get(links.to("shop/1").url()).statusCode()).isEqualTo(404);
            assertThatCode(() -> store.delete("shop/1")).doesNotThrowAnyException();
        }
    }

    private HttpResponse<byte[]> get(String url) {
        try {
            return http.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Test
    void with_good_settings_the_probe_leaves_nothing_behind() {
        try (ObjectStore store = new ObjectStore(CONFIG)) {
            store.probe();
        }

        assertThat(server.objects()).doesNotContain("wahook-probe");
    }

    @ParameterizedTest
    @CsvSource({
        "no-such-bucket, wahook-test, secret-of-wahook-test, MEDIA_STORE_BUCKET",
        "customers-files, somebody-else, secret-of-wahook-test, MEDIA_STORE_ACCESS_KEY_ID",
        "customers-files, wahook-test, another-secret, MEDIA_STORE_SECRET_ACCESS_KEY",
    })
    void a_wrong_setting_is_named_and_no_secret(String bucket, String keyId, String secret, String setting) {
        try (ObjectStore store = new ObjectStore(Buckets.of(server, bucket, keyId, secret, Buckets.PATIENT))) {
            assertThatThrownBy(store::probe)
                    .isInstanceOf(StoreFailedException.class)
                    .hasMessageContaining(setting)
                    .hasMessageNotContaining(secret);
        }
    }

    @Test
    void a_server_that_is_not_there_is_named() {
        MediaStoreConfig nowhere = at("http://127.0.0.1:1", Buckets.PATIENT);
        try (ObjectStore store = new ObjectStore(nowhere)) {
            assertThatThrownBy(store::probe)
                    .hasMessageContaining("http://127.0.0.1:1")
                    .hasMessageContaining("MEDIA_STORE_URL");
        }
    }

    /** Larger than what the sockets hold, so that the writing of it stands still. */
    @Test
    void a_server_that_takes_a_connection_and_reads_nothing_is_left_in_time() throws Exception {
        try (ServerSocket silent = new ServerSocket(0);
                ObjectStore store =
                        new ObjectStore(at("http://127.0.0.1:" + silent.getLocalPort(), Duration.ofSeconds(1)))) {
            byte[] large = new byte[16 * 1024 * 1024];
            long began = System.nanoTime();

            Thread.ofVirtual()
                    .start(() -> assertThatThrownBy(() ->
                                    store.put("shop/1", large, ServedFile.of(1, "image/png"), Duration.ofSeconds(1)))
                            .hasMessageContaining("MEDIA_STORE_TIMEOUT"))
                    .join(Duration.ofSeconds(10));

            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(8));
        }
    }

    private static MediaStoreConfig at(String url, Duration timeout) {
        return new MediaStoreConfig(
                URI.create(url),
                "files",
                "us-east-1",
                "id",
                new Secret("secret"),
                true,
                URI.create(url),
                Optional.empty(),
                timeout);
    }
}
