package org.wahook.platform.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wahook.platform.config.DatabaseUrl;
import org.wahook.testbed.Deadline;
import org.wahook.testbed.FreePort;
import org.wahook.testbed.postgres.TestPostgres;

/** Session mode is as a direct connection; transaction mode is refused, and said to be. */
class PgBouncerTest {

    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    @Test
    void transaction_mode_is_refused_in_words() throws Exception {
        try (PgBouncer pooler = new PgBouncer("transaction");
                Database database = database(pooler)) {
            Deadline.eventually(
                    SOON,
                    "the reason is told: " + database.problem(),
                    () -> database.problem().equals(Optional.of(SessionCheck.REFUSED)));
            assertThat(database.awaitMigrated(Duration.ZERO)).isFalse();
        }
    }

    @Test
    void session_mode_does_all_that_a_service_needs() throws Exception {
        try (PgBouncer pooler = new PgBouncer("session");
                Database database = database(pooler)) {
            assertThat(database.awaitMigrated(SOON))
                    .as(database.problem().orElse(""))
                    .isTrue();
            List<String> messages = database.jdbi()
                    .withHandle(handle -> handle.createQuery("SELECT id FROM messages")
                            .mapTo(String.class)
                            .list());
            assertThat(messages).isEmpty();
        }
    }

    private static Database database(PgBouncer pooler) {
        return new Database(DatabaseUrl.parse(pooler.url), "test", 2, new SimpleMeterRegistry()).start();
    }

    /** In front of a new database. */
    private final class PgBouncer implements AutoCloseable {

        private final int port = FreePort.next();
        private final String url;
        private final Process process;

        PgBouncer(String mode) throws IOException {
            Path program = onPath("pgbouncer").orElseGet(() -> abort("pgbouncer is not on the PATH"));
            DatabaseUrl direct = DatabaseUrl.parse(TestPostgres.shared().createDatabase());
            URI server = URI.create(direct.jdbcUrl().substring("jdbc:".length()));
            String name = server.getPath().substring(1);
            this.url = "postgresql://%s:%s@127.0.0.1:%d/%s"
                    .formatted(direct.user(), direct.password().reveal(), port, name);
            Path settings = folder.resolve(mode + ".ini");
            Path log = folder.resolve(mode + ".log");
            Files.writeString(settings, """
                    [databases]
                    %s = host=%s port=%d user=%s password='%s'
                    [pgbouncer]
                    listen_addr = 127.0.0.1
                    listen_port = %d
                    unix_socket_dir =
                    auth_type = any
                    pool_mode = %s
                    ignore_startup_parameters = extra_float_digits,options
                    """.formatted(
                            name,
                            server.getHost(),
                            server.getPort(),
                            direct.user(),
                            direct.password().reveal(),
                            port,
                            mode));
            this.process = new ProcessBuilder(command(program, settings))
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            Deadline.eventually(SOON, "pgbouncer listens", () -> {
                assertThat(process.isAlive()).as(text(log)).isTrue();
                return listens();
            });
        }

        /** It refuses to run as root. */
        private List<String> command(Path program, Path settings) throws IOException {
            if (!System.getProperty("user.name").equals("root")) {
                return List.of(program.toString(), settings.toString());
            }
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
            return List.of(program.toString(), "-u", "nobody", settings.toString());
        }

        private boolean listens() {
            try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return true;
            } catch (IOException e) {
                return false;
            }
        }

        @Override
        public void close() {
            process.destroy();
            Deadline.eventually(SOON, "pgbouncer ends", () -> !process.isAlive());
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static Optional<Path> onPath(String program) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
