package org.wahook.sandbox.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The runnable jars of this build: tests that kill processes need them. */
final class BuiltJars {

    /** The checkout, from the folder of this module. */
    static final Path HOME = Path.of("..", "..").toAbsolutePath().normalize();

    private BuiltJars() {}

    /** Whether both are there and no class was compiled since. */
    static boolean areThere() {
        return isOfThisBuild("worker-service") && isOfThisBuild("ingest-service");
    }

    private static boolean isOfThisBuild(String service) {
        Path target = HOME.resolve(service).resolve("target");
        Path jar = target.resolve(service + ".jar");
        return Files.exists(jar)
                && newest(HOME.resolve("shared-model/target/classes")) <= age(jar)
                && newest(target.resolve("classes")) <= age(jar);
    }

    private static long newest(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".class"))
                    .mapToLong(BuiltJars::age)
                    .max()
                    .orElse(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long age(Path file) {
        try {
            return Files.getLastModifiedTime(file).toMillis();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
