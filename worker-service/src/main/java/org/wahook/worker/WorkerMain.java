package org.wahook.worker;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.wahook.platform.config.BadConfigurationException;
import org.wahook.platform.config.CommandLine;
import org.wahook.platform.config.CommonSettings;
import org.wahook.platform.config.DatabaseUrl;
import org.wahook.platform.config.Environment;
import org.wahook.platform.database.Database;
import org.wahook.platform.process.ServiceProcess;
import org.wahook.platform.telemetry.Logging;
import org.wahook.shared.analytics.RollUp;
import org.wahook.shared.media.MediaStoreConfig;
import org.wahook.worker.contact.ContactCommands;
import org.wahook.worker.deadletter.DeadLetterAccess;
import org.wahook.worker.deadletter.DeadLettersCommand;
import org.wahook.worker.retention.Retention;
import org.wahook.worker.retention.RetentionCommand;

/** The process: {@code --help}, a configuration, the app, and an orderly end on SIGTERM. */
public final class WorkerMain {

    private static final String USAGE = "worker-service routes WhatsApp events to the clients that own the number, asks"
            + " their AI and sends the replies.\nIt is configured by its environment. A first argument does something else instead:\n"
            + "  dead-letters  look at dead letters, replay or discard them: dead-letters --help\n"
            + "  retention     delete what is old: retention --help\n"
            + "  export        write all that is stored about one person: export --help\n"
            + "  erase         delete all that is stored about one person: erase --help\n"
            + "  declare       declare all exchanges and queues, where RABBITMQ_URL has the right that the services need not have\n"
            + "  migrate       bring PostgreSQL's tables up to this version, where DATABASE_URL is their owner's, and give the"
            + " roles\n                wahook_ingest, wahook_worker and wahook_admin their rights";

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private WorkerMain() {}

    public static void main(String[] args) {
        if (args.length == 1 && args[0].equals("--help")) {
            CommandLine.printHelp(USAGE, WorkerSettings.all(), System.out);
            return;
        }
        if (args.length > 0 && args[0].equals("dead-letters")) {
            System.exit(deadLetters(List.of(args).subList(1, args.length)));
        }
        if (args.length == 1 && args[0].equals("declare")) {
            System.exit(DeclareCommand.run(Environment.ofProcess(), System.out, System.err));
        }
        if (args.length == 1 && args[0].equals("migrate")) {
            System.exit(MigrateCommand.run(Environment.ofProcess(), System.out, System.err));
        }
        if (args.length > 0 && args[0].equals("retention")) {
            System.exit(retention(List.of(args).subList(1, args.length)));
        }
        if (args.length > 0 && (args[0].equals("export") || args[0].equals("erase"))) {
            System.exit(contact(args[0], List.of(args).subList(1, args.length)));
        }
        if (args.length > 0) {
            System.err.println("Unknown arguments: --help says what there is.");
            System.exit(BadConfigurationException.EXIT_CODE);
        }
        ServiceProcess.run(WorkerMain.class, WorkerConfig::read, WorkerApp::start);
    }

    /** Needs RabbitMQ, and takes the index where DATABASE_URL says where it is. */
    private static int deadLetters(List<String> arguments) {
        Logging.configure("text", "warn");
        boolean help = arguments.isEmpty() || arguments.contains("--help") || arguments.contains("-h");
        Map<String, String> nowhere = Map.of("RABBITMQ_URL", "amqp://localhost");
        Environment environment = help ? new Environment(nowhere) : Environment.ofProcess();
        Optional<DeadLetterAccess> access = CommandLine.configure(environment, DeadLetterAccess::read, System.err);
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        List<String> given = arguments.isEmpty() ? List.of("--help") : arguments;
        return access.map(found -> found.with(letters -> DeadLettersCommand.run(letters, given, out, err), err))
                .orElse(BadConfigurationException.EXIT_CODE);
    }

    /** Needs PostgreSQL, and deletes from the media store where MEDIA_STORE_URL says where it is. */
    private static int retention(List<String> arguments) {
        Logging.configure("text", "warn");
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        if (arguments.isEmpty() || arguments.contains("--help") || arguments.contains("-h")) {
            return RetentionCommand.run(
                    batch -> {
                        throw noDatabase();
                    },
                    () -> {
                        throw noDatabase();
                    },
                    () -> {},
                    List.of("--help"),
                    Clock.systemUTC(),
                    out,
                    err);
        }
        Optional<RetentionPeers> peers =
                CommandLine.configure(Environment.ofProcess(), RetentionPeers::read, System.err);
        if (peers.isEmpty()) {
            return BadConfigurationException.EXIT_CODE;
        }
        try (Database database = new Database(peers.get().url(), "retention", 2, new SimpleMeterRegistry()).start()) {
            if (!database.awaitMigrated(PATIENCE)) {
                err.println("PostgreSQL is unavailable: " + database.problem().orElse("no answer"));
                return 1;
            }
            return StoreAccess.with(
                    peers.get().mediaStore(),
                    database,
                    files -> RetentionCommand.run(
                            batch -> new Retention(database.jdbi(), batch),
                            () -> files,
                            new RollUp(database.jdbi())::all,
                            arguments,
                            Clock.systemUTC(),
                            out,
                            err));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 1;
        }
    }

    /** Needs PostgreSQL and RabbitMQ. */
    private static int contact(String command, List<String> arguments) {
        Logging.configure("text", "warn");
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        boolean help = arguments.isEmpty() || arguments.contains("--help") || arguments.contains("-h");
        Map<String, String> nowhere =
                Map.of("RABBITMQ_URL", "amqp://localhost", "DATABASE_URL", "postgresql://localhost/none");
        Environment environment = help ? new Environment(nowhere) : Environment.ofProcess();
        Optional<ContactPeers> peers = CommandLine.configure(environment, ContactPeers::read, System.err);
        if (peers.isEmpty()) {
            return BadConfigurationException.EXIT_CODE;
        }
        try (Database database = peers.get().database()) {
            if (!help && !database.start().awaitMigrated(PATIENCE)) {
                err.println("PostgreSQL is unavailable: " + database.problem().orElse("no answer"));
                return 1;
            }
            List<String> given = arguments.isEmpty() ? List.of("--help") : arguments;
            if (help || command.equals("export")) {
                return command.equals("export")
                        ? ContactCommands.export(peers.get().contacts(database), given, out, err)
                        : ContactCommands.erase(peers.get().contacts(database), given, out, err);
            }
            return StoreAccess.with(peers.get().mediaStore(), database, files -> {
                int code = ContactCommands.erase(peers.get().contacts(database), given, out, err);
                files.deleteObjects(PATIENCE).ifPresent(out::println);
                return code;
            });
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 1;
        }
    }

    private static IllegalStateException noDatabase() {
        return new IllegalStateException("help deletes nothing");
    }

    private record RetentionPeers(DatabaseUrl url, Optional<MediaStoreConfig> mediaStore) {
        static RetentionPeers read(Environment environment) {
            var url = environment.read(CommonSettings.DATABASE_URL);
            var mediaStore = MediaStoreConfig.read(environment);
            return environment.complete(() -> new RetentionPeers(url.get(), mediaStore.get()));
        }
    }
}
