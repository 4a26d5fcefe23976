package org.wahook.testbed.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.wahook.testbed.FreePort;
import org.wahook.testbed.process.AtExit;
import org.wahook.testbed.process.Command;
import org.wahook.testbed.process.ProcessTree;
import org.wahook.testbed.process.StartUp;
import org.wahook.testbed.process.TemporaryFolder;

/** PostgreSQL as child processes of this JVM, with its data in a temporary folder. */
final class NativePostgres implements PostgresServer {
    private static final Duration INITDB_LIMIT = Duration.ofMinutes(1);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(30);
    private final TemporaryFolder folder;
    private final Path programs;
    private final Unprivileged unprivileged;
    private final int port = FreePort.next();
    private ProcessTree processes;
    private boolean closed;

    NativePostgres(PostgresSettings.Logins logins) {
        programs = PostgresPrograms.unpacked();
        unprivileged = Unprivileged.choose();
        folder = TemporaryFolder.create("wahook-postgres-");
        AtExit.close(this);
        initialise(logins);
        synchronized (this) {
            processes = launch();
        }
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public synchronized void crash() {
        processes.kill();
    }

    @Override
    public synchronized void startAgain() {
        if (!closed && !processes.isAlive()) {
            processes = launch();
        }
    }

    @Override
    public synchronized void freeze() {
        processes.freeze();
    }

    @Override
    public synchronized void thaw() {
        processes.thaw();
    }

    @Override
    public synchronized boolean isAlive() {
        return processes.isAlive();
    }

    @Override
    public String lastLines() {
        return StartUp.tail(log());
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        Optional<String> segment = sharedMemory();
        // The data is thrown away, so nothing is gained by an orderly shutdown. (No process yet if initdb failed.)
        if (processes != null && processes.isAlive()) {
            processes.thaw();
            processes.end("QUIT", STOP_LIMIT);
        }
        segment.ifPresent(id -> Command.of("ipcrm", "-m", id).attempt(STOP_LIMIT));
        folder.close();
        AtExit.forget(this);
    }

    private void initialise(PostgresSettings.Logins logins) {
        Path password = folder.write("password", PASSWORD);
        unprivileged.own(folder.path());
        List<String> words = List.of(
                programs.resolve("bin/initdb").toString(),
                "--pgdata=" + data(),
                "--username=" + USER,
                "--pwfile=" + password,
                "--auth=scram-sha-256",
                logins.argument(),
                "--encoding=UTF8",
                "--locale-provider=builtin",
                "--locale=C.UTF-8",
                "--no-sync");
        new Command(unprivileged.command(words), environment()).run(INITDB_LIMIT);
    }

    private ProcessTree launch() {
        if (closed) {
            throw new IllegalStateException("Closed while starting");
        }
        List<String> words =
                new ArrayList<>(List.of(programs.resolve("bin/postgres").toString(), "-D", "" + data()));
        words.addAll(PostgresSettings.arguments());
        words.addAll(PostgresSettings.arguments(Map.of(
                "listen_addresses", "127.0.0.1",
                "port", Integer.toString(port),
                "unix_socket_directories", "",
                // Kept in the data folder, where a crash leaves nothing behind.
                "dynamic_shared_memory_type", "mmap")));
        return ProcessTree.of(new Command(unprivileged.command(words), environment()).start(log()));
    }

    // After kill -9 the system keeps a small segment until the next start, and there may be none. Its id is the last
    // word of the 7th line of the lock file.
    private Optional<String> sharedMemory() {
        Path lock = data().resolve("postmaster.pid");
        try {
            List<String> lines = Files.exists(lock) ? Files.readAllLines(lock) : List.of();
            return lines.size() < 7
                    ? Optional.empty()
                    : Optional.of(lines.get(6).strip().split(" +", -1)[1]);
        } catch (IOException e) {
            throw new UncheckedIOException(lock.toString(), e);
        }
    }

    private Path data() {
        return folder.path().resolve("data");
    }

    private Path log() {
        return folder.path().resolve("postgres.log");
    }

    // The machine's locale may be one that is not installed.
    private static Map<String, String> environment() {
        return Map.of("LC_ALL", "C");
    }

    @Override
    public String toString() {
        return "PostgreSQL in " + folder.path();
    }
}
