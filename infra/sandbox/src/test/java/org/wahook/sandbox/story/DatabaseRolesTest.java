package org.wahook.sandbox.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.wahook.ingest.AdminApp;
import org.wahook.ingest.IngestApp;
import org.wahook.ingest.IngestConfig;
import org.wahook.platform.config.Environment;
import org.wahook.testbed.Deadline;
import org.wahook.testbed.meta.Customer;
import org.wahook.testbed.meta.GraphBehaviour;
import org.wahook.testbed.meta.SimulatedMeta;
import org.wahook.testbed.meta.WebhookBodies;
import org.wahook.testbed.meta.WebhookNumber;
import org.wahook.testbed.meta.WebhookSender;
import org.wahook.testbed.rabbitmq.TestRabbit;
import org.wahook.testbed.responder.SimulatedResponseApi;
import org.wahook.worker.WorkerApp;
import org.wahook.worker.WorkerConfig;

/** Webhook, worker and admin apart, each with no more rights than {@code infra/postgres/grants.sql} gives its role. */
class DatabaseRolesTest {

    private static final String APP_SECRET = "an-app-secret";
    private static final String TOKEN = "an-admin-token-of-more-than-32-characters";
    private static final Duration SOON = Duration.ofSeconds(60);

    private final RoleDatabase database = new RoleDatabase();
    private final String rabbit = TestRabbit.shared().createVirtualHost();
    private final HttpClient http = HttpClient.newHttpClient();

    @AfterEach
    void forget() {
        TestRabbit.shared().discardVirtualHost(rabbit);
        http.shutdownNow();
    }

    @Test
    void services_whose_roles_may_not_migrate_say_so_and_go_on_once_somebody_has() {
        try (IngestApp ingest = IngestApp.start(IngestConfig.read(environment("wahook_ingest", Map.of())));
                AdminApp admin = AdminApp.start(IngestConfig.readForAdmin(environment("wahook_admin", Map.of())))) {
            Deadline.eventually(
                    SOON,
                    "admin says what is missing",
                    () -> admin.health()
                            .report()
                            .contains("the tables are not there; the role wahook_admin may not make them."
                                    + " Run worker-service.jar migrate"));
            Deadline.eventually(SOON, "webhooks are taken all the same", ingest.health()::ready);

            database.migrate();

            Deadline.eventually(SOON, "admin is ready", admin.health()::ready);
        }
    }

    @Test
    void a_role_without_grants_is_told_so() {
        database.migrate();
        database.asOwner("REVOKE ALL ON flyway_schema_history FROM wahook_admin");

        try (AdminApp admin = AdminApp.start(IngestConfig.readForAdmin(environment("wahook_admin", Map.of())))) {
            Deadline.eventually(
                    SOON,
                    "it says who lacks what",
                    () -> admin.health().report().contains("the role wahook_admin has no right to read the tables."));
        }
    }

    @Test
    void a_client_is_made_answered_given_up_and_replayed_by_three_roles() throws Exception {
        database.migrate();
        try (SimulatedMeta meta = SimulatedMeta.start();
                SimulatedResponseApi ai = SimulatedResponseApi.start()) {
            Map<String, String> peers =
                    Map.of("RESPONSE_API_BASE_URL", ai.baseUrl(), "GRAPH_API_BASE_URL", meta.baseUrl());
            try (WorkerApp worker = WorkerApp.start(WorkerConfig.read(environment("wahook_worker", peers)));
                    IngestApp ingest = IngestApp.start(IngestConfig.read(environment("wahook_ingest", peers)));
                    AdminApp admin = AdminApp.start(IngestConfig.readForAdmin(environment("wahook_admin", peers)));
                    WebhookSender sender =
                            new WebhookSender("http://127.0.0.1:" + ingest.port() + "/webhook", APP_SECRET)) {
                Deadline.eventually(
                        SOON,
                        "all are ready",
                        () -> worker.health().ready()
                                && ingest.health().ready()
                                && admin.health().ready());
                Client shop = new Client("shop", WebhookNumber.of("waba-shop", "4711"));
                assertThat(ingest.adminPort()).isEmpty();
                assertThat(post(admin, "/api/v1/whatsapp/integration", integration(shop))
                                .statusCode())
                        .isEqualTo(201);
                Deadline.eventually(SOON, "the handshake knows the token", () -> handshake(ingest, shop) == 200);
                assertThat(handshake(ingest, Client.named("nobody"))).isEqualTo(403);

                Customer anna = Customer.withPhone("4915112345678", "Anna");
                message(sender, shop, anna);
                Deadline.eventually(
                        SOON,
                        "answered",
                        () -> meta.sentTo(StoryFixture.contactId(anna)).size() == 1);

                Customer bob = Customer.withPhone("4915187654321", "Bob");
                meta.behaveOnce(send -> true, new GraphBehaviour.Fail(400, 131026, "undeliverable"));
                message(sender, shop, bob);
                Deadline.eventually(
                        SOON,
                        "the turn is given up",
                        () -> failed() == 1 && get(admin, "dead-letters").contains("131026"));
                assertThat(post(admin, "/api/v1/dead-letters/replay", "{\"all\": true}")
                                .body())
                        .contains("\"count\":1");
                Deadline.eventually(
                        SOON,
                        "answered after the replay",
                        () -> meta.sentTo(StoryFixture.contactId(bob)).size() == 1);

                // An account that Meta refuses is stopped by the worker, and started again by admin.
                meta.behaveOnce(send -> true, new GraphBehaviour.Fail(401, 190, "token expired"));
                message(sender, shop, Customer.withPhone("4915100000001", "Carl"));
                Deadline.eventually(
                        SOON,
                        "stopped",
                        () -> database.count("SELECT count(*) FROM whatsapp_accounts WHERE paused_reason IS NOT NULL")
                                == 1);
                assertThat(get(admin, "health/accounts")).contains("shop-chatbot");
                assertThat(get(admin, "conversations?chatbotId=shop-chatbot")).contains("Anna");
                assertThat(get(admin, "analytics/messages?chatbotId=shop-chatbot"))
                        .contains("shop-chatbot");
            }
        }
    }

    private Environment environment(String role, Map<String, String> more) {
        Map<String, String> variables = new HashMap<>(Map.of(
                "DATABASE_URL", database.url(role),
                "RABBITMQ_URL", rabbit,
                "RETRY_DELAYS", "200ms,400ms",
                "HOST", "127.0.0.1",
                "PORT", "0",
                "MANAGEMENT_HOST", "127.0.0.1",
                "MANAGEMENT_PORT", "0",
                "LOG_LEVEL", "warn",
                "PUBLISH_TIMEOUT", "20s"));
        variables.put("ADMIN_PORT", "0");
        if (role.equals("wahook_admin")) {
            variables.put("ADMIN_API_TOKEN", TOKEN);
        } else {
            variables.put("FACEBOOK_APP_SECRET", APP_SECRET);
        }
        variables.putAll(more);
        return new Environment(variables);
    }

    private static String integration(Client client) {
        return """
                {"chatbotId": "%s", "phoneNumberId": "%s", "accessToken": "%s", "verifyToken": "%s", "apiKey": "%s",
                 "businessAccountId": "waba", "webhookUrl": "https://bot.example.com/webhook"}
                """.formatted(
                        client.chatbotId(),
                        client.number().phoneNumberId(),
                        client.accessToken(),
                        client.verifyToken(),
                        client.apiKey());
    }

    private static void message(WebhookSender sender, Client client, Customer customer) {
        byte[] body = WebhookBodies.text(
                client.number(), customer, StoryFixture.newWamid(), Instant.now(), "Is it still there?");
        assertThat(sender.post(body).status()).isEqualTo(200);
    }

    private int handshake(IngestApp ingest, Client client) {
        String query = "hub.mode=subscribe&hub.challenge=1&hub.verify_token=" + client.verifyToken();
        return send(HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:%d/webhook?%s".formatted(ingest.port(), query))))
                .statusCode();
    }

    private String get(AdminApp admin, String path) {
        return send(request(admin, "/api/v1/" + path)).body();
    }

    private HttpResponse<String> post(AdminApp admin, String path, String json) {
        return send(
                request(admin, path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(json)));
    }

    private static HttpRequest.Builder request(AdminApp admin, String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + admin.port() + path))
                .header("Authorization", "Bearer " + TOKEN);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.timeout(SOON).build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private long failed() {
        return database.count("SELECT count(*) FROM messages WHERE direction = 'inbound' AND status = 'failed'");
    }
}
