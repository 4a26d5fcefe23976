package org.wahook.worker.testing;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Something that runs beside the test. */
public final class Background<T> {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final FutureTask<T> task;

    private Background(Callable<T> work) {
        task = new FutureTask<>(work);
        Thread.ofVirtual().start(task);
    }

    public static <T> Background<T> start(Callable<T> work) {
        return new Background<>(work);
    }

    public boolean done() {
        return task.isDone();
    }

    /** Its result, waited for. */
    public T result() {
        try {
            return task.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the work in the background failed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
