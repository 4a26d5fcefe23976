package org.wahook.admin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The code blocks of the documents in docs/. */
final class DocumentedExamples {

    private static final Path DOCS = Path.of("..", "docs");

    private DocumentedExamples() {}

    /** A document's blocks of a language, in their order. */
    static List<String> blocks(String document, String language) {
        return Pattern.compile("^```" + language + "\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL)
                .matcher(read(DOCS.resolve(document)))
                .results()
                .map(it -> it.group(1))
                .toList();
    }

    /** The documents about bots, from {@code docs}. */
    static List<String> ofBots() {
        try (Stream<Path> files = Files.list(DOCS.resolve("bots"))) {
            return files.map(file -> "bots/" + file.getFileName())
                    .filter(name -> name.endsWith(".md"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
