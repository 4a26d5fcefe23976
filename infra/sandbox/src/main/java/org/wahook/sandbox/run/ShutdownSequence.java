package org.wahook.sandbox.run;

import java.io.PrintStream;
import java.time.Duration;
import org.wahook.testbed.process.AtExit;

/**
 * The end of this process, by Ctrl-C, SIGTERM or its own doing: what was started is closed, the newest first, and the exit
 * status is ours: 0 after a signal, where the JVM's own would be 130 or 143.
 */
final class ShutdownSequence {

    private static final Duration MAIN_LIMIT = Duration.ofSeconds(5);

    private final PrintStream out;
    private final Thread main;
    private volatile int status;
    private volatile boolean byItself;
    private volatile long start;

    private ShutdownSequence(PrintStream out, Thread main) {
        this.out = out;
        this.main = main;
    }

    /** Call it before anything is started: the first to be remembered is the last to be closed. */
    static ShutdownSequence prepare(PrintStream out) {
        ShutdownSequence ending = new ShutdownSequence(out, Thread.currentThread());
        AtExit.close(ending::finish);
        return ending;
    }

    /** Call it when everything is started: the last to be remembered is the first to be closed. */
    void announce() {
        AtExit.close(() -> {
            start = System.nanoTime();
            out.printf("%n==> stopping ");
            out.flush();
        });
    }

    /** Ends the process. Does not return. */
    void exit(int status) {
        this.status = status;
        byItself = true;
        System.exit(status);
    }

    private void finish() throws InterruptedException {
        if (!byItself) {
            // It may be in the middle of a start, and deletes its temporary files on its way out.
            main.interrupt();
            main.join(MAIN_LIMIT);
        }
        if (start != 0) {
            out.println("... " + ProgressOutput.seconds(System.nanoTime() - start));
            out.flush();
        }
        Runtime.getRuntime().halt(status);
    }
}
