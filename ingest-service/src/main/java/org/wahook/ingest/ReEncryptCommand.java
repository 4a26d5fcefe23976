package org.wahook.ingest;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.wahook.platform.config.BadConfigurationException;
import org.wahook.platform.config.CommandLine;
import org.wahook.platform.config.CommonSettings;
import org.wahook.platform.config.DatabaseUrl;
import org.wahook.platform.config.Environment;
import org.wahook.platform.config.Secret;
import org.wahook.platform.database.Database;
import org.wahook.platform.secrets.Encryption;
import org.wahook.shared.account.ReEncryption;

/** The command {@code re-encrypt}: all stored secrets with the first key, then the old keys can go. */
final class ReEncryptCommand {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private ReEncryptCommand() {}

    private record Config(DatabaseUrl database, List<Secret> keys) {

        static Config read(Environment environment) {
            var database = environment.read(CommonSettings.DATABASE_URL);
            var keys = environment.read(CommonSettings.ENCRYPTION_KEYS);
            return environment.complete(() -> new Config(database.get(), keys.get()));
        }
    }

    /**
     * Returns the exit code: 0, or 1 where a secret could not be read or the database is unavailable, or 64 for a bad
     * setting.
     */
    static int run(Environment environment, PrintStream out, PrintStream err) {
        Optional<Config> config = CommandLine.configure(environment, Config::read, err);
        return config.map(found -> run(found, out, err)).orElse(BadConfigurationException.EXIT_CODE);
    }

    private static int run(Config config, PrintStream out, PrintStream err) {
        try (Database database = new Database(config.database(), "re-encrypt", 2, new SimpleMeterRegistry()).start()) {
            if (!database.awaitMigrated(PATIENCE)) {
                err.println("PostgreSQL is unavailable: " + database.problem().orElse("no answer"));
                return 1;
            }
            ReEncryption.Result result = new ReEncryption(database.jdbi(), Encryption.with(config.keys())).run();
            out.printf("%d secret(s) encrypted with the first key%n", result.written());
            if (result.unreadable() > 0) {
                err.printf(
                        "%d secret(s) can't be read with any of the keys and stay as they are%n", result.unreadable());
                return 1;
            }
            return 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 1;
        }
    }
}
