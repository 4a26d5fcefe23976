package org.wahook.sandbox.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wahook.sandbox.LocalSystem;

class HandshakeTest {

    private static StoryFixture stage;
    private static Client shop;
    private static Client support;

    @BeforeAll
    static void open() {
        stage = StoryFixture.open(0, Map.of());
        StoryFixture.soon(
                "the tables are there",
                () -> !stage.query("SELECT to_regclass('whatsapp_accounts')").equals(List.of("null")));
        shop = stage.client("shop");
        support = stage.client("support");
    }

    @AfterAll
    static void close() {
        stage.close();
    }

    @Test
    void each_client_is_verified_by_its_own_token() throws Exception {
        for (Client client : List.of(shop, support)) {
            HttpResponse<String> answer = handshake("subscribe", client.verifyToken(), "1158201444");

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo("1158201444");
            assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("text/plain");
        }
    }

    @Test
    void the_fallback_token_is_good_for_everybody() throws Exception {
        HttpResponse<String> answer = handshake("subscribe", LocalSystem.FALLBACK_VERIFY_TOKEN, "any <b>text</b> + ü");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("any <b>text</b> + ü");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "wrong", "verify-token-of-", "verify-token-of-shop2", "VERIFY-TOKEN-OF-SHOP", "\0"})
    void any_other_token_is_refused_and_the_challenge_is_not_given_back(String token) throws Exception {
        HttpResponse<String> answer = handshake("subscribe", token, "1158201444");

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).doesNotContain("1158201444");
    }

    @Test
    void any_other_mode_is_refused() throws Exception {
        assertThat(handshake("unsubscribe", shop.verifyToken(), "1158201444").statusCode())
                .isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(strings = {"hub.mode", "hub.verify_token", "hub.challenge"})
    void a_missing_parameter_is_a_bad_request(String missing) throws Exception {
        Map<String, String> parameters = new TreeMap<>(
                Map.of("hub.mode", "subscribe", "hub.verify_token", shop.verifyToken(), "hub.challenge", "1158201444"));
        parameters.remove(missing);

        assertThat(get(parameters).statusCode()).isEqualTo(400);
    }

    @Test
    void the_token_of_a_deactivated_account_is_refused() throws Exception {
        Client leaving = stage.client("leaving");
        assertThat(handshake("subscribe", leaving.verifyToken(), "1").statusCode())
                .isEqualTo(200);

        stage.system()
                .update("UPDATE whatsapp_accounts SET status = 'inactive' WHERE chatbot_id = ?", leaving.chatbotId());

        assertThat(handshake("subscribe", leaving.verifyToken(), "1").statusCode())
                .isEqualTo(403);
    }

    @Test
    void the_token_of_a_deactivated_chatbot_is_refused() throws Exception {
        Client closed = stage.client("closed");
        stage.system().update("UPDATE chatbots SET status = 'inactive' WHERE id = ?", closed.chatbotId());

        assertThat(handshake("subscribe", closed.verifyToken(), "1").statusCode())
                .isEqualTo(403);
    }

    private static HttpResponse<String> handshake(String mode, String token, String challenge)
            throws IOException, InterruptedException {
        return get(Map.of("hub.mode", mode, "hub.verify_token", token, "hub.challenge", challenge));
    }

    private static HttpResponse<String> get(Map<String, String> parameters) throws IOException, InterruptedException {
        String query = parameters.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + URLEncoder.encode(entry.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                    HttpRequest.newBuilder(URI.create(stage.system().webhookUrl() + "?" + query))
                            .build(),
                    BodyHandlers.ofString());
        }
    }
}
