package org.wahook.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.wahook.admin.AllowedHosts;
import org.wahook.http.ListenAddress;
import org.wahook.platform.config.BadConfigurationException;
import org.wahook.platform.config.Environment;
import org.wahook.platform.config.Secret;

class IngestConfigTest {

    private static final Map<String, String> LEAST = Map.of(
            "DATABASE_URL", "postgresql://u:database-password@db/app",
            "RABBITMQ_URL", "amqp://u:rabbit-password@mq/wa",
            "FACEBOOK_APP_SECRET", "app-secret");

    @Test
    void what_is_not_set_has_the_documented_default() {
        IngestConfig config = read(Map.of());

        assertThat(config.listen()).isEqualTo(new ListenAddress("0.0.0.0", 8080));
        assertThat(config.management()).isEqualTo(new ListenAddress("0.0.0.0", 9080));
        assertThat(config.admin()).isEmpty();
        assertThat(config.fallbackVerifyToken()).isEmpty();
        assertThat(config.maxBodyBytes()).isEqualTo(4_194_304);
        assertThat(config.publishTimeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(config.shutdownGrace()).isEqualTo(Duration.ofSeconds(30));
        assertThat(config.graph().baseUrl()).isEqualTo("https://graph.facebook.com");
        assertThat(config.encryptionKeys()).isEmpty();
        assertThat(config.topology().ladder()).hasSize(5).contains(Duration.ofHours(1));
        assertThat(config.logFormat()).isEqualTo("json");
        assertThat(config.logLevel()).isEqualTo("info");
    }

    @Test
    void the_admin_listener_is_on_when_its_token_is_set() {
        IngestConfig config = read(Map.of("ADMIN_API_TOKEN", "x".repeat(32), "ADMIN_PORT", "1"));

        assertThat(config.admin())
                .contains(new IngestConfig.Admin(
                        new ListenAddress("127.0.0.1", 1), AllowedHosts.of("127.0.0.1"), new Secret("x".repeat(32))));
    }

    @Test
    void admin_alone_needs_its_token_and_no_app_secret() {
        Map<String, String> variables = new HashMap<>(LEAST);
        variables.remove("FACEBOOK_APP_SECRET");

        BadConfigurationException bad = catchThrowableOfType(
                BadConfigurationException.class, () -> IngestConfig.readForAdmin(new Environment(variables)));
        assertThat(bad.problems()).singleElement().asString().startsWith("ADMIN_API_TOKEN is missing");

        variables.put("ADMIN_API_TOKEN", "x".repeat(32));
        IngestConfig config = IngestConfig.readForAdmin(new Environment(variables));
        assertThat(config.admin()).isPresent();
        assertThat(config.appSecrets()).isEmpty();
    }

    @Test
    void several_app_secrets_are_separated_by_commas() {
        assertThat(read(Map.of("FACEBOOK_APP_SECRET", "one, two")).appSecrets())
                .containsExactly(new Secret("one"), new Secret("two"));
    }

    @Test
    void an_empty_verify_token_is_none() {
        assertThat(read(Map.of("WHATSAPP_VERIFY_TOKEN", "")).fallbackVerifyToken())
                .isEmpty();
    }

    @Test
    void every_problem_is_named_at_once() {
        BadConfigurationException bad = bad(Map.of(
                "DATABASE_URL", "",
                "RABBITMQ_URL", "",
                "FACEBOOK_APP_SECRET", " ",
                "PORT", "eighty",
                "PUBLISH_TIMEOUT", "5"));

        assertThat(bad.problems())
                .extracting(problem -> problem.split(" ", 2)[0])
                .containsExactly("DATABASE_URL", "RABBITMQ_URL", "FACEBOOK_APP_SECRET", "PORT", "PUBLISH_TIMEOUT");
        assertThat(bad.problems()).allMatch(problem -> problem.contains("expected "));
    }

    @ParameterizedTest
    @CsvSource({
        "DATABASE_URL,mysql://u:hush@db/app",
        "RABBITMQ_URL,http://u:hush@mq",
        "'FACEBOOK_APP_SECRET',','",
        "PORT,65536",
        "PORT,-1",
        "ADMIN_PORT,x",
        "MANAGEMENT_PORT,x",
        "ADMIN_API_TOKEN,hush-is-too-short-for-a-token-x",
        "MAX_BODY_BYTES,0",
        "MAX_BODY_BYTES,4MB",
        "MAX_BODY_BYTES,99999999999",
        "PUBLISH_TIMEOUT,0s",
        "SHUTDOWN_GRACE,soon",
        "RETRY_DELAYS,'5s,5s'",
        "REPLY_LANES,0",
        "GRAPH_API_BASE_URL,graph.facebook.com",
        "GRAPH_API_VERSION,26",
        "LOG_FORMAT,xml",
        "LOG_LEVEL,loud",
    })
    void a_bad_value_is_a_problem_that_names_the_variable_and_not_the_value(String variable, String value) {
        List<String> problems = bad(Map.of(variable, value)).problems();

        assertThat(problems)
                .hasSize(1)
                .first()
                .asString()
                .startsWith(variable + " ")
                .doesNotContain("hush");
    }

    @Test
    void no_secret_is_printed_with_the_configuration() {
        String key = Base64.getEncoder().encodeToString("planted-4-planted-4-planted-4-xx".getBytes(UTF_8));
        Map<String, String> secrets = Map.of(
                "FACEBOOK_APP_SECRET",
                "planted-1",
                "WHATSAPP_VERIFY_TOKEN",
                "planted-2",
                "ADMIN_API_TOKEN",
                "planted-3".repeat(4),
                "ENCRYPTION_KEYS",
                key);

        assertThat(read(secrets).toString()).doesNotContain("planted", key, "-password");
    }

    @Test
    void help_names_every_variable_that_is_read() {
        Map<String, String> allBad = new HashMap<>();
        IngestSettings.all().forEach(setting -> allBad.put(setting.name(), "\u0000"));

        List<String> problems = bad(allBad).problems();

        assertThat(problems).hasSizeGreaterThanOrEqualTo(14);
        assertThat(IngestSettings.all()).hasSize(40).doesNotHaveDuplicates();
    }

    private static IngestConfig read(Map<String, String> more) {
        Map<String, String> variables = new HashMap<>(LEAST);
        variables.putAll(more);
        return IngestConfig.read(new Environment(variables));
    }

    private static BadConfigurationException bad(Map<String, String> more) {
        BadConfigurationException bad = catchThrowableOfType(BadConfigurationException.class, () -> read(more));
        assertThat(bad).isNotNull();
        return bad;
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://localhost:99999", "http://localhost:0", "https://:8080", "https://a..b%"})
    void a_url_whose_host_or_port_cannot_exist_is_refused(String url) {
        Map<String, String> settings = new HashMap<>(AdminSettings.of(AdminSettings.NO_DATABASE));
        settings.put("GRAPH_API_BASE_URL", url);

        assertThatThrownBy(() -> IngestConfig.read(new Environment(settings)))
                .hasMessageContaining("GRAPH_API_BASE_URL is not valid");
    }

    @Test
    void the_limits_of_connections_and_the_allowed_hosts_are_read() {
        Map<String, String> settings = new HashMap<>(AdminSettings.of(AdminSettings.NO_DATABASE));
        settings.put("MAX_CONNECTIONS", "100");
        settings.put("MAX_CONNECTIONS_PER_ADDRESS", "50");
        settings.put("ADMIN_ALLOWED_HOSTS", "console.example");

        IngestConfig config = IngestConfig.read(new Environment(settings));

        assertThat(config.webhookLimits().connections()).isEqualTo(100);
        assertThat(config.webhookLimits().connectionsPerAddress()).isEqualTo(50);
        assertThat(config.admin().orElseThrow().allowedHosts().hosts()).containsExactly("console.example");
    }
}
