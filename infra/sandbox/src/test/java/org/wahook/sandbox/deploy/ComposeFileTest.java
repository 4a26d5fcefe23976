package org.wahook.sandbox.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** {@code docker-compose.yml}, without an engine. */
class ComposeFileTest {

    private static final Path ROOT = Path.of("..", "..");
    private static final JsonNode FILE =
            Yaml.documents(ROOT.resolve("docker-compose.yml")).getFirst();
    private static final JsonNode SERVICES = FILE.path("services");

    /** A variable without a default must be in .env.example. */
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Z_]+)(:[-?][^}]*)?}");

    private static final List<String> OBSERVABILITY =
            List.of("prometheus", "alertmanager", "postgres-exporter", "grafana");

    private static final Map<String, ServiceHelp> OURS =
            Map.of("ingest-service", ServiceHelp.ofIngest(), "worker-service", ServiceHelp.ofWorker());

    /** Who connects to PostgreSQL as whom. */
    private static final Map<String, String> ROLES = Map.of(
            "ingest-service", "wahook_ingest",
            "admin-service", "wahook_admin",
            "worker-service", "wahook_worker",
            "retention", "wahook_worker",
            "migrate", "wahook_owner",
            "demo", "wahook_owner");

    @Test
    void it_has_the_whole_system_and_three_profiles() {
        assertThat(Yaml.names(SERVICES))
                .containsExactlyInAnyOrder(
                        "ingest-service",
                        "admin-service",
                        "worker-service",
                        "migrate",
                        "postgres",
                        "rabbitmq",
                        "demo",
                        "retention",
                        "prometheus",
                        "alertmanager",
                        "postgres-exporter",
                        "grafana");
        assertThat(Yaml.texts(SERVICES.at("/demo/profiles"))).containsExactly("demo");
        assertThat(Yaml.texts(SERVICES.at("/retention/profiles"))).containsExactly("retention");
        for (String name : OBSERVABILITY) {
            assertThat(Yaml.texts(SERVICES.path(name).path("profiles"))).containsExactly("observability");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ingest-service",
                "admin-service",
                "worker-service",
                "migrate",
                "postgres",
                "rabbitmq",
                "demo",
                "retention",
                "prometheus",
                "alertmanager",
                "postgres-exporter",
                "grafana"
            })
    void every_service_is_pinned_watched_bounded_in_its_logs_and_without_more_rights_than_it_needs(String name) {
        JsonNode service = SERVICES.path(name);

        assertThat(service.path("image").asString())
                .as("a pinned tag")
                .matches("[a-z/-]+:(\\$\\{WAHOOK_VERSION:-local}|v?\\d+\\.\\d+.*)");
        assertThat(Yaml.texts(service.at("/healthcheck/test")))
                .as("healthcheck")
                .isNotEmpty();
        assertThat(service.at("/logging/options/max-size").asString()).isNotEmpty();
        assertThat(Yaml.texts(service.path("security_opt"))).contains("no-new-privileges:true");
        assertThat(service.has("privileged")).isFalse();
        assertThat(service.has("container_name")).as("a fixed name").isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ingest-service", "admin-service", "worker-service", "migrate", "demo", "retention"})
    void our_own_images_are_made_here_and_run_read_only_and_without_capabilities(String name) {
        JsonNode service = SERVICES.path(name);

        assertThat(service.path("read_only").asBoolean()).isTrue();
        assertThat(Yaml.texts(service.path("cap_drop"))).containsExactly("ALL");
        assertThat(Yaml.texts(service.path("tmpfs"))).containsExactly("/tmp");
        assertThat(service.path("mem_limit").asString()).isNotEmpty();
        assertThat(service.path("pull_policy").asString()).isEqualTo("build");
        assertThat(service.at("/build/context").asString()).isEqualTo(".");
        assertThat(dockerfile()).contains(" AS " + service.at("/build/target").asString() + "\n");
    }

    @Test
    void the_services_wait_for_healthy_neighbours_and_have_time_to_finish_their_work() {
        OURS.forEach((name, help) -> {
            JsonNode service = SERVICES.path(name);
            for (String neighbour : List.of("migrate", "rabbitmq")) {
                assertThat(service.at("/depends_on/" + neighbour + "/condition").asString())
                        .isEqualTo("service_healthy");
            }
            assertThat(seconds(service.path("stop_grace_period").asString()))
                    .isGreaterThan(seconds(help.defaultOf("SHUTDOWN_GRACE")));
        });
    }

    @Test
    void the_worker_can_be_scaled() {
        JsonNode worker = SERVICES.path("worker-service");

        assertThat(worker.has("ports")).as("a port of the machine").isFalse();
        assertThat(worker.has("container_name")).isFalse();
        assertThat(worker.has("hostname")).isFalse();
        // Whatever is run with up, this is how many there are.
        assertThat(worker.path("scale").asString()).isEqualTo("${WORKER_REPLICAS:-1}");
    }

    @Test
    void every_variable_is_one_that_the_service_knows_and_all_required_ones_are_there() {
        OURS.forEach((name, help) -> {
            List<String> given = Yaml.names(SERVICES.path(name).path("environment"));
            assertThat(help.names()).as("--help of " + name).containsAll(given);
            assertThat(given).as("environment of " + name).containsAll(help.required());
        });
    }

    @Test
    void what_both_services_must_be_told_alike_is_handed_to_both() {
        for (String name : OURS.keySet()) {
            assertThat(Yaml.names(SERVICES.path(name).path("environment")))
                    .contains("DATABASE_URL", "RETRY_DELAYS", "REPLY_LANES", "ENCRYPTION_KEYS");
        }
    }

    @Test
    void no_service_connects_to_postgresql_with_more_rights_than_it_needs() {
        ROLES.forEach((name, role) -> assertThat(
                        SERVICES.path(name).at("/environment/DATABASE_URL").asString())
                .as(name)
                .startsWith("postgresql://" + role + ":${"));
        assertThat(Yaml.names(SERVICES.at("/ingest-service/environment"))).doesNotContain("ADMIN_API_TOKEN");
        assertThat(Yaml.names(SERVICES.at("/admin-service/environment"))).doesNotContain("FACEBOOK_APP_SECRET");
        assertThat(SERVICES.at("/ingest-service/environment/RABBITMQ_URL").asString())
                .contains("//wahook-ingest:");
        assertThat(SERVICES.at("/admin-service/environment/RABBITMQ_URL").asString())
                .contains("//wahook-console:");
    }

    @Test
    void no_secret_stands_in_it() throws IOException {
        String text = Files.readString(ROOT.resolve("docker-compose.yml"));
        // Nothing that is called a secret has a value of its own, nor a default.
        assertThat(text.lines())
                .filteredOn(line -> line.matches("\\s+\\w*(PASSWORD|SECRET|TOKEN|KEYS)\\w*:.*"))
                .isNotEmpty()
                .allMatch(line -> line.matches("\\s+\\w+:( \\$\\{\\w+:\\?[^}]*}| \\$\\{\\w+})?"), "comes from .env");
        assertThat(text.lines())
                .filteredOn(line -> line.contains("://") && line.contains("@"))
                .isNotEmpty()
                .allMatch(line -> line.matches(".*//[\\w-]+:\\$\\{\\w+:\\?[^}]*}@.*"), "a password from .env");
    }

    @Test
    void the_example_has_a_value_for_all_that_is_required_and_every_missing_one_says_what_to_do() throws IOException {
        Set<String> required = new TreeSet<>();
        VARIABLE.matcher(Files.readString(ROOT.resolve("docker-compose.yml")))
                .results()
                .filter(found -> found.group(2) == null || found.group(2).startsWith(":?"))
                .peek(found -> assertThat(found.group()).contains("cp .env.example .env"))
                .forEach(found -> required.add(found.group(1)));
        Set<String> given = Files.readAllLines(ROOT.resolve(".env.example")).stream()
                .filter(line -> line.matches("[A-Z_]+=.+"))
                .map(line -> line.substring(0, line.indexOf('=')))
                .collect(Collectors.toSet());

        assertThat(given).containsAll(required);
        assertThat(Files.readString(ROOT.resolve(".gitignore")).lines()).contains(".env");
    }

    @Test
    void only_the_webhook_can_be_opened_to_others() {
        SERVICES.properties()
                .forEach(service -> Yaml.texts(service.getValue().path("ports")).stream()
                        .filter(port -> !port.endsWith(":8080"))
                        .forEach(port -> assertThat(port).as(service.getKey()).startsWith("127.0.0.1:")));
    }

    @Test
    void the_files_that_are_mounted_are_there() {
        SERVICES.properties()
                .forEach(service -> Yaml.texts(service.getValue().path("volumes")).stream()
                        .filter(volume -> volume.startsWith("./") && !isOfProfileNotYetHere(volume))
                        .forEach(volume -> assertThat(ROOT.resolve(volume.split(":", 2)[0]))
                                .as(service.getKey())
                                .exists()));
        SERVICES.properties()
                .forEach(service -> Yaml.texts(service.getValue().path("volumes")).stream()
                        .filter(volume -> !volume.startsWith("./"))
                        .forEach(volume -> assertThat(FILE.path("volumes").has(volume.split(":", 2)[0]))
                                .as("named volume " + volume)
                                .isTrue()));
    }

    @Test
    void the_images_run_as_a_numbered_user_java_is_process_1_and_the_heap_follows_the_container() {
        List<String> lines = dockerfile().lines().toList();

        assertThat(lines).contains("USER 10001:10001").noneMatch(line -> line.matches("# *syntax *=.*"));
        assertThat(lines.stream().filter(line -> line.startsWith("ENTRYPOINT")))
                .hasSize(3)
                .allMatch(line -> line.startsWith("ENTRYPOINT [\"java\", ") && line.contains("-XX:MaxRAMPercentage="));
        assertThat(lines.stream().filter(line -> line.startsWith("FROM")))
                .allMatch(line -> line.matches("FROM (\\S+:[\\w.-]+|build|runtime) AS \\w+"), "a pinned base");
        assertThat(lines).anyMatch(line -> line.startsWith("HEALTHCHECK"));
    }

    /** The files of the profile observability come with the change that makes them. */
    private static boolean isOfProfileNotYetHere(String volume) {
        return volume.matches("\\./infra/(prometheus|grafana)/.*")
                && Files.notExists(ROOT.resolve("infra").resolve("prometheus"));
    }

    private static String dockerfile() {
        try {
            return Files.readString(ROOT.resolve("infra").resolve("docker").resolve("Dockerfile"));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static int seconds(String duration) {
        return Integer.parseInt(duration.replace("s", ""));
    }
}
