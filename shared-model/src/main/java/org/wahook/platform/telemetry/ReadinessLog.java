package org.wahook.platform.telemetry;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs a line when the service becomes ready, with what it is connected to, and one when it no longer is, with the reason. */
public final class ReadinessLog implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(ReadinessLog.class);
    private static final Duration POLL = Duration.ofMillis(100);

    private final Health health;
    private final String connections;
    private final Thread watcher = Thread.ofVirtual().name("readiness-log").unstarted(this::watch);

    /** @param connections for people, without secrets, such as {@code PostgreSQL db:5432/wahook, RabbitMQ mq:5672} */
    public ReadinessLog(Health health, String connections) {
        this.health = health;
        this.connections = connections;
    }

    public ReadinessLog start() {
        watcher.start();
        return this;
    }

    private void watch() {
        boolean wasReady = false;
        try {
            while (true) {
                boolean ready = health.ready();
                if (ready && !wasReady) {
                    log.info("Ready: {}", connections);
                } else if (wasReady && !ready) {
                    log.warn("Not ready: {}", health.problems());
                }
                wasReady = ready;
                Thread.sleep(POLL);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        watcher.interrupt();
    }
}
