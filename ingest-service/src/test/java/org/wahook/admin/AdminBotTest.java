package org.wahook.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.wahook.testbed.http.LocalHttpServer;
import org.wahook.testbed.http.SimulatedAnswer;

/** "Test the bot". */
@SuppressWarnings("NullAway.Init")
class AdminBotTest {

    private static final String CHATBOTS = "/api/v1/chatbots/";
    private static final String KEY = "planted-key-of-the-bot";
    private static final HeldCertificate CERTIFICATE =
            new HeldCertificate.Builder().addSubjectAlternativeName("127.0.0.1").build();
    private static AdminService admin;

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private volatile SimulatedAnswer answer = SimulatedAnswer.json(200, "{\"response\":\"Hi\"}");
    private final LocalHttpServer bot = LocalHttpServer.start(this::handle);

    @BeforeAll
    static void start() {
        admin = AdminService.start(
                Map.of("OUTGOING_ALLOWED", "127.0.0.0/8", "OUTGOING_CA", CERTIFICATE.certificatePem()));
    }

    @AfterAll
    static void stop() {
        admin.close();
    }

    @AfterEach
    void close() {
        bot.close();
    }

    private void handle(HttpExchange exchange) throws IOException {
        asked.add(exchange.getRequestURI().getPath() + " "
                + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        try {
            answer.give(exchange);
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    private void chatbot(String id, String settings) {
        AdminResponse made = admin.put(
                CHATBOTS + id,
                "{\"apiKey\":\"" + KEY + "\",\"settings\":{\"responseApiBaseUrl\":\"" + bot.baseUrl() + "\"" + settings
                        + "}}");
        assertThat(made.status()).as(made.text()).isEqualTo(201);
    }

    @Test
    void the_request_is_shown_as_it_went_and_the_answer_as_it_came_without_the_key() {
        chatbot("plain", "");

        AdminResponse test = admin.post(CHATBOTS + "plain/test", "{\"text\":\"Are you open?\"}");

        assertThat(test.status()).isEqualTo(200);
        assertThat(asked).hasSize(1).allMatch(it -> it.startsWith("/response ") && it.contains(KEY));
        assertThat(test.text()).doesNotContain(KEY);
        assertThat(test.field("/request/url")).isEqualTo(bot.baseUrl() + "/response");
        assertThat(test.field("/request/body/query")).isEqualTo("[{\"role\":\"user\",\"content\":\"Are you open?\"}]");
        assertThat(test.field("/request/body/user/converslyWebId")).isEqualTo("***");
        assertThat(test.json().at("/answer/status").asInt()).isEqualTo(200);
        assertThat(test.field("/answer/body/response")).isEqualTo("Hi");
        assertThat(test.field("/messages/0/text/body")).isEqualTo("Hi");
        assertThat(test.json().path("milliseconds").isIntegralNumber()).isTrue();
        assertThat(admin.query("SELECT count(*)::text FROM messages")).containsExactly("0");
    }

    @Test
    void a_bot_of_another_contract_is_asked_by_it() {
        chatbot("model", ",\"responseContract\":\"openai-chat\",\"bot\":{\"model\":\"m1\",\"tools\":true}");
        answer = SimulatedAnswer.json(
                200,
                "{\"choices\":[{\"message\":{\"tool_calls\":[{\"function\":{\"name\":\"send_buttons\","
                        + "\"arguments\":\"{\\\"text\\\":\\\"Book?\\\",\\\"options\\\":[\\\"Yes\\\"]}\"}}]}}]}");

        AdminResponse test = admin.post(CHATBOTS + "model/test", "{\"text\":\"Hi\"}");

        assertThat(asked.getFirst()).startsWith("/chat/completions ");
        assertThat(test.field("/request/headers/Authorization")).isEqualTo("***");
        assertThat(test.field("/messages/0/interactive/action/buttons/0/reply/title"))
                .isEqualTo("Yes");
        assertThat(test.field("/messages/0/fallbackText")).isEqualTo("Book?\n1. Yes");
    }

    @ParameterizedTest(name = "HTTP {0} {1}: {2}")
    @CsvSource(delimiter = '|', textBlock = """
            500 | {}                 | failed  | true
            400 | {"key":"planted-key-of-the-bot"} | failed | false
            200 | {"response":""}    | silence | ''
            200 | {"reply":"Hi"}     | failed  | false
            """)
    void what_went_wrong_is_told(int status, String body, String result, String repeated) {
        chatbot("wrong-" + status + "-" + body.length(), "");
        answer = SimulatedAnswer.json(status, body);

        AdminResponse test =
                admin.post(CHATBOTS + "wrong-" + status + "-" + body.length() + "/test", "{\"text\":\"Hi\"}");

        assertThat(test.status()).isEqualTo(200);
        assertThat(test.field("/result")).isEqualTo(result);
        assertThat(test.json().path("wouldBeRepeated").asString("")).isEqualTo(repeated);
        assertThat(test.json().at("/answer/status").asInt()).isEqualTo(status);
        assertThat(test.json().has("advice")).isEqualTo(result.equals("failed"));
        assertThat(test.text()).doesNotContain(KEY);
    }

    @Test
    void a_bot_that_is_not_there_is_told_too() {
        admin.put(CHATBOTS + "nobody", "{\"settings\":{\"responseApiBaseUrl\":\"http://127.0.0.1:1\"}}");

        AdminResponse test = admin.post(CHATBOTS + "nobody/test", "{\"text\":\"Hi\"}");

        assertThat(test.status()).isEqualTo(200);
        assertThat(test.field("/error")).isEqualTo("the connection was refused");
        assertThat(test.json().path("answer").isNull()).isTrue();
    }

    @ParameterizedTest(name = "{0} {1}: {2}")
    @CsvSource(delimiter = '|', textBlock = """
            401 | {}               | does not accept the API key
            404 | {}               | RESPONSE_API_PATH
            302 | {}               | Redirects are not followed: change settings.responseApiBaseUrl
            422 | {}               | its answer may say why
            429 | {}               | lower CLIENT_CONCURRENCY
            500 | {}               | its own log says why
            200 | {"reply":"Hi"}   | a text at /response
            """)
    void a_failure_says_what_to_do(int status, String body, String advice) {
        chatbot("advised-" + status, "");
        answer = SimulatedAnswer.json(status, body);

        assertThat(admin.post(CHATBOTS + "advised-" + status + "/test", "{\"text\":\"Hi\"}")
                        .field("/advice"))
                .contains(advice);
    }

    @Test
    void words_in_the_place_of_a_picture_say_why_and_a_bots_words_keep_no_key() {
        chatbot("picture", ",\"responseContract\":\"v2\"");
        answer = SimulatedAnswer.json(
                200,
                "{\"version\":2,\"messages\":[{\"type\":\"image\",\"url\":\"https://elsewhere.example/a.jpg\","
                        + "\"fallbackText\":\"A photo, " + KEY + "\"},{\"type\":\"text\",\"text\":\"Hi\"}]}");

        AdminResponse test = admin.post(CHATBOTS + "picture/test", "{\"text\":\"a\"}");

        assertThat(test.field("/messages/0/text/body")).isEqualTo("A photo, ***");
        assertThat(test.field("/messages/0/insteadOf")).isEqualTo("image: the host is not in bot.hosts");
        assertThat(test.json().at("/messages/1").has("insteadOf")).isFalse();
        assertThat(test.text()).doesNotContain(KEY);
    }

    @Test
    void a_bot_with_a_certificate_of_an_authority_of_ones_own_is_asked() throws IOException {
        HttpsServer secure = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        secure.setHttpsConfigurator(new HttpsConfigurator(new HandshakeCertificates.Builder()
                .heldCertificate(CERTIFICATE)
                .build()
                .sslContext()));
        secure.createContext("/", this::handle);
        secure.start();
        try {
            admin.put(
                    CHATBOTS + "secure",
                    "{\"settings\":{\"responseApiBaseUrl\":\"https://127.0.0.1:%d\"}}"
                            .formatted(secure.getAddress().getPort()));

            assertThat(admin.post(CHATBOTS + "secure/test", "{\"text\":\"Hi\"}").field("/result"))
                    .isEqualTo("reply");
        } finally {
            secure.stop(0);
        }
    }

    @Test
    void a_link_local_address_is_not_called() {
        admin.execute("INSERT INTO chatbots (id, settings) VALUES ('metadata',"
                + " '{\"responseApiBaseUrl\":\"http://169.254.169.254\"}')");

        AdminResponse test = admin.post(CHATBOTS + "metadata/test", "{\"text\":\"Hi\"}");

        assertThat(test.text()).contains("link-local");
        assertThat(test.field("/result")).isEqualTo("failed");
    }

    @Test
    void without_text_or_chatbot_there_is_no_test() {
        chatbot("there", "");

        assertThat(admin.post(CHATBOTS + "there/test", "{}").status()).isEqualTo(400);
        assertThat(admin.post(CHATBOTS + "there/test", "{\"text\":\"Hi\",\"more\":1}")
                        .status())
                .isEqualTo(400);
        assertThat(admin.post(CHATBOTS + "not-there/test", "{\"text\":\"Hi\"}").status())
                .isEqualTo(404);
        assertThat(asked).isEmpty();
    }

    @Test
    void a_chatbot_without_a_response_api_of_its_own_is_asked_where_the_workers_ask() {
        admin.put(CHATBOTS + "common", "{\"apiKey\":\"" + KEY + "\"}");
        admin.execute("DELETE FROM response_api_defaults");
        assertThat(admin.post(CHATBOTS + "common/test", "{\"text\":\"Hi\"}").status())
                .isEqualTo(409);

        admin.execute(
                "INSERT INTO response_api_defaults (base_url, path, reply_pointer, timeout_millis)"
                        + " VALUES (?, '/ask', '/response', 60000)",
                bot.baseUrl());

        assertThat(admin.post(CHATBOTS + "common/test", "{\"text\":\"Hi\"}").field("/result"))
                .isEqualTo("reply");
        assertThat(asked.getFirst()).startsWith("/ask ");
        admin.execute("DELETE FROM response_api_defaults");
    }

    @Test
    void text_is_shown_as_it_would_be_sent_formatted_and_in_its_messages() {
        chatbot("marked", "");
        chatbot("as-is", ",\"formatting\":\"asIs\"");
        String longText = "word ".repeat(1200).strip();
        answer = SimulatedAnswer.json(200, "{\"response\":\"**Hi** " + longText + "\"}");

        AdminResponse marked = admin.post(CHATBOTS + "marked/test", "{\"text\":\"a\"}");
        AdminResponse asIs = admin.post(CHATBOTS + "as-is/test", "{\"text\":\"a\"}");

        assertThat(marked.json().path("messages").size()).isEqualTo(2);
        assertThat(marked.field("/messages/0/text/body")).startsWith("*Hi* word");
        assertThat(marked.field("/messages/0/text/body").length()).isLessThanOrEqualTo(4096);
        assertThat(marked.field("/messages/0/text/body") + " " + marked.field("/messages/1/text/body"))
                .isEqualTo("*Hi* " + longText);
        assertThat(asIs.field("/messages/0/text/body")).startsWith("**Hi** word");
    }
}
