package org.wahook.platform.telemetry;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How many lines a library's logger may write: Jetty has a line for some of the requests that are no HTTP, and anyone can
 * send as many of those as they like. Our own classes bound theirs where they log.
 */
final class LibraryLogLimit {

    static final int MOST = 10;
    static final Duration WINDOW = Duration.ofSeconds(10);
    private static final String OURS = "org.wahook.";

    private final Map<String, Window> byLogger = new ConcurrentHashMap<>();

    private static final class Window {
        final AtomicLong began = new AtomicLong(System.nanoTime());
        final AtomicInteger lines = new AtomicInteger();
    }

    boolean allows(String logger) {
        if (logger.startsWith(OURS)) {
            return true;
        }
        Window window = byLogger.computeIfAbsent(logger, name -> new Window());
        long now = System.nanoTime();
        long began = window.began.get();
        if (now - began > WINDOW.toNanos() && window.began.compareAndSet(began, now)) {
            window.lines.set(0);
        }
        return window.lines.incrementAndGet() <= MOST;
    }
}
