package org.wahook.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wahook.admin.AdminService.INTEGRATION;
import static org.wahook.admin.AdminService.integration;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wahook.platform.json.Json;
import org.wahook.testbed.meta.SimulatedMeta;
import tools.jackson.databind.node.ObjectNode;

/** {@code ?verify=true}: the service asks simulated Meta, and that asks the service's webhook. */
class AdminVerificationTest {

    private static SimulatedMeta meta;
    private static AdminService admin;

    @BeforeAll
    static void start() {
        meta = SimulatedMeta.start();
        meta.phoneNumber("some-waba", "some-number", "some-token");
        admin = AdminService.start(Map.of("GRAPH_API_BASE_URL", meta.baseUrl()));
    }

    @AfterAll
    static void stop() {
        admin.close();
        meta.close();
    }

    @Test
    void a_client_whom_meta_knows_is_checked_subscribed_and_its_callback_set() {
        atMeta("7000");

        AdminResponse reply = create(body("all-well", "7000"));

        assertThat(reply.status()).isEqualTo(201);
        assertThat(reply.json().at("/verification/ok").asBoolean())
                .as(reply.text())
                .isTrue();
        assertThat(results(reply)).containsExactly("number ok", "ownership ok", "subscription ok", "callback ok");
        assertThat(meta.isSubscribed("waba-7000")).isTrue();
        assertThat(meta.callbackOverride("waba-7000")).contains("http://127.0.0.1:" + admin.webhookPort() + "/webhook");
    }

    @Test
    void repeated_with_its_idempotency_key_it_reports_again() {
        atMeta("7050");

        AdminResponse first = create(body("again", "7050"), "Idempotency-Key", "verify-1");
        AdminResponse second = create(body("again", "7050"), "Idempotency-Key", "verify-1");

        assertThat(first.status()).isEqualTo(201);
        assertThat(second.status()).isEqualTo(200);
        assertThat(second.json().at("/verification/ok").asBoolean()).isTrue();
    }

    @Test
    void a_token_that_meta_refuses_for_the_number_makes_nothing_and_meta_is_not_changed() {
        atMeta("7100");

        AdminResponse wrongToken = create(body("refused", "7100").put("accessToken", "wrong-token"));
        AdminResponse otherNumber = create(body("refused", "7101").put("accessToken", "access-token-of-7100"));

        assertThat(wrongToken.status()).isEqualTo(422);
        assertThat(wrongToken.field("/type")).endsWith("verification-failed");
        assertThat(results(wrongToken)).containsExactly("number failed", "ownership skipped");
        assertThat(wrongToken.json().at("/verification/steps/0/code").asInt()).isEqualTo(190);
        assertThat(otherNumber.status()).isEqualTo(422);
        assertThat(otherNumber.json().at("/verification/steps/0/code").asInt()).isEqualTo(100);
        assertThat(admin.query("SELECT 1 FROM chatbots WHERE id = 'refused'")).isEmpty();
        assertThat(meta.isSubscribed("waba-7100")).isFalse();
    }

    @Test
    void a_number_of_another_business_account_is_told_and_the_integration_kept() {
        atMeta("7200");
        meta.phoneNumber("waba-7201", "7299", "access-token-of-7200");

        AdminResponse reply = create(body("other-waba", "7200").put("businessAccountId", "waba-7201"));

        assertThat(reply.status()).isEqualTo(201);
        assertThat(reply.json().at("/verification/ok").asBoolean()).isFalse();
        assertThat(results(reply)).startsWith("number ok", "ownership failed");
    }

    @Test
    void a_number_that_is_not_among_the_first_thousand_is_told_as_unknown_and_not_as_wrong() throws IOException {
        AtomicInteger pages = new AtomicInteger();
        HttpServer graph = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        graph.createContext("/", exchange -> {
            boolean numbers = exchange.getRequestURI().getPath().endsWith("/phone_numbers");
            byte[] answer = (numbers
                            ? "{\"data\": [{\"id\": \"other\"}], \"paging\": {\"cursors\": {\"after\": \"%d\"}, \"next\": \"x\"}}"
                                    .formatted(pages.incrementAndGet())
                            : "{\"id\": \"7250\", \"success\": true}")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        graph.start();
        String url = "http://127.0.0.1:" + graph.getAddress().getPort();
        try (AdminService large = AdminService.start(Map.of("GRAPH_API_BASE_URL", url))) {
            AdminResponse reply = large.post(INTEGRATION + "?verify=true", Json.text(integration("large", "7250")));

            assertThat(results(reply)).startsWith("number ok", "ownership unknown");
            assertThat(reply.field("/verification/steps/1/detail")).contains("first 1000");
            assertThat(pages).hasValue(10);
        } finally {
            graph.stop(0);
        }
    }

    @Test
    void a_callback_that_meta_cannot_verify_is_told_and_the_integration_kept() {
        atMeta("7300");

        AdminResponse reply = create(body("no-callback", "7300").put("webhookUrl", "http://127.0.0.1:1/webhook"));

        assertThat(reply.status()).isEqualTo(201);
        assertThat(results(reply)).containsExactly("number ok", "ownership ok", "subscription ok", "callback failed");
        assertThat(reply.json().at("/verification/steps/3/code").asInt()).isEqualTo(2200);
        assertThat(admin.get(INTEGRATION + "/" + reply.field("/id")).field("/status"))
                .isEqualTo("active");
    }

    @Test
    void a_webhook_url_that_is_too_long_for_meta_is_told() {
        atMeta("7350");

        AdminResponse reply =
                create(body("long-url", "7350").put("webhookUrl", "https://example.com/" + "x".repeat(200)));

        assertThat(results(reply)).contains("callback failed");
        assertThat(reply.field("/verification/steps/3/detail")).contains("200");
    }

    @Test
    void without_an_answer_of_meta_the_integration_is_made_and_the_report_says_unknown() {
        try (AdminService alone = AdminService.start(Map.of("GRAPH_API_BASE_URL", "http://127.0.0.1:1"))) {
            AdminResponse reply = alone.post(INTEGRATION + "?verify=true", Json.text(integration("alone", "7400")));

            assertThat(reply.status()).isEqualTo(201);
            assertThat(results(reply))
                    .containsExactly("number unknown", "ownership skipped", "subscription unknown", "callback skipped");
        }
    }

    @Test
    void without_verify_nobody_asks_meta() {
        AdminResponse reply = admin.post(INTEGRATION + "?verify=false", Json.text(body("unverified", "7500")));

        assertThat(reply.status()).isEqualTo(201);
        assertThat(reply.json().has("verification")).isFalse();
    }

    @Test
    void a_taken_number_is_409_and_meta_is_not_changed() {
        atMeta("7600");
        admin.post(INTEGRATION, Json.text(body("taken", "7600")));

        assertThat(create(body("taken", "7600")).status()).isEqualTo(409);
        assertThat(meta.isSubscribed("waba-7600")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"?verify=maybe", "?verify=", "?verify=true&verify=true", "?verfy=true"})
    void a_bad_query_is_refused(String query) {
        assertThat(admin.post(INTEGRATION + query, Json.text(body("bad-query", "7700")))
                        .status())
                .isEqualTo(400);
        assertThat(admin.query("SELECT 1 FROM chatbots WHERE id = 'bad-query'")).isEmpty();
    }

    @Test
    void no_secret_comes_out_in_a_report_or_a_log_line() {
        atMeta("7800");
        try (LogLines log = new LogLines()) {
            AdminResponse refused =
                    create(body("planted", "7800").put("accessToken", "planted-wrong-token-0123456789"));
            AdminResponse made = create(body("planted", "7800").put("verifyToken", "planted-verify"));

            assertThat(refused.text() + made.text()).doesNotContain("planted-").doesNotContain("access-token-of-7800");
            assertThat(log.all()).noneMatch(line -> line.contains("planted-") || line.contains("access-token-of-7800"));
        }
    }

    private static void atMeta(String number) {
        meta.phoneNumber("waba-" + number, number, "access-token-of-" + number);
    }

    private static ObjectNode body(String chatbotId, String number) {
        return integration(chatbotId, number).put("webhookUrl", "http://127.0.0.1:" + admin.webhookPort() + "/webhook");
    }

    private static AdminResponse create(ObjectNode body, String... headers) {
        return admin.post(INTEGRATION + "?verify=true", Json.text(body), headers);
    }

    private static List<String> results(AdminResponse reply) {
        return reply.json()
                .at("/verification/steps")
                .valueStream()
                .map(step ->
                        step.path("step").asString() + " " + step.path("result").asString())
                .toList();
    }
}
