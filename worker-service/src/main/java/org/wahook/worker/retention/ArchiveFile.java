package org.wahook.worker.retention;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;

/** A file of JSON lines. Rows are on disk before they are deleted; where the deletion then fails they are there twice. */
final class ArchiveFile implements Retention.Archive, AutoCloseable {

    private static final Set<StandardOpenOption> APPEND =
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
    private static final Set<PosixFilePermission> OWNER_ONLY =
            Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    private final FileChannel file;

    private ArchiveFile(FileChannel file) {
        this.file = file;
    }

    /**
     * Appends to what is there. A file that is not there yet is created for its owner alone: it has customers' messages
     * in clear.
     */
    static ArchiveFile open(Path path) throws IOException {
        return new ArchiveFile(FileChannel.open(path, APPEND, attributes(path)));
    }

    /** Windows has no such permissions: there the folder's own apply. */
    private static FileAttribute<?>[] attributes(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)}
                : new FileAttribute<?>[0];
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
