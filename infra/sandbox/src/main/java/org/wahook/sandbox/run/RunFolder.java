package org.wahook.sandbox.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.wahook.testbed.process.AtExit;

/**
 * The folder of one run: {@code .dev/run}, or {@code .dev/run-2} and so on while another run has the first.
 *
 * <p>It holds the services' logs, sample webhooks, and how to reach what runs ({@link RunFile}).
 */
final class RunFolder implements AutoCloseable {

    private static final int MOST = 20;
    private static final String FIRST = "run";
    private static final String LOCK = "lock";

    private final Path path;
    private final FileChannel channel;
    private final FileLock lock;

    private RunFolder(Path path, FileChannel channel, FileLock lock) {
        this.path = path;
        this.channel = channel;
        this.lock = lock;
    }

    /** The first one that no other process has, emptied. */
    static RunFolder claim(Path home) {
        try {
            for (int i = 1; i <= MOST; i++) {
                Path path = home.resolve(".dev").resolve(i == 1 ? FIRST : FIRST + "-" + i);
                Files.createDirectories(path);
                FileChannel channel =
                        FileChannel.open(path.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                // The system lets go of it when this process ends, however it ends.
                FileLock lock = channel.tryLock();
                if (lock != null) {
                    RunFolder folder = new RunFolder(path, channel, lock);
                    folder.empty();
                    AtExit.close(folder);
                    return folder;
                }
                channel.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("No folder for logs: " + e.getMessage(), e);
        }
        throw new IllegalStateException(MOST + " runs are up already: stop some of them");
    }

    /** Whether it is the one where others look first. */
    boolean isFirst() {
        return path.endsWith(FIRST);
    }

    Path path() {
        return path;
    }

    Path log(String service) {
        return path.resolve(service + ".log");
    }

    /** Writes a file, in folders of its own where its name says so. */
    Path write(String name, byte[] content) {
        try {
            Path file = path.resolve(name);
            Files.createDirectories(file.getParent());
            return Files.write(file, content);
        } catch (IOException e) {
            throw new UncheckedIOException(name, e);
        }
    }

    /** What says how to reach a run goes with it; logs stay until the next. */
    @Override
    public void close() {
        try {
            RunFile.in(path).delete();
            lock.release();
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(path.toString(), e);
        }
    }

    private void empty() throws IOException {
        List<Path> old;
        try (Stream<Path> all = Files.walk(path)) {
            old = all.filter(file -> !file.equals(path) && !file.endsWith(LOCK))
                    .sorted(Comparator.reverseOrder())
                    .toList();
        }
        for (Path file : old) {
            Files.delete(file);
        }
    }
}
