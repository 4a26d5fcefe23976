package org.wahook.sandbox.replay;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The files to post: each one that was named, and of each folder every {@code *.json}, by name. */
final class WebhookFiles {

    private WebhookFiles() {}

    /** @throws IllegalArgumentException where something is not there, or a folder holds none */
    static List<Path> in(List<Path> places) {
        return places.stream().flatMap(place -> in(place).stream()).toList();
    }

    private static List<Path> in(Path place) {
        if (!Files.isReadable(place)) {
            throw new IllegalArgumentException("no such file or folder: " + place);
        }
        if (!Files.isDirectory(place)) {
            return List.of(place);
        }
        try (Stream<Path> all = Files.walk(place)) {
            List<Path> files = all.filter(file -> Files.isRegularFile(file)
                            && file.getFileName().toString().endsWith(".json"))
                    .sorted()
                    .toList();
            if (files.isEmpty()) {
                throw new IllegalArgumentException("no *.json in " + place);
            }
            return files;
        } catch (IOException e) {
            throw new UncheckedIOException(place.toString(), e);
        }
    }
}
