package org.wahook.sandbox.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.wahook.testbed.process.Command;

/**
 * One of the services and how to run it.
 *
 * @param name for messages, such as {@code worker-service}
 * @param jvmOptions before {@code -jar}, such as {@code -Xmx512m}
 * @param environment added to this JVM's own; {@code MANAGEMENT_PORT} must be in it
 * @param log where its output is appended
 */
public record ServiceJar(String name, Path jar, List<String> jvmOptions, Map<String, String> environment, Path log) {

    // As in the services' images: libraries still use Unsafe, and a JDK 25 would warn about it in their logs.
    private static final List<String> ALWAYS =
            List.of("--sun-misc-unsafe-memory-access=allow", "-XX:+ExitOnOutOfMemoryError");

    /**
     * This JVM's system property with options for every service that it starts, separated by spaces; none where it is not set. The
     * tests set it: their services live for seconds.
     */
    static final String OPTIONS_OF_ALL = "wahook.services.jvm";

    public ServiceJar {
        jvmOptions = List.copyOf(jvmOptions);
        environment = Map.copyOf(environment);
        if (!environment.containsKey("MANAGEMENT_PORT")) {
            throw new IllegalArgumentException(name + " needs a MANAGEMENT_PORT");
        }
    }

    /** A service of this checkout, with the JVM's defaults: {@code home/name/target/name.jar}. */
    public static ServiceJar of(String name, Path home, Map<String, String> environment, Path log) {
        Path jar = home.resolve(name).resolve("target").resolve(name + ".jar");
        return new ServiceJar(name, jar, List.of(), environment, log);
    }

    /** The same with these options before {@code -jar}. */
    public ServiceJar withJvmOptions(List<String> options) {
        return new ServiceJar(name, jar, options, environment, log);
    }

    /**
     * The same from a copy of its jar in this folder, so that a build meanwhile changes nothing for it.
     *
     * @throws IllegalStateException when the jar has not been built
     */
    public ServiceJar copiedTo(Path folder) {
        if (!Files.exists(jar)) {
            throw new IllegalStateException("%s is missing: ./dev build makes it".formatted(jar));
        }
        Path copy = folder.resolve(jar.getFileName());
        try {
            Files.copy(jar, copy, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("%s could not be copied to %s".formatted(jar, folder), e);
        }
        return new ServiceJar(name, copy, jvmOptions, environment, log);
    }

    /** {@code http://127.0.0.1:port}, where {@code /livez}, {@code /readyz} and {@code /metrics} are. */
    public String managementUrl() {
        return "http://127.0.0.1:" + environment.get("MANAGEMENT_PORT");
    }

    /** Up to this many of its newest log lines; none while there is no log. */
    public List<String> lastLines(int most) {
        if (!Files.exists(log)) {
            return List.of();
        }
        try (Stream<String> lines = Files.lines(log)) {
            List<String> all = lines.toList();
            return all.subList(Math.max(0, all.size() - most), all.size());
        } catch (IOException e) {
            throw new UncheckedIOException(log.toString(), e);
        }
    }

    /** With the Java that runs this. */
    Command command() {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        List<String> words = Stream.of(List.of(java), ALWAYS, ofAll(), jvmOptions, List.of("-jar", jar.toString()))
                .flatMap(List::stream)
                .toList();
        return new Command(words, environment);
    }

    private static List<String> ofAll() {
        String options = System.getProperty(OPTIONS_OF_ALL, "");
        return options.isBlank() ? List.of() : List.of(options.strip().split(" +", -1));
    }
}
