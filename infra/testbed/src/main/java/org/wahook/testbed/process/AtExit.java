package org.wahook.testbed.process;

import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;

/** Closes what is still open when the JVM ends, by SIGTERM and Ctrl-C too; the newest first. */
public final class AtExit {
    private static final Deque<AutoCloseable> OPEN = new ConcurrentLinkedDeque<>();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(AtExit::closeAll, "testbed-at-exit"));
    }

    private AtExit() {}

    /** Remembers something to close. */
    public static void close(AutoCloseable open) {
        OPEN.addFirst(open);
    }

    /** Forgets it: it has been closed. */
    public static void forget(AutoCloseable closed) {
        OPEN.remove(closed);
    }

    private static void closeAll() {
        for (AutoCloseable open : OPEN) {
            try {
                open.close();
            } catch (Exception e) {
                // The logger may be gone by now, and one failure must not keep the rest open.
                System.err.println("Not closed at exit: " + open + ": " + e);
            }
        }
    }
}
