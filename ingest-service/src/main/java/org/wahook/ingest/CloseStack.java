package org.wahook.ingest;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wahook.http.ListenerGroup;

/** What was opened. On closing, the listeners stop side by side within one limit; then the rest is closed in reverse. */
final class CloseStack implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(CloseStack.class);

    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final ListenerGroup listeners;

    /** @param stopLimit for requests in flight, of all listeners together */
    CloseStack(Duration stopLimit) {
        listeners = new ListenerGroup(stopLimit);
    }

    /** Where the service's listeners belong. */
    ListenerGroup listeners() {
        return listeners;
    }

    <T extends AutoCloseable> T add(T part) {
        open.push(part);
        return part;
    }

    /** One that fails to close does not keep the others open. */
    @Override
    public void close() {
        listeners.close();
        while (!open.isEmpty()) {
            AutoCloseable part = open.pop();
            try {
                part.close();
            } catch (Exception e) {
                log.warn("{} did not close", part.getClass().getSimpleName(), e);
            }
        }
    }
}
