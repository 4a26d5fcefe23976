package org.wahook.worker.retention;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.wahook.platform.json.Json;
import tools.jackson.databind.JsonNode;

/**
 * Takes one person's rows out of an archive file. They are those of the person's conversations: the ones that are known, and
 * those of which a row in the file names the person.
 */
public final class ArchiveErasure {

    private final Path archive;
    private final String quoted;
    private final Set<Long> conversations;

    public ArchiveErasure(Path archive, String contactId, List<Long> conversations) {
        this.archive = archive;
        this.quoted = "\"" + contactId + "\"";
        this.conversations = new HashSet<>(conversations);
    }

    /** How many rows {@link #erase} would take out. */
    public long count() throws IOException {
        learnConversations();
        try (Stream<String> lines = Files.lines(archive)) {
            return lines.filter(this::isAboutThePerson).count();
        }
    }

    /** Replaces the file by one without them, at once, and answers how many they were. */
    public long erase() throws IOException {
        learnConversations();
        Path rest = archive.resolveSibling(archive.getFileName() + ".part");
        long[] erased = {0};
        try (Stream<String> lines = Files.lines(archive);
                BufferedWriter writer = Files.newBufferedWriter(rest, StandardCharsets.UTF_8)) {
            Files.setPosixFilePermissions(rest, Files.getPosixFilePermissions(archive));
            lines.forEach(line -> {
                if (isAboutThePerson(line)) {
                    erased[0]++;
                } else {
                    write(writer, line);
                }
            });
        }
        Files.move(rest, archive, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        return erased[0];
    }

    /** A reply names nobody; the question before it in the same conversation does. */
    private void learnConversations() throws IOException {
        try (Stream<String> lines = Files.lines(archive)) {
            lines.filter(line -> line.contains(quoted))
                    .map(ArchiveErasure::conversationOf)
                    .filter(id -> id >= 0)
                    .forEach(conversations::add);
        }
    }

    private boolean isAboutThePerson(String line) {
        return line.contains(quoted) || conversations.contains(conversationOf(line));
    }

    private static long conversationOf(String line) {
        return Json.parse(line.getBytes(StandardCharsets.UTF_8))
                .map(row -> row.path("conversation_id"))
                .filter(JsonNode::isIntegralNumber)
                .map(JsonNode::asLong)
                .orElse(-1L);
    }

    private static void write(BufferedWriter writer, String line) {
        try {
            writer.write(line);
            writer.newLine();
        } catch (IOException e) {
            throw new UncheckedIOException("The archive can't be rewritten: " + e.getMessage(), e);
        }
    }
}
