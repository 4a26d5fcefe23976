package org.wahook.testbed.postgres;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;
import org.wahook.testbed.process.TemporaryFolder;

/** The PostgreSQL programs that come as a dependency, unpacked. */
final class PostgresPrograms {
    private PostgresPrograms() {}

    /**
     * The folder that holds bin, lib and share.
     *
     * <p>Unpacking takes longer than all the rest of a start, so the folder is kept between runs: it is named after
     * the archive's size and user, and is moved into place whole.
     */
    static Path unpacked() {
        try {
            URL archive = archive();
            String name = "wahook-postgresql-%s-%d"
                    .formatted(
                            System.getProperty("user.name"),
                            archive.openConnection().getContentLengthLong());
            Path kept = Path.of(System.getProperty("java.io.tmpdir"), name);
            if (!isOurs(kept)) {
                unpackInto(kept, archive);
            }
            return kept;
        } catch (IOException e) {
            throw new UncheckedIOException("PostgreSQL's programs could not be unpacked", e);
        }
    }

    // Anyone may create this name in a shared temporary folder, and what is in it gets run.
    private static boolean isOurs(Path kept) throws IOException {
        if (!Files.isDirectory(kept)) {
            return false;
        }
        if (!Files.getOwner(kept).getName().equals(System.getProperty("user.name"))) {
            throw new FileSystemException(kept.toString(), null, "belongs to another user");
        }
        return true;
    }

    private static void unpackInto(Path kept, URL archive) throws IOException {
        try (TemporaryFolder folder = TemporaryFolder.create("wahook-unpack-")) {
            Path fresh = folder.path().resolve("postgresql");
            try (InputStream in = archive.openStream()) {
                unpack(in, fresh);
            }
            try {
                Files.move(fresh, kept);
            } catch (FileSystemException e) {
                if (!isOurs(kept)) {
                    throw e;
                }
                // Another JVM was quicker, with the same files.
            }
        }
    }

    private static void unpack(InputStream archive, Path folder) throws IOException {
        try (TarArchiveInputStream tar =
                new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(archive)))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Path target = folder.resolve(entry.getName()).normalize();
                if (!target.startsWith(folder)) {
                    throw new IOException("Outside of its archive: " + entry.getName());
                }
                if (entry.isDirectory()) {
                    Files.createDirectories(target);
                    continue;
                }
                Files.createDirectories(target.getParent());
                if (entry.isSymbolicLink()) {
                    Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
                } else {
                    Files.copy(tar, target);
                    boolean program = (entry.getMode() & 0100) != 0;
                    Files.setPosixFilePermissions(
                            target, PosixFilePermissions.fromString(program ? "rwxr-xr-x" : "rw-r--r--"));
                }
            }
        }
    }

    private static URL archive() {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("mac") ? "darwin" : "linux";
        String processor = System.getProperty("os.arch").equals("aarch64") ? "arm_64" : "x86_64";
        String name = "/postgres-%s-%s.txz".formatted(system, processor);
        URL archive = PostgresPrograms.class.getResource(name);
        if (archive == null) {
            throw new IllegalStateException(
                    "No PostgreSQL for %s on %s among the dependencies: add it to the testbed's pom.xml, or set TESTBED=docker"
                            .formatted(system, processor));
        }
        return archive;
    }
}
