package org.wahook.sandbox.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** {@code .dev/run/env}: how to reach the run that is up, as shell variables; it is there only while the run is. */
public final class RunFile {

    public static final String WEBHOOK_URL = "WEBHOOK_URL";
    public static final String FACEBOOK_APP_SECRET = "FACEBOOK_APP_SECRET";

    private final Path path;

    private RunFile(Path path) {
        this.path = path;
    }

    /** That of the first run that is up in this checkout, if any. */
    public static RunFile of(Path home) {
        return in(home.resolve(".dev").resolve("run"));
    }

    static RunFile in(Path folder) {
        return new RunFile(folder.resolve("env"));
    }

    public Path path() {
        return path;
    }

    /** The variables; none while nothing is up. */
    public Map<String, String> read() {
        if (!Files.exists(path)) {
            return Map.of();
        }
        Map<String, String> variables = new LinkedHashMap<>();
        try {
            for (String line : Files.readAllLines(path)) {
                String[] parts = line.split("=", 2);
                if (parts.length == 2) {
                    variables.put(parts[0], parts[1]);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(path.toString(), e);
        }
        return variables;
    }

    /** Values are URLs and hex, so that no shell needs quotes around them. */
    void write(Map<String, String> variables) {
        String lines = variables.entrySet().stream()
                .map(variable -> variable.getKey() + "=" + variable.getValue() + "\n")
                .collect(Collectors.joining());
        try {
            Files.deleteIfExists(path);
            Files.createFile(path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(path, lines);
        } catch (IOException e) {
            throw new UncheckedIOException(path.toString(), e);
        }
    }

    void delete() throws IOException {
        Files.deleteIfExists(path);
    }
}
