package org.wahook.worker.deadletter;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;
import java.util.function.ToIntFunction;
import org.wahook.platform.config.CommonSettings;
import org.wahook.platform.config.DatabaseUrl;
import org.wahook.platform.config.Environment;
import org.wahook.platform.config.RabbitUrls;
import org.wahook.platform.database.Database;
import org.wahook.shared.deadletter.DeadLetterCatalog;
import org.wahook.shared.topology.Topology;

/** Where the command finds the dead letters, and their index where it is told. */
public record DeadLetterAccess(RabbitUrls rabbit, Topology topology, Optional<DatabaseUrl> database) {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** @throws org.wahook.platform.config.BadConfigurationException with every problem there is */
    public static DeadLetterAccess read(Environment environment) {
        var rabbit = environment.read(CommonSettings.RABBITMQ_URL);
        var lanes = environment.read(CommonSettings.REPLY_LANES);
        var ladder = environment.read(CommonSettings.RETRY_DELAYS);
        var database = environment.readOptional(CommonSettings.DATABASE_URL);
        return environment.complete(
                () -> new DeadLetterAccess(rabbit.get(), new Topology(lanes.get(), ladder.get()), database.get()));
    }

    /** Without an index, or without an answer of it, the queues themselves are read. */
    public int with(ToIntFunction<DeadLetterCatalog> work, PrintWriter err) {
        return database.map(url -> withIndex(url, work, err)).orElseGet(() -> withoutIndex(work));
    }

    private int withIndex(DatabaseUrl url, ToIntFunction<DeadLetterCatalog> work, PrintWriter err) {
        try (Database opened = new Database(url, "dead-letters", 4, new SimpleMeterRegistry()).start()) {
            if (!opened.awaitMigrated(PATIENCE)) {
                err.printf(
                        "The index of dead letters can't be read (%s): reading the queues instead.%n",
                        opened.problem().orElse("PostgreSQL does not answer"));
                return withoutIndex(work);
            }
            try (DeadLetterCatalog letters = DeadLetterCatalog.withIndex(rabbit, topology, opened)) {
                return work.applyAsInt(letters);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 1;
        }
    }

    private int withoutIndex(ToIntFunction<DeadLetterCatalog> work) {
        try (DeadLetterCatalog letters = DeadLetterCatalog.withoutIndex(rabbit, topology)) {
            return work.applyAsInt(letters);
        }
    }
}
