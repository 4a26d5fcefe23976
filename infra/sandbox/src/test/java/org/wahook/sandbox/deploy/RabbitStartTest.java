package org.wahook.sandbox.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code infra/rabbitmq/start} with a server that ends at once: which users it would import. */
class RabbitStartTest {

    private static final Path SCRIPT = Path.of("..", "rabbitmq", "start");

    private final Map<String, String> passwords = new HashMap<>(Map.of(
            "RABBITMQ_ADMIN_PASSWORD", "admin-1",
            "RABBITMQ_INGEST_PASSWORD", "ingest-1",
            "RABBITMQ_CONSOLE_PASSWORD", "console-1",
            "RABBITMQ_WORKER_PASSWORD", "worker-1"));

    @TempDir
    private Path folder;

    @BeforeEach
    void makeServer() throws IOException {
        Files.writeString(
                Files.createFile(
                        folder.resolve("docker-entrypoint.sh"),
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x"))),
                "#!/bin/sh\nenv | grep -c '^RABBITMQ_[A-Z]*_PASSWORD=' >\"$WAHOOK_DEFINITIONS/secrets\"\nexit 0\n");
    }

    @Test
    void a_new_node_gets_all_users_and_no_password_reaches_the_server() throws Exception {
        assertThat(start()).isZero();

        assertThat(importedUsers()).containsExactly("wahook-admin", "wahook-ingest", "wahook-console", "wahook-worker");
        assertThat(Files.readString(folder.resolve("definitions").resolve("secrets"))
                        .strip())
                .isEqualTo("0");
        assertThat(Files.exists(imported("2-topology.json"))).isTrue();
        assertThat(Files.exists(imported("3-permissions.json"))).isTrue();
    }

    @Test
    void a_password_that_was_imported_is_not_imported_again_so_that_a_rotated_one_stays() throws Exception {
        start();
        serverHasImported();

        assertThat(start()).isZero();

        assertThat(importedUsers()).isEmpty();
    }

    @Test
    void a_password_that_is_new_in_the_environment_is_imported_and_no_other() throws Exception {
        start();
        serverHasImported();
        passwords.put("RABBITMQ_INGEST_PASSWORD", "ingest-2");

        start();

        assertThat(importedUsers()).containsExactly("wahook-ingest");
    }

    @Test
    void after_a_start_that_failed_the_users_are_imported_the_next_time() throws Exception {
        start();

        start();

        assertThat(importedUsers()).hasSize(4);
    }

    @Test
    void a_password_can_come_from_a_file() throws Exception {
        passwords.remove("RABBITMQ_INGEST_PASSWORD");
        passwords.put(
                "RABBITMQ_INGEST_PASSWORD_FILE",
                Files.writeString(folder.resolve("secret"), "from-a-file").toString());

        assertThat(start()).isZero();

        assertThat(importedUsers()).contains("wahook-ingest");
    }

    @Test
    void a_missing_password_and_one_of_the_example_for_everybody_are_refused() throws Exception {
        passwords.put("RABBITMQ_WORKER_PASSWORD", "localonly4");
        assertThat(start()).isZero();

        passwords.put("WEBHOOK_ADDRESS", "0.0.0.0");
        assertThat(start()).isEqualTo(64);

        passwords.put("WEBHOOK_ADDRESS", "127.0.0.1");
        passwords.put("RABBITMQ_ADMIN_PASSWORD", "");
        assertThat(start()).isEqualTo(64);
    }

    private int start() throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder("bash", SCRIPT.toString()).redirectErrorStream(true);
        builder.environment().putAll(passwords);
        builder.environment().put("PATH", folder + ":" + System.getenv("PATH"));
        builder.environment()
                .put("WAHOOK_DEFINITIONS", folder.resolve("definitions").toString());
        builder.environment().put("WAHOOK_RECORD", folder.resolve("record").toString());
        // Nobody listens at this moment, or somebody does: the record is then the other one, and no test looks at it.
        builder.environment().put("WAHOOK_PORTS", "1");
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).as(output).isTrue();
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        return process.exitValue();
    }

    /** As the script does once the server accepts clients. */
    private void serverHasImported() throws IOException {
        Files.copy(folder.resolve("definitions").resolve("record"), folder.resolve("record"));
    }

    private List<String> importedUsers() throws IOException {
        Path users = imported("1-users.json");
        if (Files.notExists(users)) {
            return List.of();
        }
        JsonNode json = new JsonMapper().readTree(Files.readString(users));
        return json.path("users")
                .valueStream()
                .map(user -> user.path("name").asString())
                .toList();
    }

    private Path imported(String file) {
        return folder.resolve("definitions").resolve("import").resolve(file);
    }
}
