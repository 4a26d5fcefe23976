package org.wahook.sandbox.run;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.wahook.testbed.postgres.TestPostgres;
import org.wahook.testbed.rabbitmq.TestRabbit;

/** The database and the broker, which close themselves when this JVM ends. */
record Servers(TestPostgres postgres, TestRabbit rabbit) {

    /** Both at once: each takes seconds, mostly of waiting. */
    static Servers start() {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<TestRabbit> rabbit = threads.submit(TestRabbit::start);
            Future<TestPostgres> postgres = threads.submit(TestPostgres::start);
            try {
                return new Servers(postgres.get(), rabbit.get());
            } catch (ExecutionException e) {
                threads.shutdownNow();
                throw new IllegalStateException(FailureText.of(e), e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("Interrupted while starting", e);
            }
        }
    }
}
