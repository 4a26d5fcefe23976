package org.wahook.worker.reply;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.wahook.shared.media.MediaStoreConfig;
import org.wahook.testbed.responder.ResponseBehaviour;
import org.wahook.testbed.s3.TestS3;
import org.wahook.worker.media.store.KeptFiles;
import org.wahook.worker.media.store.MediaDeletions;
import org.wahook.worker.media.store.ObjectStore;
import org.wahook.worker.media.store.StoreMeters;
import org.wahook.worker.testing.Buckets;
import org.wahook.worker.testing.MediaFixture;
import org.wahook.worker.testing.Samples;

/** Customers' files that are kept in a store. */
class KeptMediaTest extends WithMedia {

    private static final String KEEPING = "{\"keepMedia\":true,\"responseContract\":\"v2\"}";
    private static final TestS3 server = TestS3.shared();
    private static final MediaStoreConfig CONFIG = Buckets.of(server, Duration.ofSeconds(2));

    @AutoClose
    private final HttpClient http = HttpClient.newHttpClient();

    @AutoClose
    private final ObjectStore store = new ObjectStore(CONFIG);

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final MediaDeletions deletions =
            new MediaDeletions(new KeptFiles(database.jdbi()), store, new StoreMeters(meters));

    KeptMediaTest() {
        super(Optional.of(meta -> MediaFixture.keeping(meta, database.jdbi(), CONFIG)));
    }

    @BeforeEach
    @AfterEach
    void empty() {
        database.run("UPDATE media_objects SET stored_at = now()");
        database.run("DELETE FROM media_objects");
        due();
        deletions.run(Duration.ofSeconds(30));
    }

    private static void due() {
        database.run("UPDATE media_deletions SET due_at = now()");
    }

    /** Of this test's client: what was put while the server hung may come there later. */
    private List<String> objects() {
        return server.objects().stream()
                .filter(key -> key.startsWith(room.client.chatbotId() + "/"))
                .toList();
    }

    private HttpResponse<byte[]> fetch(String url) throws Exception {
        return http.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofByteArray());
    }

    private double kept(String outcome) {
        return room.media
                .meters
                .get("wahook.media.kept")
                .tag("outcome", outcome)
                .counter()
                .count();
    }

    @Test
    void a_bot_is_given_a_link_to_what_the_customer_has_sent() throws Exception {
        settings(KEEPING);
        answersV2();

        sends("image", stored("image/jpeg", Samples.PNG), ", \"caption\": \"my receipt\"");

        HttpResponse<byte[]> file = fetch(lastMedia().path("url").asString());
        assertThat(file.body()).isEqualTo(Samples.PNG);
        assertThat(file.headers().firstValue("Content-Type")).contains("image/png");
        assertThat(lastMedia().path("bytes").asInt()).isEqualTo(Samples.PNG.length);
        assertThat(lastMedia().has("data")).isFalse();
        assertThat(Instant.parse(lastMedia().path("expiresAt").asString()))
                .isBetween(Instant.now().plusSeconds(800), Instant.now().plusSeconds(900));
        assertThat(objects()).hasSize(1).noneMatch(key -> key.contains(ReplyFixture.PHONE));
        assertThat(kept("kept")).isEqualTo(1);
        assertThat(room.media.meters.get("wahook.media.memory.used").gauge().value())
                .isZero();
    }

    @Test
    void a_bot_that_wants_the_bytes_has_both_by_one_download() {
        settings("{\"keepMedia\":true,\"responseContract\":\"v2\",\"bot\":{\"media\":true}}");
        answersV2();

        sends("image", stored("image/jpeg", Samples.JPEG), "");

        assertThat(lastMedia().has("data")).isTrue();
        assertThat(lastMedia().has("url")).isTrue();
        assertThat(room.meta.mediaDownloads()).hasSize(1);
    }

    @Test
    void without_the_setting_nothing_is_kept() {
        settings(V2_MEDIA);
        answersV2();

        sends("image", stored("image/jpeg", Samples.JPEG), "");

        assertThat(lastMedia().has("url")).isFalse();
        assertThat(objects()).isEmpty();
    }

    @Test
    void the_bot_of_the_first_contract_is_asked_as_ever_and_the_file_is_kept_for_people() {
        settings("{\"keepMedia\":true}");

        sends("image", stored("image/jpeg", Samples.JPEG), ", \"caption\": \"my receipt\"");

        assertThat(told()).containsExactly("user: [image] my receipt");
        assertThat(lastAsked().toString()).doesNotContain("http");
        assertThat(objects()).hasSize(1);
    }

    @Test
    void a_page_that_comes_as_a_document_is_nothing_that_a_browser_runs() throws Exception {
        settings(KEEPING);
        answersV2();

        sends("document", stored("text/html", Samples.HTML), ", \"filename\": \"invoice.html\"");

        HttpResponse<byte[]> file = fetch(lastMedia().path("url").asString());
        assertThat(file.headers().firstValue("Content-Type")).contains("application/octet-stream");
        assertThat(file.headers().firstValue("Content-Disposition").orElse(""))
                .startsWith("attachment;")
                .doesNotContain("html");
    }

    @Test
    void another_attempt_fetches_and_keeps_nothing_again() {
        settings(KEEPING);
        AtomicInteger asked = new AtomicInteger();
        room.responseApi.answer(question -> asked.getAndIncrement() == 0
                ? ResponseBehaviour.Raw.json(503, "{}")
                : ResponseBehaviour.Raw.json(
                        200, "{\"version\":2,\"messages\":[{\"type\":\"text\",\"text\":\"ok\"}]}"));
        sends("image", stored("image/jpeg", Samples.JPEG), "");
        List<String> before = objects();

        database.run("UPDATE whatsapp_conversations SET turn_job = NULL WHERE id = ?", room.conversation);
        room.run();

        assertThat(sent()).containsExactly("ok");
        assertThat(lastMedia().has("url")).isTrue();
        assertThat(room.meta.mediaDownloads()).hasSize(1);
        assertThat(objects()).isEqualTo(before);
    }

    @Test
    void while_the_server_is_down_customers_are_answered_without_links_and_what_was_begun_is_cleared_later() {
        settings(KEEPING);
        answersV2();
        server.stop();
        try {
            sends("image", stored("image/jpeg", Samples.JPEG), "");
        } finally {
            server.startAgain();
        }

        assertThat(sent()).containsExactly("ok");
        assertThat(lastMedia().has("url")).isFalse();
        assertThat(kept("failed")).isEqualTo(1);
        assertThat(database.column("SELECT count(*) FROM media_objects WHERE stored_at IS NULL"))
                .containsExactly("1");
        database.run("UPDATE media_objects SET created_at = now() - interval '2 hours'");
        new KeptFiles(database.jdbi()).deleteAbandoned();
        assertThat(database.column("SELECT due_at > now() + interval '9 minutes' FROM media_deletions"))
                .containsExactly("t");
    }

    @Test
    void a_server_that_hangs_costs_a_turn_no_more_than_its_time() {
        settings(KEEPING);
        answersV2();
        long began = System.nanoTime();
        server.freeze();
        try {
            sends("image", stored("image/jpeg", Samples.JPEG), "");
        } finally {
            server.thaw();
        }

        assertThat(sent()).containsExactly("ok");
        assertThat(lastMedia().has("url")).isFalse();
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void what_a_customer_takes_back_is_deleted_from_the_store_too() {
        settings(KEEPING);
        answersV2();
        receive(message(
                "wamid.photo",
                now,
                "image",
                "\"image\": {\"id\": \"%s\"}".formatted(stored("image/jpeg", Samples.JPEG))));
        assertThat(objects()).hasSize(1);

        receive(revoke("wamid.revoke", now + 1, "wamid.photo"));
        MediaDeletions.Outcome outcome = deletions.run(Duration.ofSeconds(30));

        assertThat(outcome).isEqualTo(new MediaDeletions.Outcome(1, 0));
        assertThat(objects()).isEmpty();
        assertThat(database.column("SELECT object_key FROM media_deletions")).isEmpty();
    }

    @Test
    void a_deletion_that_fails_is_tried_again() {
        settings(KEEPING);
        answersV2();
        sends("image", stored("image/jpeg", Samples.JPEG), "");
        database.run("DELETE FROM messages WHERE conversation_id = ?", room.conversation);
        server.stop();
        try {
            assertThat(deletions.run(Duration.ofSeconds(30))).isEqualTo(new MediaDeletions.Outcome(0, 1));
        } finally {
            server.startAgain();
        }
        assertThat(objects()).hasSize(1);
        assertThat(deletions.run(Duration.ofSeconds(30)))
                .as("it is not due yet")
                .isEqualTo(new MediaDeletions.Outcome(0, 0));
        due();

        assertThat(deletions.run(Duration.ofSeconds(30))).isEqualTo(new MediaDeletions.Outcome(1, 0));
        assertThat(objects()).isEmpty();
    }
}
