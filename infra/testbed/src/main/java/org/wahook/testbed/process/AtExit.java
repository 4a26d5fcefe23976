package org.wahook.testbed.process;

import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;

/** Closes what is still open when the JVM ends, by SIGTERM and Ctrl-C too; the newest first. */
public final class AtExit {
    private static final Deque<AutoCloseable> OPEN = new ConcurrentLinkedDeque<>();
    private static volatile boolean ending;

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(AtExit::closeAll, "testbed-at-exit"));
    }

    private AtExit() {}

    /**
     * Remembers something to close.
     *
     * @throws IllegalStateException when the JVM is ending already; it has been closed then
     */
    public static void close(AutoCloseable open) {
        OPEN.addFirst(open);
        if (ending) {
            // Whoever removes it from the list closes it: this thread, or the shutdown.
            if (OPEN.remove(open)) {
                closeOne(open);
            }
            throw new IllegalStateException("The JVM is ending");
        }
    }

    /** Forgets it: it has been closed. */
    public static void forget(AutoCloseable closed) {
        OPEN.remove(closed);
    }

    /** Whether the closing has begun: what fails from now on may fail because of that. */
    public static boolean isEnding() {
        return ending;
    }

    private static void closeAll() {
        ending = true;
        for (AutoCloseable open = OPEN.pollFirst(); open != null; open = OPEN.pollFirst()) {
            closeOne(open);
        }
    }

    private static void closeOne(AutoCloseable open) {
        try {
            open.close();
        } catch (Exception | AssertionError e) {
            // The logger may be gone by now, and one failure must not keep the rest open.
            System.err.println("Not closed at exit: " + open + ": " + e);
        }
    }
}
