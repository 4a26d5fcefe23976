package org.wahook.http;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The listeners of a service, which stop side by side within one deadline. */
public final class ListenerGroup implements AutoCloseable {

    /** What the last one gets where the others took all the time. */
    private static final Duration LEAST_FOR_LAST = Duration.ofMillis(500);

    private final Duration limit;
    private final List<HttpListener> sideBySide = new ArrayList<>();
    private Optional<HttpListener> last = Optional.empty();

    /** @param limit for the requests in flight of all listeners together */
    public ListenerGroup(Duration limit) {
        this.limit = limit;
    }

    /** Of several, those added first begin to stop first. */
    public HttpListener add(HttpListener listener) {
        sideBySide.add(listener);
        return listener;
    }

    /** Listens until the others have stopped, so that it can tell that they stop. */
    public HttpListener addLast(HttpListener listener) {
        last = Optional.of(listener);
        return listener;
    }

    @Override
    public void close() {
        long deadline = System.nanoTime() + limit.toNanos();
        List<Thread> stopping = sideBySide.stream()
                .map(listener -> Thread.ofPlatform().name("stop-listener").start(() -> listener.close(limit)))
                .toList();
        try {
            for (Thread thread : stopping) {
                thread.join(left(deadline));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Duration left = left(deadline);
        last.ifPresent(it -> it.close(left.compareTo(LEAST_FOR_LAST) > 0 ? left : LEAST_FOR_LAST));
    }

    private static Duration left(long deadline) {
        return Duration.ofNanos(Math.max(1, deadline - System.nanoTime()));
    }
}
