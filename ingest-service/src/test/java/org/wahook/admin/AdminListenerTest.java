package org.wahook.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wahook.ingest.IngestApp;
import org.wahook.ingest.IngestConfig;
import org.wahook.platform.config.Environment;

class AdminListenerTest {

    @AutoClose
    private static final AdminService admin = AdminService.start(Map.of());

    @Test
    void without_a_token_there_is_no_admin_listener() {
        Map<String, String> settings = Map.of(
                "DATABASE_URL", admin.databaseUrl(),
                "RABBITMQ_URL", "amqp://127.0.0.1:1",
                "FACEBOOK_APP_SECRET", "an-app-secret",
                "PORT", "0",
                "MANAGEMENT_PORT", "0");
        try (IngestApp app = IngestApp.start(IngestConfig.read(new Environment(settings)))) {
            assertThat(app.adminPort()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Bearer",
                "Bearer ",
                "Bearer wrong",
                "Basic " + AdminService.TOKEN,
                AdminService.TOKEN,
                "Bearer " + AdminService.TOKEN + "x"
            })
    void a_request_without_the_right_token_gets_401_and_learns_nothing(String authorization) {
        AdminResponse reply = authorization.isEmpty()
                ? admin.raw(AdminService.INTEGRATION, "GET", BodyPublishers.noBody())
                : admin.raw(AdminService.INTEGRATION, "GET", BodyPublishers.noBody(), "Authorization", authorization);

        assertThat(reply.status()).isEqualTo(401);
        assertThat(reply.header("Content-Type")).contains("application/problem+json");
        assertThat(reply.header("WWW-Authenticate").orElseThrow()).startsWith("Bearer");
        assertThat(reply.text()).doesNotContain(AdminService.TOKEN).doesNotContain("items");
    }

    @Test
    void the_log_tells_of_refused_tokens_once_in_ten_seconds_for_each_reason() {
        try (AdminService other = AdminService.withoutDatabase();
                LogLines log = new LogLines()) {
            for (int i = 0; i < 9; i++) {
                other.raw(AdminService.INTEGRATION, "GET", BodyPublishers.noBody());
                other.raw(AdminService.INTEGRATION, "GET", BodyPublishers.noBody(), "Authorization", "Bearer planted");
            }

            List<String> lines =
                    log.all().stream().filter(line -> line.contains("401")).toList();
            assertThat(lines).hasSize(2).noneMatch(line -> line.contains("planted"));
            assertThat(lines).anyMatch(line -> line.contains("is missing"));
            assertThat(lines).anyMatch(line -> line.contains("is wrong"));
        }
    }

    @Test
    void the_token_is_asked_for_before_anyone_learns_which_paths_there_are() {
        assertThat(admin.raw("/no-such-path", "GET", BodyPublishers.noBody()).status())
                .isEqualTo(401);
        assertThat(admin.raw(AdminService.INTEGRATION, "POST", BodyPublishers.ofString("{}"))
                        .status())
                .isEqualTo(401);
    }

    @Test
    void the_word_bearer_may_be_written_in_any_case() {
        assertThat(admin.raw(
                                AdminService.INTEGRATION,
                                "GET",
                                BodyPublishers.noBody(),
                                "Authorization",
                                "bearer " + AdminService.TOKEN)
                        .status())
                .isEqualTo(200);
    }

    @Test
    void an_unknown_path_is_a_problem_with_404() {
        AdminResponse reply = admin.get("/api/v1/nothing");

        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.header("Content-Type")).contains("application/problem+json");
        assertThat(reply.field("/instance")).isEqualTo("/api/v1/nothing");
        assertThat(reply.json().path("status").asInt()).isEqualTo(404);
        assertThat(reply.field("/title")).isEqualTo("Not Found");
    }

    @Test
    void a_method_that_a_path_does_not_take_is_405_and_the_answer_names_those_it_takes() {
        AdminResponse reply = admin.put(AdminService.INTEGRATION, "{}");

        assertThat(reply.status()).isEqualTo(405);
        assertThat(reply.header("Allow").orElseThrow().split(", ")).containsExactlyInAnyOrder("GET", "POST");
        assertThat(reply.header("Content-Type")).contains("application/problem+json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "{\"chatbotId\": }", "nonsense", "{} {}", "\"text\"", "[]", "null"})
    void a_body_that_is_no_json_object_is_refused_with_400(String body) {
        AdminResponse reply = admin.post(AdminService.INTEGRATION, body);

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.field("/type")).endsWith("malformed-json");
    }

    @Test
    void a_body_of_another_type_is_refused_with_415() {
        AdminResponse reply = admin.raw(
                AdminService.INTEGRATION,
                "POST",
                BodyPublishers.ofString("chatbotId=shop"),
                "Authorization",
                "Bearer " + AdminService.TOKEN,
                "Content-Type",
                "application/x-www-form-urlencoded");

        assertThat(reply.status()).isEqualTo(415);
    }

    @Test
    void a_body_that_is_too_large_is_refused_with_413() {
        AdminResponse reply =
                admin.post(AdminService.INTEGRATION, "{\"chatbotId\": \"" + "x".repeat(1_000_000) + "\"}");

        assertThat(reply.status()).isEqualTo(413);
        assertThat(reply.header("Content-Type")).contains("application/problem+json");
    }

    @Test
    void while_the_database_is_away_the_answer_is_503_with_retry_after() {
        try (AdminService lonely = AdminService.withoutDatabase()) {
            AdminResponse reply = lonely.get(AdminService.INTEGRATION);

            assertThat(reply.status()).isEqualTo(503);
            assertThat(reply.header("Retry-After")).isPresent();
            assertThat(reply.header("Content-Type")).contains("application/problem+json");
        }
    }

    @Test
    void answers_are_not_to_be_cached() {
        assertThat(admin.get(AdminService.INTEGRATION).header("Cache-Control")).contains("no-store");
    }
}
