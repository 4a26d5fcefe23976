package org.wahook.ingest;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wahook.platform.config.BadConfigurationException;
import org.wahook.platform.config.CommandLine;
import org.wahook.platform.config.Environment;
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
        Logger log = LoggerFactory.getLogger(IngestMain.class);
        // Before the start, since a SIGTERM may come in the middle of it.
        AtomicReference<IngestApp> app = new AtomicReference<>();
        Runtime.getRuntime()
                .addShutdownHook(
                        new Thread(() -> stop(Optional.ofNullable(app.get()), config.shutdownGrace()), "shutdown"));
        try {
            app.set(IngestApp.start(config));
        } catch (IllegalStateException e) {
            log.error("Not started: {}", e.getMessage());
            giveUp();
        } catch (RuntimeException | Error e) {
            log.error("Not started, and nobody has thought of why", e);
            giveUp();
        }
    }

    /** What was started already would keep the process alive, for nothing. */
    private static void giveUp() {
        Logging.flush();
        Runtime.getRuntime().halt(1);
    }

    /** A JVM that a signal ends would exit with 143; one that has finished its work says so with 0. */
    private static void stop(Optional<IngestApp> app, Duration grace) {
        Thread closing = Thread.ofPlatform().name("closing").start(() -> app.ifPresent(IngestApp::close));
        try {
            if (!closing.join(grace)) {
                LoggerFactory.getLogger(IngestMain.class).warn("Not closed within {} s: ending now", grace.toSeconds());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Logging.flush();
        Runtime.getRuntime().halt(0);
    }
}
