package org.wahook.testbed.meta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.FutureTask;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.wahook.testbed.Deadline;
import org.wahook.testbed.http.LocalHttpServer;
import org.wahook.testbed.http.SimulatedAnswer;
import org.wahook.testbed.meta.GraphBehaviour.AcceptThenHangUp;
import org.wahook.testbed.meta.GraphBehaviour.Fail;
import org.wahook.testbed.meta.GraphBehaviour.HangUpBefore;
import org.wahook.testbed.meta.GraphBehaviour.Late;
import org.wahook.testbed.meta.GraphBehaviour.RetryAfter;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@SuppressWarnings("NullAway.Init")
class SimulatedMetaTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration SOON = Duration.ofSeconds(30);
    private SimulatedMeta meta;
    private OkHttpClient http;

    /** What a caller sees. */
    private record Seen(int status, JsonNode body, List<String> retryAfter) {
        int code() {
            return body.at("/error/code").asInt();
        }
    }

    @BeforeEach
    void start() {
        meta = SimulatedMeta.start();
        http = new OkHttpClient.Builder().retryOnConnectionFailure(false).build();
    }

    @AfterEach
    void stop() {
        http.connectionPool().evictAll();
        meta.close();
    }

    @Test
    void an_accepted_message_gets_an_id_and_is_kept() throws IOException {
        Seen seen = send("+16505551234", "hello");

        SentMessage sent = meta.sentTo("16505551234").getFirst();
        assertThat(seen.body().at("/messages/0/id").asString())
                .isEqualTo(sent.wamid())
                .startsWith("wamid.");
        assertThat(seen.body().at("/contacts/0/wa_id").asString()).isEqualTo("16505551234");
        assertThat(sent.phoneNumberId()).isEqualTo("number");
        assertThat(sent.token()).isEqualTo("token");
        assertThat(sent.text()).isEqualTo("hello");
        assertThat(sent.bizOpaqueCallbackData()).isEqualTo("row-1");
        assertThat(sent.version()).isEqualTo("v26.0");
    }

    @Test
    void a_user_id_is_answered_without_a_wa_id() throws IOException {
        Seen seen = post("/v26.0/number/messages", "token", """
                {"messaging_product": "whatsapp", "recipient": "US.1", "type": "text", "text": {"body": "x"}}""");

        assertThat(seen.body().at("/contacts/0/user_id").asString()).isEqualTo("US.1");
        assertThat(seen.body().at("/contacts/0").has("wa_id")).isFalse();
        assertThat(meta.sentTo("US.1")).hasSize(1);
    }

    @Test
    void a_read_receipt_is_no_message() throws IOException {
        Seen seen = post("/v26.0/number/messages", "token", """
                {"messaging_product": "whatsapp", "status": "read", "message_id": "wamid.9",
                 "typing_indicator": {"type": "text"}}""");

        assertThat(seen.body().at("/success").asBoolean()).isTrue();
        assertThat(meta.sent()).isEmpty();
        assertThat(meta.readReceipts().getFirst().wamid()).isEqualTo("wamid.9");
        assertThat(meta.readReceipts().getFirst().typing()).isTrue();
    }

    @Test
    void tokens_and_numbers_are_checked_once_one_is_registered() throws IOException {
        meta.phoneNumber("number", "good");
        meta.phoneNumber("other", "others");

        assertThat(sendFrom("number", "good").status()).isEqualTo(200);
        Seen unknownToken = sendFrom("number", "wrong");
        assertThat(unknownToken.status()).isEqualTo(401);
        assertThat(unknownToken.code()).isEqualTo(190);
        assertThat(sendFrom("number", "others")
                        .body()
                        .at("/error/error_subcode")
                        .asInt())
                .isEqualTo(33);
        assertThat(sendFrom("nowhere", "good").code()).isEqualTo(100);
        meta.revoke("good");
        assertThat(sendFrom("number", "good").code()).isEqualTo(190);
        assertThat(meta.sent()).hasSize(1);
    }

    @Test
    void a_text_of_4096_characters_is_the_longest() throws IOException {
        assertThat(send("+1", "x".repeat(4096)).status()).isEqualTo(200);
        assertThat(send("+1", "x".repeat(4097)).code()).isEqualTo(100);
    }

    @Test
    void a_failure_is_in_metas_shape_and_for_those_it_fits() throws IOException {
        meta.behave(r -> r.contactId().equals("1"), new Fail(400, 131047, "Re-engagement message"));

        Seen failed = send("+1", "x");
        assertThat(failed.status()).isEqualTo(400);
        assertThat(failed.code()).isEqualTo(131047);
        assertThat(send("+2", "x").status()).isEqualTo(200);
        meta.behaveNormally();
        assertThat(send("+1", "x").status()).isEqualTo(200);
        assertThat(meta.sentTo("+1")).hasSize(1);
    }

    @Test
    void once_means_once() throws IOException {
        meta.behaveOnce(r -> true, new RetryAfter(429, 130429, Duration.ofSeconds(3)));

        assertThat(send("+1", "x").retryAfter()).containsExactly("3");
        assertThat(send("+1", "x").status()).isEqualTo(200);
    }

    @Test
    void an_accepted_message_without_an_answer_is_kept_and_one_hung_up_before_is_not() {
        meta.behaveOnce(r -> true, new AcceptThenHangUp());
        assertThatThrownBy(() -> send("+1", "x")).isInstanceOf(IOException.class);
        assertThat(meta.sentTo("1")).hasSize(1);

        meta.behaveOnce(r -> true, new HangUpBefore());
        assertThatThrownBy(() -> send("+2", "x")).isInstanceOf(IOException.class);
        assertThat(meta.sentTo("2")).isEmpty();
    }

    @Test
    void a_late_answer_is_accepted_at_once() {
        meta.behaveOnce(r -> true, new Late(Duration.ofMinutes(2)));
        OkHttpClient patient = http.newBuilder().readTimeout(Duration.ZERO).build();
        FutureTask<Seen> answer = new FutureTask<>(() -> call(patient, sending("number", "token", "+1", "x")));
        Thread.startVirtualThread(answer);

        Deadline.eventually(SOON, "accepted", () -> meta.sentTo("1").size() == 1);

        assertThat(answer.isDone()).isFalse();
        patient.dispatcher().cancelAll();
    }

    @Test
    void statuses_follow_a_send_in_order_and_signed() throws IOException {
        Queue<JsonNode> webhooks = new ConcurrentLinkedQueue<>();
        try (LocalHttpServer ingest = LocalHttpServer.start(exchange -> {
                    byte[] body = exchange.getRequestBody().readAllBytes();
                    assertThat(exchange.getRequestHeaders().getFirst("X-Hub-Signature-256"))
                            .startsWith("sha256=");
                    webhooks.add(JSON.readTree(body).at("/entry/0/changes/0/value/statuses/0"));
                    exchange.sendResponseHeaders(200, -1);
                    exchange.close();
                });
                WebhookSender sender = new WebhookSender(ingest.baseUrl() + "/webhook", "secret")) {
            meta.sendStatusesTo(sender, StatusPlan.sentDeliveredRead(Duration.ofMillis(1)));

            send("+1", "x");

            Deadline.eventually(SOON, "three statuses", () -> webhooks.size() == 3);
            assertThat(webhooks.stream().map(s -> s.path("status").asString()))
                    .containsExactly("sent", "delivered", "read");
            assertThat(webhooks).allSatisfy(s -> {
                assertThat(s.path("id").asString())
                        .isEqualTo(meta.sent().getFirst().wamid());
                assertThat(s.path("biz_opaque_callback_data").asString()).isEqualTo("row-1");
                assertThat(s.path("recipient_id").asString()).isEqualTo("1");
            });
            assertThat(meta.postStatus(meta.sent().getFirst(), "played").delivered())
                    .isTrue();
        }
    }

    @Test
    void an_override_is_taken_only_after_its_callback_answers_the_challenge() throws Exception {
        meta.phoneNumber("waba", "number", "token");
        try (LocalHttpServer callback = LocalHttpServer.start(exchange -> {
            String query = exchange.getRequestURI().getQuery();
            boolean right = query.contains("hub.verify_token=right");
            String challenge = query.replaceAll(".*hub.challenge=([0-9]+).*", "$1");
            new SimulatedAnswer.Full(right ? 200 : 403, "text/plain", challenge, Map.of()).give(exchange);
        })) {
            String body = "{\"override_callback_uri\": \"%s/webhook\", \"verify_token\": \"%s\"}";

            assertThat(post("/v26.0/waba/subscribed_apps", "token", body.formatted(callback.baseUrl(), "right"))
                            .code())
                    .as("the app must be subscribed first")
                    .isEqualTo(100);
            post("/v26.0/waba/subscribed_apps", "token", "{}");
            assertThat(meta.isSubscribed("waba")).isTrue();

            Seen wrong = post("/v26.0/waba/subscribed_apps", "token", body.formatted(callback.baseUrl(), "wrong"));
            assertThat(wrong.code()).isEqualTo(2200);
            assertThat(meta.callbackOverride("waba")).isEmpty();
            Seen right = post("/v26.0/waba/subscribed_apps", "token", body.formatted(callback.baseUrl(), "right"));
            assertThat(right.body().at("/success").asBoolean()).isTrue();
            assertThat(meta.callbackOverride("waba")).hasValue(callback.baseUrl() + "/webhook");
        }
    }

    @Test
    void a_number_describes_itself_to_its_token() throws IOException {
        meta.phoneNumber("waba", "number", "token");

        assertThat(get("/v26.0/number?fields=id,verified_name", "token")
                        .body()
                        .at("/id")
                        .asString())
                .isEqualTo("number");
        assertThat(get("/v26.0/waba/phone_numbers", "token")
                        .body()
                        .at("/data/0/id")
                        .asString())
                .isEqualTo("number");
        assertThat(get("/v26.0/number", "wrong").code()).isEqualTo(190);
    }

    private Seen send(String to, String text) throws IOException {
        return call(http, sending("number", "token", to, text));
    }

    private Seen sendFrom(String number, String token) throws IOException {
        return call(http, sending(number, token, "+1", "x"));
    }

    private Request sending(String number, String token, String to, String text) {
        return posting("/v26.0/" + number + "/messages", token, """
                {"messaging_product": "whatsapp", "recipient_type": "individual", "to": "%s", "type": "text",
                 "text": {"body": "%s"}, "biz_opaque_callback_data": "row-1"}""".formatted(to, text));
    }

    private Seen post(String path, String token, String json) throws IOException {
        return call(http, posting(path, token, json));
    }

    private Seen get(String path, String token) throws IOException {
        return call(http, request(path, token).build());
    }

    private Request posting(String path, String token, String json) {
        return request(path, token)
                .post(RequestBody.create(json, MediaType.get("application/json")))
                .build();
    }

    private Request.Builder request(String path, String token) {
        return new Request.Builder().url(meta.baseUrl() + path).header("Authorization", "Bearer " + token);
    }

    private static Seen call(OkHttpClient client, Request request) throws IOException {
        try (Response response = client.newCall(request).execute()) {
            return new Seen(
                    response.code(),
                    JSON.readTree(response.body().string()),
                    response.headers().values("Retry-After"));
        }
    }
}
