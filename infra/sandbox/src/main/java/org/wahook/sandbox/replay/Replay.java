package org.wahook.sandbox.replay;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.wahook.testbed.meta.WebhookAnswer;
import org.wahook.testbed.meta.WebhookSender;

/** Posts one file after the other and says what came back for each. */
final class Replay {

    private static final long SECOND = 1_000_000_000L;
    private static final long MS = 1_000_000L;

    private final PrintStream out;
    private final WebhookSender sender;
    private final Optional<Double> perSecond;

    Replay(PrintStream out, WebhookSender sender, Optional<Double> perSecond) {
        this.out = out;
        this.sender = sender;
        this.perSecond = perSecond;
    }

    /** How it went. */
    record Summary(int posted, int delivered, int unauthorized) {

        boolean allDelivered() {
            return delivered == posted;
        }
    }

    /** @throws UncheckedIOException where nobody answers */
    Summary post(List<Path> files) {
        int delivered = 0;
        int unauthorized = 0;
        long start = System.nanoTime();
        for (int i = 0; i < files.size(); i++) {
            awaitTurn(start, i);
            WebhookAnswer answer = post(files.get(i));
            delivered += answer.delivered() ? 1 : 0;
            unauthorized += answer.status() == 401 ? 1 : 0;
        }
        long ms = (System.nanoTime() - start) / MS;
        out.printf("%d of %d answered with 200, in %d ms%n", delivered, files.size(), ms);
        return new Summary(files.size(), delivered, unauthorized);
    }

    private WebhookAnswer post(Path file) {
        byte[] body = bytes(file);
        long start = System.nanoTime();
        WebhookAnswer answer = sender.post(body);
        out.printf("%d  %5d ms  %8d bytes  %s%n", answer.status(), (System.nanoTime() - start) / MS, body.length, file);
        return answer;
    }

    private void awaitTurn(long start, int index) {
        perSecond.ifPresent(rate -> {
            long due = start + (long) (index * SECOND / rate);
            for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
                LockSupport.parkNanos(wait);
            }
        });
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(file.toString(), e);
        }
    }
}
