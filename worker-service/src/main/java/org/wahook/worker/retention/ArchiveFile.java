package org.wahook.worker.retention;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** A file of JSON lines. Rows are on disk before they are deleted; where the deletion then fails they are there twice. */
final class ArchiveFile implements Retention.Archive, AutoCloseable {

    private final FileChannel file;

    private ArchiveFile(FileChannel file) {
        this.file = file;
    }

    /** Appends to what is there. */
    static ArchiveFile open(Path path) throws IOException {
        return new ArchiveFile(
                FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND));
    }

    @Override
    public void keep(List<String> rows) {
        try {
            ByteBuffer lines = StandardCharsets.UTF_8.encode(String.join("\n", rows) + "\n");
            while (lines.hasRemaining()) {
                file.write(lines);
            }
            file.force(true);
        } catch (IOException e) {
            throw new UncheckedIOException("the archive can't be written: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
