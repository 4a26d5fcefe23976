package org.wahook.sandbox.run;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.wahook.testbed.process.AtExit;

/** What is being done, one line a step with the time it took, and a dot every two seconds of a long one. */
final class ProgressOutput {

    private static final Duration DOT = Duration.ofSeconds(2);

    private final PrintStream out;

    ProgressOutput(PrintStream out) {
        this.out = out;
    }

    void run(String text, Runnable step) {
        call(text, () -> {
            step.run();
            return true;
        });
    }

    <T> T call(String text, Supplier<T> step) {
        long start = System.nanoTime();
        out.printf("==> %s ", text);
        out.flush();
        AtomicBoolean done = new AtomicBoolean();
        Thread dots = Thread.ofVirtual().start(() -> dots(done));
        boolean fine = false;
        try {
            T result = step.get();
            fine = true;
            return result;
        } finally {
            done.set(true);
            dots.interrupt();
            String failed = AtExit.isEnding() ? "stopped" : "failed";
            out.println("... " + (fine ? seconds(System.nanoTime() - start) : failed));
        }
    }

    private void dots(AtomicBoolean done) {
        try {
            while (!done.get()) {
                Thread.sleep(DOT);
                out.print('.');
                out.flush();
            }
        } catch (InterruptedException theStepIsDone) {
            Thread.currentThread().interrupt();
        }
    }

    static String seconds(long nanos) {
        return String.format(Locale.ROOT, "%.1f s", nanos / 1e9);
    }
}
