package org.wahook.ingest;

import java.util.Optional;
import org.wahook.platform.config.BadConfigurationException;
import org.wahook.platform.config.CommandLine;
import org.wahook.platform.config.Environment;
import org.wahook.platform.process.ServiceProcess;
import org.wahook.platform.telemetry.Logging;

/** The process: {@code --help}, a configuration, the app, and an orderly end on SIGTERM. */
public final class IngestMain {

    private static final String USAGE = "ingest-service takes Meta's WhatsApp webhooks and answers 200 once RabbitMQ"
            + " has confirmed them.\nIt is configured by its environment. A first argument re-encrypt encrypts all stored"
            + " secrets with the first of ENCRYPTION_KEYS\ninstead; it needs DATABASE_URL and ENCRYPTION_KEYS alone.";

    private IngestMain() {}

    public static void main(String[] args) {
        if (args.length == 1 && args[0].equals("--help")) {
            CommandLine.printHelp(USAGE, IngestSettings.all(), System.out);
            return;
        }
        if (args.length == 1 && args[0].equals("re-encrypt")) {
            Logging.configure("text", "warn");
            System.exit(ReEncryptCommand.run(Environment.ofProcess(), System.out, System.err));
        }
        if (args.length > 0) {
            System.err.println("Unknown arguments: ingest-service takes none but --help and re-encrypt.");
            System.exit(BadConfigurationException.EXIT_CODE);
        }
        Optional<IngestConfig> config = CommandLine.configure(Environment.ofProcess(), IngestConfig::read, System.err);
        if (config.isEmpty()) {
            System.exit(BadConfigurationException.EXIT_CODE);
        }
        config.ifPresent(IngestMain::run);
    }

    private static void run(IngestConfig config) {
        Logging.configure(config.logFormat(), config.logLevel());
        ServiceProcess.run(IngestMain.class, config.shutdownGrace(), () -> IngestApp.start(config));
    }
}
