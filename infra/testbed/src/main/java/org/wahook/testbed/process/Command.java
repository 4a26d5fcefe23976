package org.wahook.testbed.process;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A program with its arguments and environment. */
public record Command(List<String> words, Map<String, String> environment) {
    // Ctrl-C in a terminal goes to every process of its session, and a database that obeys it is gone before the
    // services that still need it. This JVM ends its programs itself, in order. (macOS has no setsid.)
    private static final List<String> OWN_SESSION =
            find("setsid", List.of()).map(Path::toString).stream().toList();

    public Command {
        words = List.copyOf(words);
        environment = Map.copyOf(environment);
    }

    /** A command with nothing added to this JVM's environment. */
    public static Command of(String... words) {
        return new Command(List.of(words), Map.of());
    }

    /** This JVM's Java and class path once more, on the main method of this class. */
    public static Command anotherJvm(Class<?> main, String... options) {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String classPath = System.getProperty("java.class.path");
        return new Command(
                Stream.of(Stream.of(java), Stream.of(options), Stream.of("-cp", classPath, main.getName()))
                        .flatMap(words -> words)
                        .toList(),
                Map.of());
    }

    /** Where a program is: on the PATH, or else in one of these folders. */
    public static Optional<Path> find(String program, List<Path> folders) {
        Stream<Path> onPath = Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
                .filter(folder -> !folder.isBlank())
                .map(Path::of);
        return Stream.concat(onPath, folders.stream())
                .map(folder -> folder.resolve(program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Starts it in the background, its output going to a file. */
    public Process start(Path log) {
        try {
            return builder()
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException("Not started: " + words, e);
        }
    }

    /** Runs it to its end and returns what it printed; another exit status than 0 is an exception. */
    public String run(Duration limit) {
        Outcome outcome = attempt(limit);
        if (outcome.status() != 0) {
            throw new IllegalStateException("%s ended with %d: %s".formatted(words, outcome.status(), outcome.output));
        }
        return outcome.output();
    }

    /** Runs it to its end, whatever that is. */
    public Outcome attempt(Duration limit) {
        try {
            // A file and not a pipe: a background process that inherits the pipe would keep us reading it.
            Path output = Files.createTempFile("wahook-output-", ".txt");
            try {
                Process process = start(output);
                if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                    ProcessTree.of(process).kill();
                    throw new IllegalStateException("%s took longer than %s".formatted(words, limit));
                }
                return new Outcome(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
            } finally {
                Files.deleteIfExists(output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Not run: " + words, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted: " + words, e);
        }
    }

    private ProcessBuilder builder() {
        ProcessBuilder builder = new ProcessBuilder(
                        Stream.concat(OWN_SESSION.stream(), words.stream()).toList())
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
        builder.environment().putAll(environment);
        return builder;
    }

    /** How a command ended: its exit status and all it printed. */
    public record Outcome(int status, String output) {}
}
