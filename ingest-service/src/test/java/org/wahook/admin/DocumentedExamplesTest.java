package org.wahook.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.wahook.platform.json.Json;
import org.wahook.testbed.Deadline;
import org.wahook.testbed.meta.SimulatedMeta;
import org.wahook.testbed.rabbitmq.TestRabbit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The examples of the documents as a reader types them, with bash and curl. */
class DocumentedExamplesTest {

    private static final Duration SOON = Duration.ofSeconds(60);

    /** A request that is refused ends the script. */
    private static final String CURL = """
            set -eu
            curl() { command curl --fail-with-body --max-time 60 -w '\\n%{http_code} %{url_effective}\\n' "$@"; }
            """;

    private static String rabbitUrl = "";
    private static SimulatedMeta meta;
    private static AdminService admin;

    @BeforeAll
    static void start() {
        meta = SimulatedMeta.start();
        rabbitUrl = TestRabbit.shared().createVirtualHost();
        admin = AdminService.start(Map.of("RABBITMQ_URL", rabbitUrl, "GRAPH_API_BASE_URL", meta.baseUrl()));
        Deadline.eventually(
                SOON,
                "RabbitMQ confirms",
                () -> admin.get("/api/v1/dead-letters").status() == 200);
    }

    @AfterAll
    static void stop() {
        admin.close();
        TestRabbit.shared().discardVirtualHost(rabbitUrl);
        meta.close();
    }

    @Test
    void the_examples_of_the_admin_api_work_as_they_stand() throws Exception {
        List<String> blocks = DocumentedExamples.blocks("admin-api.md", "sh").stream()
                .filter(block -> block.contains("$admin"))
                .toList();
        assertThat(blocks).hasSizeGreaterThan(7);
        for (String block : blocks) {
            run(block, idFor(block));
        }
        assertThat(meta.threadControls()).as("what Meta was asked").hasSize(1);
    }

    @Test
    void so_do_those_about_bots() throws Exception {
        run(DocumentedExamples.blocks("bots/v1.md", "sh").getFirst(), "");
        List<String> blocks = DocumentedExamples.blocks("bots/README.md", "sh");
        assertThat(blocks).isNotEmpty();
        // The test of the bot needs a bot at that address.
        run(blocks.getFirst().lines().filter(line -> !line.contains("/test")).reduce("", (a, b) -> a + b + "\n"), "");
    }

    @ParameterizedTest
    @MethodSource("settings")
    void the_settings_of_each_kind_of_bot_are_accepted(String document, JsonNode settings) {
        ObjectNode body = Json.object().put("apiKey", "the key that the bot knows");
        body.set("settings", settings);

        AdminResponse answer = admin.put("/api/v1/chatbots/" + document.replaceAll("\\W", "-"), Json.text(body));

        assertThat(answer.status()).as(document + ": " + answer.text()).isEqualTo(201);
        assertThat(answer.json().path("settings")).isEqualTo(settings);
    }

    static List<Object[]> settings() {
        List<Object[]> all = DocumentedExamples.ofBots().stream()
                .flatMap(document -> DocumentedExamples.blocks(document, "json").stream()
                        .map(block -> Json.parse(block).orElseThrow(() -> new AssertionError("no JSON: " + block)))
                        .filter(json -> json.has("responseContract"))
                        .map(json -> new Object[] {document, json}))
                .toList();
        assertThat(all).hasSizeGreaterThan(7);
        return all;
    }

    /** What a reader puts for {@code $id}. */
    private static String idFor(String block) {
        if (block.contains("/conversations/$id")) {
            return conversation();
        }
        return block.contains("/integration/$id")
                ? admin.query("SELECT id FROM whatsapp_accounts WHERE chatbot_id = 'shop'")
                        .getFirst()
                : "";
    }

    /** Of a client that is active: one of the examples deactivates it. */
    private static String conversation() {
        admin.execute("UPDATE whatsapp_accounts SET status = 'active'");
        String id = admin.query("INSERT INTO whatsapp_conversations (whatsapp_account_id, chatbot_id, contact_id)"
                        + " SELECT id, chatbot_id, '491512345678' FROM whatsapp_accounts WHERE chatbot_id = 'shop'"
                        + " RETURNING id")
                .getFirst();
        admin.execute(
                "INSERT INTO messages (chatbot_id, conversation_id, direction, status, text)"
                        + " VALUES ('shop', ?::bigint, 'inbound', 'answered', 'Hello')",
                id);
        return id;
    }

    private static void run(String block, String id) throws IOException, InterruptedException {
        String variables = DocumentedExamples.blocks("admin-api.md", "sh").getFirst();
        String script = CURL + variables + "admin=http://127.0.0.1:" + admin.port() + "\nid=" + id + "\n" + block;
        ProcessBuilder bash = new ProcessBuilder("bash").redirectErrorStream(true);
        bash.environment().put("ADMIN_API_TOKEN", AdminService.TOKEN);
        Process process = bash.start();
        try (var in = process.getOutputStream()) {
            in.write(script.getBytes(StandardCharsets.UTF_8));
        }
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as("%s%nsays%n%s", block, said).isZero();
    }
}
