package org.wahook.testbed.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.wahook.testbed.Deadline;

/** Waiting for a server to come up. Where it does not, its own last lines say why. */
public final class StartUp {
    private static final int LINES = 30;

    /** Every byte is a character of it, whatever a server writes. */
    private static final Charset ANY = StandardCharsets.ISO_8859_1;

    private StartUp() {}

    /** A server that was started. */
    public interface Server {

        /** False once it can't come up any more. */
        boolean isAlive();

        /** What it wrote last; see {@link #tail}. */
        String lastLines();
    }

    /** Returns once the condition holds; an exception at once where the server ends, or when the limit passes. */
    public static void await(Duration limit, String what, Server server, BooleanSupplier condition) {
        try {
            Deadline.eventually(limit, what, () -> {
                if (!server.isAlive()) {
                    throw new IllegalStateException(
                            "The server has ended before: %s%n%s".formatted(what, words(server)));
                }
                return condition.getAsBoolean();
            });
        } catch (AssertionError late) {
            throw new IllegalStateException("%s%n%s".formatted(late.getMessage(), words(server)), late);
        }
    }

    private static String words(Server server) {
        return "Its last lines:%n%s".formatted(server.lastLines());
    }

    /** The last lines of a log. */
    public static String tail(Path log) {
        try {
            return Files.exists(log) ? tail(Files.readString(log, ANY)) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(log.toString(), e);
        }
    }

    /** The last lines of a log. */
    public static String tail(String log) {
        List<String> lines = log.lines().toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - LINES), lines.size()));
    }
}
