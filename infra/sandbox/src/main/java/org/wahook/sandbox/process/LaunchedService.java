package org.wahook.sandbox.process;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.wahook.testbed.process.AtExit;
import org.wahook.testbed.process.ProcessTree;

/**
 * A service that runs as a process of its own; it never outlives this JVM.
 *
 * <p>The words are those of the testbed's servers: {@link #kill} is {@code kill -9}, {@link #stop} an orderly end,
 * {@link #startAgain} runs the same jar with the same settings, {@link #freeze} stops it where it is.
 */
public final class LaunchedService implements AutoCloseable {

    /** Longer than the services' own {@code SHUTDOWN_GRACE} of 30 s. */
    private static final Duration STOP_LIMIT = Duration.ofSeconds(40);

    private static final Duration PROBE_LIMIT = Duration.ofSeconds(2);
    private static final Duration POLL = Duration.ofMillis(20);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PROBE_LIMIT)
            .build();
    private final ServiceJar service;
    private Process process;
    private boolean closed;

    private LaunchedService(ServiceJar service) {
        this.service = service;
        process = launch();
        AtExit.close(this);
    }

    /**
     * Starts it and returns at once; see {@link #awaitReady}.
     *
     * @throws IllegalStateException when the jar has not been built
     */
    public static LaunchedService start(ServiceJar service) {
        if (!Files.exists(service.jar())) {
            throw new IllegalStateException("%s is missing: ./dev build makes it".formatted(service.jar()));
        }
        return new LaunchedService(service);
    }

    public ServiceJar service() {
        return service;
    }

    public synchronized long pid() {
        return process.pid();
    }

    public synchronized boolean isAlive() {
        return process.isAlive();
    }

    /** Whether {@code /readyz} says so right now. */
    public boolean isReady() {
        return probe().map(HttpResponse::statusCode).equals(Optional.of(200));
    }

    /**
     * Returns once it is ready.
     *
     * @throws ServiceFailedException when it ends instead, or takes longer; with what it said
     */
    public void awaitReady(Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        BooleanSupplier late = () -> System.nanoTime() - end > 0;
        while (!isReady()) {
            if (!isAlive()) {
                throw end().join();
            }
            if (late.getAsBoolean()) {
                String answer = probe().map(HttpResponse::body).orElse("no answer");
                throw new ServiceFailedException(
                        service, "was not ready within %d s: %s".formatted(limit.toSeconds(), answer.strip()));
            }
            pause();
        }
    }

    /** Completes, with how it ended, when the process that runs now is gone, whoever ended it. */
    public synchronized CompletableFuture<ServiceFailedException> end() {
        return process.onExit()
                .thenApply(gone -> new ServiceFailedException(service, "ended with exit status " + gone.exitValue()));
    }

    /** SIGKILL; returns when it is gone, and this JVM knows it: a moment later than the system does. */
    public synchronized void kill() {
        tree().kill();
        process.onExit().join();
    }

    /**
     * SIGTERM; returns when it is gone.
     *
     * @return its exit status; 0 when it could finish what it had in hand
     */
    public synchronized int stop() {
        if (process.isAlive()) {
            tree().end("TERM", STOP_LIMIT);
        }
        return process.onExit().join().exitValue();
    }

    /** Runs it anew, unless it still runs. */
    public synchronized void startAgain() {
        if (!process.isAlive()) {
            process = launch();
        }
    }

    /** SIGSTOP: its connections stay open and nothing answers. */
    public synchronized void freeze() {
        tree().freeze();
    }

    /** Ends {@link #freeze()}. */
    public synchronized void thaw() {
        tree().thaw();
    }

    /** An orderly stop, or a kill where that takes too long. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            if (process.isAlive()) {
                thaw();
                stop();
            }
        } finally {
            kill();
            http.shutdownNow();
            AtExit.forget(this);
        }
    }

    private Process launch() {
        if (closed) {
            throw new IllegalStateException("Closed: " + service.name());
        }
        return service.command().start(service.log());
    }

    private ProcessTree tree() {
        return ProcessTree.of(process);
    }

    private Optional<HttpResponse<String>> probe() {
        HttpRequest request = HttpRequest.newBuilder(URI.create(service.managementUrl() + "/readyz"))
                .timeout(PROBE_LIMIT)
                .build();
        try {
            return Optional.of(http.send(request, BodyHandlers.ofString()));
        } catch (IOException notYet) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while asking " + service.name(), e);
        }
    }

    private static void pause() {
        try {
            Thread.sleep(POLL);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting", e);
        }
    }

    @Override
    public String toString() {
        return service.name();
    }
}
