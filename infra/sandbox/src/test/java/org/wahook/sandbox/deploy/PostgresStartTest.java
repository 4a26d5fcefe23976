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

/** {@code infra/postgres/start} with a server that ends at once: whose passwords it would set. */
class PostgresStartTest {

    private static final Path SCRIPT = Path.of("..", "postgres", "start");
    private static final List<String> ALL = List.of("ADMIN", "INGEST", "MONITOR", "OWNER", "WORKER");

    private final Map<String, String> environment =
            new HashMap<>(Map.of("POSTGRES_USER", "wahook", "POSTGRES_DB", "w"));

    @TempDir
    private Path folder;

    @BeforeEach
    void makeServer() throws IOException {
        ALL.forEach(name -> environment.put("POSTGRES_%s_PASSWORD".formatted(name), name + "-1"));
        program("pg_isready", "exit 0");
        // The roles that have a password; and the passwords that roles.sql would find.
        program("psql", """
                case "$*" in
                  *pg_authid*) cat "$FOLDER/roles" ;;
                  *roles.sql*) env | sed -n 's/^POSTGRES_\\([A-Z]*\\)_PASSWORD=.*/\\1/p' | sort >"$FOLDER/set" ;;
                esac
                """);
        program("docker-entrypoint.sh", """
                env | grep -c '^POSTGRES_[A-Z]*_PASSWORD=' >"$FOLDER/secrets"
                while [ ! -e "$WAHOOK_MARKER" ]; do sleep 0.1; done
                """);
        Files.writeString(folder.resolve("roles"), "");
    }

    @Test
    void new_roles_get_their_passwords_and_none_of_them_reaches_the_server() throws Exception {
        assertThat(passwordsSetAtStart()).isEqualTo(ALL);

        assertThat(Files.readString(folder.resolve("secrets")).strip()).isEqualTo("0");
        assertThat(Files.readString(folder.resolve("record"))).doesNotContain("-1");
    }

    @Test
    void a_password_that_was_set_is_not_set_again_so_that_a_rotated_one_stays() throws Exception {
        passwordsSetAtStart();
        allRolesHavePasswords();

        assertThat(passwordsSetAtStart()).isEmpty();
    }

    @Test
    void another_password_in_the_environment_is_set_and_then_stays_too() throws Exception {
        passwordsSetAtStart();
        allRolesHavePasswords();
        environment.put("POSTGRES_WORKER_PASSWORD", "WORKER-2");

        assertThat(passwordsSetAtStart()).containsExactly("WORKER");
        assertThat(passwordsSetAtStart()).isEmpty();
    }

    @Test
    void a_role_without_a_password_gets_it_whatever_was_recorded() throws Exception {
        passwordsSetAtStart();
        Files.writeString(folder.resolve("roles"), "wahook_owner\nwahook_ingest\nwahook_admin\nwahook_monitor\n");

        assertThat(passwordsSetAtStart()).containsExactly("WORKER");
    }

    private void allRolesHavePasswords() throws IOException {
        Files.writeString(
                folder.resolve("roles"),
                "wahook\nwahook_owner\nwahook_ingest\nwahook_worker\nwahook_admin\nwahook_monitor\n");
    }

    private List<String> passwordsSetAtStart() throws IOException, InterruptedException {
        Files.deleteIfExists(folder.resolve("set"));
        ProcessBuilder builder = new ProcessBuilder("bash", SCRIPT.toString()).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("POSTGRES_") || name.startsWith("WEBHOOK_"));
        builder.environment().putAll(environment);
        builder.environment().put("PATH", folder + ":" + System.getenv("PATH"));
        builder.environment().put("FOLDER", folder.toString());
        builder.environment().put("WAHOOK_MARKER", folder.resolve("marker").toString());
        builder.environment().put("WAHOOK_RECORD", folder.resolve("record").toString());
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).as(output).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
        return Files.readAllLines(folder.resolve("set"));
    }

    private void program(String name, String script) throws IOException {
        Files.writeString(
                Files.createFile(
                        folder.resolve(name),
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x"))),
                "#!/bin/sh\n" + script);
    }
}
