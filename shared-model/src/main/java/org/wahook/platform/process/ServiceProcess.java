package org.wahook.platform.process;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wahook.platform.config.BadConfigurationException;
import org.wahook.platform.config.CommandLine;
import org.wahook.platform.config.Environment;
import org.wahook.platform.telemetry.Logging;

/**
 * Runs a service until SIGTERM. Exit status 0 after an orderly stop, also one that took longer than the grace period; 1
 * when the service could not start.
 */
public final class ServiceProcess {

    private static final int START_FAILED = 1;

    private final Logger log;
    private final Duration grace;
    private final AtomicReference<AutoCloseable> service = new AtomicReference<>();

    private ServiceProcess(Class<?> main, Duration grace) {
        this.log = LoggerFactory.getLogger(main);
        this.grace = grace;
    }

    /**
     * Reads the configuration, starts the service and returns; the JVM stays up by the service's own threads. A bad
     * configuration ends the process with {@link BadConfigurationException#EXIT_CODE}.
     *
     * @param main names the logger
     * @param start an {@link IllegalStateException} from it has a message for the operator
     */
    public static <C extends ServiceConfig> void run(
            Class<?> main, Function<Environment, C> read, Function<C, ? extends AutoCloseable> start) {
        Optional<C> config = CommandLine.configure(Environment.ofProcess(), read, System.err);
        if (config.isEmpty()) {
            System.exit(BadConfigurationException.EXIT_CODE);
        }
        config.ifPresent(it -> {
            Logging.configure(it.logFormat(), it.logLevel(), it.logSampling());
            new ServiceProcess(main, it.shutdownGrace()).run(() -> start.apply(it));
        });
    }

    private void run(Supplier<? extends AutoCloseable> start) {
        // Registered before the start, since a SIGTERM may arrive while the service is starting.
        Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "shutdown"));
        try {
            service.set(start.get());
        } catch (IllegalStateException e) {
            log.error("Startup failed: {}", e.getMessage());
            halt(START_FAILED);
        } catch (RuntimeException | Error e) {
            log.error("Startup failed with an unexpected error", e);
            halt(START_FAILED);
        }
    }

    private void stop() {
        Thread closing = Thread.ofPlatform().name("closing").start(this::close);
        try {
            if (!closing.join(grace)) {
                log.warn("Shutdown took longer than SHUTDOWN_GRACE ({} s); exiting now", grace.toSeconds());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        halt(0);
    }

    private void close() {
        Optional.ofNullable(service.get()).ifPresent(started -> {
            try {
                started.close();
            } catch (Exception e) {
                log.error("Shutdown failed with an unexpected error", e);
            }
        });
    }

    /** A JVM ended by a signal would exit with 143, and threads that a failed start left would keep the process alive. */
    private static void halt(int status) {
        Logging.flush();
        Runtime.getRuntime().halt(status);
    }
}
