package org.wahook.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wahook.ingest.RunningIngest.FALLBACK;
import static org.wahook.ingest.RunningIngest.PATIENCE;

import com.rabbitmq.client.Delivery;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.wahook.platform.broker.MessageHeaders;
import org.wahook.testbed.Deadline;
import org.wahook.testbed.meta.WebhookAnswer;
import org.wahook.testbed.meta.WebhookSender;
import org.wahook.testbed.postgres.TestPostgres;
import org.wahook.testbed.rabbitmq.TestRabbit;

/** What Meta sees while RabbitMQ and PostgreSQL are well. */
@Timeout(120)
class WebhookStoryTest {

    private static final int MAX_BODY_BYTES = 100_000;
    private static final byte[] BODY = "{\"object\":\"whatsapp_business_account\"}".getBytes(StandardCharsets.UTF_8);

    private static RunningIngest ingest;

    @BeforeAll
    static void start() throws SQLException {
        String database = TestPostgres.shared().createDatabase();
        ingest = RunningIngest.start(
                        database,
                        TestRabbit.shared().createVirtualHost(),
                        Map.of("MAX_BODY_BYTES", String.valueOf(MAX_BODY_BYTES)))
                .awaitReady();
        Deadline.eventually(
                PATIENCE,
                "PostgreSQL is up",
                () -> ingest.management("/metrics").body().contains("wahook_database_up 1.0"));
        try (Connection connection = TestPostgres.shared().connect(database);
                Statement statement = connection.createStatement()) {
            statement.execute("INSERT INTO chatbots (id, api_key) VALUES ('bot', 'key')");
            statement.execute("""
                    INSERT INTO whatsapp_accounts (chatbot_id, phone_number_id, verify_token, access_token, status)
                    VALUES ('bot', '1', 'tok en+/=%&é', 'x', 'active'), ('bot', '2', 'gone', 'x', 'inactive'),
                           ('bot', '3', '', 'x', 'active')
                    """);
        }
    }

    @AfterAll
    static void stop() {
        ingest.close();
    }

    @BeforeEach
    void emptyTheQueue() {
        ingest.events();
    }

    static List<byte[]> bodies() {
        byte[] random = new byte[MAX_BODY_BYTES];
        new Random(1).nextBytes(random);
        return List.of(
                BODY,
                "{\"t\":\"caf\\u00e9 \\ud83d\\ude00 a\\/b\"}".getBytes(StandardCharsets.UTF_8),
                " {\"t\" : \"café 😀\"}\r\n".getBytes(StandardCharsets.UTF_8),
                "no json, and no matter".getBytes(StandardCharsets.UTF_8),
                new byte[0],
                new byte[] {0, (byte) 0xff, (byte) 0xfe},
                random);
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void a_webhook_is_in_the_queue_byte_for_byte_when_it_is_answered(byte[] body) {
        long before = System.currentTimeMillis();

        WebhookAnswer answer = ingest.meta().post(body);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEmpty();
        Delivery event = only(ingest.events());
        assertThat(event.getBody()).isEqualTo(body);
        assertThat(event.getProperties().getContentType()).isEqualTo("application/json");
        assertThat(event.getProperties().getDeliveryMode()).isEqualTo(2);
        assertThat(UUID.fromString(event.getProperties().getMessageId()).version())
                .isEqualTo(4);
        assertThat(MessageHeaders.number(event.getProperties().getHeaders(), MessageHeaders.RECEIVED_AT, 0))
                .isBetween(before, System.currentTimeMillis());
    }

    @Test
    void a_body_without_a_length_is_taken_too() {
        HttpResponse<String> answer =
                ingest.send(signed(BODY).POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(BODY))));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(only(ingest.events()).getBody()).isEqualTo(BODY);
    }

    @Test
    void the_second_of_two_app_secrets_may_sign() {
        try (WebhookSender older = new WebhookSender(ingest.url("/webhook"), "older-secret")) {
            assertThat(older.post(BODY).status()).isEqualTo(200);
        }
        assertThat(ingest.meta().post(BODY).status()).isEqualTo(200);
    }

    @Test
    void a_webhook_that_is_not_signed_rightly_is_refused_and_not_published() {
        String right = ingest.meta().sign(BODY);
        try (WebhookSender stranger = new WebhookSender(ingest.url("/webhook"), "stranger")) {
            assertThat(stranger.post(BODY).status()).isEqualTo(401);
        }
        assertThat(ingest.meta().postSigned(BODY, null).status()).isEqualTo(401);
        assertThat(ingest.meta()
                        .postSigned(BODY, right.replace("sha256=", "sha1="))
                        .status())
                .isEqualTo(401);
        assertThat(ingest.meta().postSigned(new byte[0], right).status()).isEqualTo(401);
        assertThat(ingest.meta().postSigned(new byte[] {'{', '}'}, right).status())
                .isEqualTo(401);
        assertThat(ingest.meta().postSigned(BODY, right).status()).isEqualTo(200);

        assertThat(ingest.events()).hasSize(1);
    }

    @Test
    void the_answer_to_a_forgery_tells_nothing() {
        WebhookAnswer answer = ingest.meta().postSigned(BODY, "sha256=" + "0".repeat(64));

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.body()).isEmpty();
        assertThat(answer.headers().map().toString())
                .doesNotContain(ingest.meta().sign(BODY).substring(7));
        assertThat(answer.headers().firstValue("Server")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {MAX_BODY_BYTES + 1, 3_000_000})
    void too_large_a_webhook_is_refused_though_its_signature_is_right(int size) {
        byte[] large = new byte[size];

        assertThat(ingest.meta().post(large).status()).isEqualTo(413);
        assertThat(ingest.send(signed(large).POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(large))))
                        .statusCode())
                .isEqualTo(413);
        assertThat(ingest.events()).isEmpty();
    }

    @Test
    void the_sender_of_a_large_forgery_sees_the_answer_and_no_reset() {
        byte[] large = new byte[3_000_000];

        for (int i = 0; i < 10; i++) {
            assertThat(ingest.meta().postSigned(large, null).status()).isEqualTo(401);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "subscribe | tok en+/=%&é | 200",
                "subscribe | fallback-token | 200",
                "subscribe | gone | 403",
                "subscribe | '' | 403",
                "subscribe | nobody's | 403",
                "subscribe | Fallback-Token | 403",
                "unsubscribe | fallback-token | 403",
                "'' | fallback-token | 403",
            })
    void a_handshake_needs_the_token_of_an_active_account_or_the_fallback(String mode, String token, int status) {
        HttpResponse<String> answer = handshake(mode, token, "115 8201444<b>");

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("text/plain");
        assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        assertThat(answer.body()).isEqualTo(status == 200 ? "115 8201444<b>" : "");
    }

    @Test
    void a_token_that_postgresql_can_not_hold_is_nobodys() {
        assertThat(handshake("subscribe", "a\u0000b", "1").statusCode()).isEqualTo(403);
        assertThat(handshake("subscribe", "x".repeat(8_000), "1").statusCode()).isEqualTo(403);
        assertThat(handshake("subscribe", FALLBACK, "1").statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "hub.verify_token=x&hub.challenge=1,hub.mode",
        "hub.mode=subscribe&hub.challenge=1,hub.verify_token",
        "hub.mode=subscribe&hub.verify_token=fallback-token,hub.challenge",
        "hub_mode=subscribe&hub_verify_token=x&hub_challenge=1,hub.mode",
        "'',hub.mode",
    })
    void a_missing_parameter_is_named(String query, String missing) {
        HttpResponse<String> answer = ingest.get("/webhook?" + query);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains(missing).hasLineCount(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUT", "PATCH", "DELETE", "OPTIONS", "HEAD", "PROPFIND"})
    void other_methods_are_not_allowed(String method) {
        HttpResponse<String> answer = ingest.send(
                HttpRequest.newBuilder(URI.create(ingest.url("/webhook"))).method(method, BodyPublishers.noBody()));

        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(answer.headers().firstValue("Allow")).contains("GET, POST");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/webhook/", "/webhook/x", "/Webhook", "/livez", "/readyz", "/metrics", "/api/v1/x"})
    void there_is_nothing_else_on_the_public_port(String path) {
        HttpResponse<String> answer = ingest.get(path);

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).isEmpty();
    }

    @Test
    void headers_without_end_are_refused() {
        HttpResponse<String> answer = ingest.send(
                HttpRequest.newBuilder(URI.create(ingest.url("/webhook"))).header("X-Long", "x".repeat(20_000)));

        assertThat(answer.statusCode()).isEqualTo(431);
        assertThat(answer.body()).isEmpty();
    }

    @Test
    void the_management_port_tells_life_readiness_and_metrics() {
        ingest.meta().post(BODY);

        assertThat(ingest.management("/livez").statusCode()).isEqualTo(200);
        assertThat(ingest.management("/livez").body()).startsWith("alive");
        assertThat(ingest.management("/readyz").statusCode()).isEqualTo(200);
        assertThat(ingest.management("/metrics").body())
                .contains("wahook_webhooks_total{outcome=\"accepted\"}")
                .contains("wahook_webhook_latency_seconds_bucket")
                .contains("wahook_publish_confirm_seconds_bucket");
        assertThat(ingest.management("/webhook").statusCode()).isEqualTo(404);
    }

    private static HttpRequest.Builder signed(byte[] body) {
        return HttpRequest.newBuilder(URI.create(ingest.url("/webhook")))
                .header("X-Hub-Signature-256", ingest.meta().sign(body));
    }

    private static HttpResponse<String> handshake(String mode, String token, String challenge) {
        return ingest.get("/webhook?hub.mode=%s&hub.verify_token=%s&hub.challenge=%s"
                .formatted(encode(mode), encode(token), encode(challenge)));
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static Delivery only(List<Delivery> events) {
        assertThat(events).hasSize(1);
        return events.getFirst();
    }
}
