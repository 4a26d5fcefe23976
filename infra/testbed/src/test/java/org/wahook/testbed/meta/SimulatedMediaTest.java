package org.wahook.testbed.meta;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import okhttp3.MediaType;
import okhttp3.MultipartBody;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class SimulatedMediaTest {

    private static final JsonMapper JSON = new JsonMapper();
    private static final byte[] BYTES = "bytes of a photo".getBytes(StandardCharsets.UTF_8);

    private final SimulatedMeta meta = SimulatedMeta.start();
    private final OkHttpClient http =
            new OkHttpClient.Builder().followRedirects(false).build();

    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    private record Seen(int status, byte[] body) {
        JsonNode json() {
            return JSON.readTree(body);
        }
    }

    @AfterEach
    void stop() {
        http.connectionPool().evictAll();
        meta.close();
    }

    private Seen call(Request.Builder request, String token) throws IOException {
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        try (Response response = http.newCall(request.build()).execute()) {
            return new Seen(response.code(), response.body().bytes());
        }
    }

    private Seen get(String url, String token) throws IOException {
        return call(new Request.Builder().url(url), token);
    }

    private Seen describe(String id, String token) throws IOException {
        return get(meta.baseUrl() + "/v26.0/" + id, token);
    }

    private Seen upload(String mimeType, byte[] bytes) throws IOException {
        return call(
                new Request.Builder()
                        .url(meta.baseUrl() + "/v26.0/number/media")
                        .post(new MultipartBody.Builder()
                                .setType(MultipartBody.FORM)
                                .addFormDataPart("messaging_product", "whatsapp")
                                .addFormDataPart("file", "a.png", RequestBody.create(bytes, MediaType.get(mimeType)))
                                .build()),
                "token");
    }

    private Seen send(String mediaId) throws IOException {
        return call(
                new Request.Builder()
                        .url(meta.baseUrl() + "/v26.0/number/messages")
                        .post(RequestBody.create(
                                "{\"messaging_product\":\"whatsapp\",\"to\":\"+491\",\"type\":\"image\",\"image\":{\"id\":\""
                                        + mediaId + "\"}}",
                                MediaType.get("application/json"))),
                "token");
    }

    @Test
    void an_id_gives_a_url_and_the_url_gives_the_bytes_to_who_has_the_token() throws IOException {
        meta.phoneNumber("number", "token");
        String id = meta.addMedia("number", "image/jpeg", BYTES);

        JsonNode described = describe(id, "token").json();

        assertThat(described.path("mime_type").asString()).isEqualTo("image/jpeg");
        assertThat(described.path("sha256").asString()).hasSize(64);
        assertThat(described.path("file_size").asLong(0)).isEqualTo(BYTES.length);
        String url = described.path("url").asString();
        assertThat(get(url, "token").body()).isEqualTo(BYTES);
        assertThat(get(url, "").status()).isEqualTo(401);
        assertThat(describe(id, "stolen").status()).isEqualTo(401);
        assertThat(meta.mediaDownloads()).containsExactly(id);
    }

    @Test
    void an_expired_id_is_an_unknown_object() throws IOException {
        String id = meta.addMedia("number", "image/jpeg", BYTES);
        meta.expireMedia(id);

        assertThat(describe(id, "token").json().at("/error/error_subcode").asInt())
                .isEqualTo(33);
    }

    @Test
    void an_upload_has_an_id_that_messages_of_its_number_may_name() throws IOException {
        String id = upload("image/png", BYTES).json().path("id").asString();

        assertThat(meta.uploads().getFirst().bytes()).isEqualTo(BYTES);
        assertThat(meta.uploads().getFirst().mimeType()).isEqualTo("image/png");
        assertThat(send(id).status()).isEqualTo(200);
        assertThat(send("4711").json().at("/error/code").asInt()).isEqualTo(131053);
    }

    @Test
    void too_large_an_image_is_refused_and_so_is_what_a_test_says() throws IOException {
        assertThat(upload("image/png", new byte[5_000_001])
                        .json()
                        .at("/error/code")
                        .asInt())
                .isEqualTo(131053);
        meta.refuseUpload(400, 131053, "no");
        assertThat(upload("image/png", BYTES).status()).isEqualTo(400);
        assertThat(upload("image/png", BYTES).status()).isEqualTo(200);
    }
}
