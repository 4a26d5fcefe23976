package org.wahook.sandbox.run;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.wahook.sandbox.process.LaunchedService;
import org.wahook.sandbox.process.ServiceFailedException;
import org.wahook.sandbox.process.ServiceJar;

/** A service of the run: its end is the end of the run, unless it was killed on purpose. */
final class SupervisedService {

    private final LaunchedService process;
    private final CompletableFuture<ServiceFailedException> end = new CompletableFuture<>();
    private volatile long doomed;

    SupervisedService(LaunchedService process) {
        this.process = process;
        watch();
    }

    ServiceJar service() {
        return process.service();
    }

    /** Completes when it is gone and nobody wanted that. */
    CompletableFuture<ServiceFailedException> end() {
        return end;
    }

    /** {@code kill -9}; {@link #revive} brings it back. */
    void kill() {
        doomed = process.pid();
        process.kill();
    }

    /** @throws ServiceFailedException where it is not ready in time */
    void revive(Duration limit) {
        process.startAgain();
        watch();
        process.awaitReady(limit);
    }

    private void watch() {
        long pid = process.pid();
        var _ = process.end().thenAccept(failure -> {
            if (pid != doomed) {
                end.complete(failure);
            }
        });
    }
}
