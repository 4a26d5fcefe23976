package org.wahook.worker;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wahook.shared.config.BadConfigurationException;
import org.wahook.shared.config.CommandLine;
import org.wahook.shared.config.Environment;
import org.wahook.shared.telemetry.Logging;

/** The process: {@code --help}, a configuration, the app, and an orderly end on SIGTERM. */
public final class WorkerMain {

    private static final String USAGE = "worker-service routes WhatsApp events to the clients that own the number, asks"
            + " their AI and sends the replies.\nIt is configured by its environment.";

    private WorkerMain() {}

    public static void main(String[] args) {
        if (args.length == 1 && args[0].equals("--help")) {
            CommandLine.printHelp(USAGE, WorkerSettings.all(), System.out);
            return;
        }
        if (args.length > 0) {
            System.err.println("Unknown arguments: --help says what there is.");
            System.exit(BadConfigurationException.EXIT_CODE);
        }
        Optional<WorkerConfig> config = CommandLine.configure(Environment.ofProcess(), WorkerConfig::read, System.err);
        if (config.isEmpty()) {
            System.exit(BadConfigurationException.EXIT_CODE);
        }
        config.ifPresent(WorkerMain::run);
    }

    private static void run(WorkerConfig config) {
        Logging.configure(config.logFormat(), config.logLevel());
        Logger log = LoggerFactory.getLogger(WorkerMain.class);
        AtomicReference<WorkerApp> app = new AtomicReference<>();
        Runtime.getRuntime()
                .addShutdownHook(
                        new Thread(() -> stop(Optional.ofNullable(app.get()), config.shutdownGrace()), "shutdown"));
        try {
            app.set(WorkerApp.start(config));
        } catch (IllegalStateException e) {
            log.error("Not started: {}", e.getMessage());
            Logging.flush();
            Runtime.getRuntime().halt(1);
        }
    }

    /** A JVM that a signal ends would exit with 143; one that has finished its work says so with 0. */
    private static void stop(Optional<WorkerApp> app, Duration grace) {
        Thread closing = Thread.ofPlatform().name("closing").start(() -> app.ifPresent(WorkerApp::close));
        try {
            if (!closing.join(grace)) {
                LoggerFactory.getLogger(WorkerMain.class).warn("Not closed within {} s: ending now", grace.toSeconds());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Logging.flush();
        Runtime.getRuntime().halt(0);
    }
}
