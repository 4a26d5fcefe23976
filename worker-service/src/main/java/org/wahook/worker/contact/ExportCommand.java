package org.wahook.worker.contact;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.wahook.shared.contact.ContactErasure;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Writes all that is stored about one person. */
@Command(
        name = "export",
        description = "Write all that is stored about one person, a line of JSON for each row and each dead letter."
                + " DATABASE_URL and RABBITMQ_URL say where it is.",
        mixinStandardHelpOptions = true)
final class ExportCommand implements Callable<Integer> {

    @Mixin
    private ContactOptions contact = new ContactOptions();

    @Option(
            names = "--file",
            paramLabel = "FILE",
            description = "into this file, which must not be there yet and which only you can read; else to stdout")
    private @Nullable Path file;

    private final ContactErasure contacts;
    private final PrintWriter out;
    private final PrintWriter err;

    ExportCommand(ContactErasure contacts, PrintWriter out, PrintWriter err) {
        this.contacts = contacts;
        this.out = out;
        this.err = err;
    }

    @Override
    public Integer call() throws IOException {
        int[] lines = {0};
        if (file == null) {
            contacts.export(contact.selection(), line -> {
                out.println(line);
                lines[0]++;
            });
        } else {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            try (BufferedWriter writer = Files.newBufferedWriter(file, StandardOpenOption.WRITE)) {
                contacts.export(contact.selection(), line -> {
                    write(writer, line);
                    lines[0]++;
                });
            }
        }
        err.printf("%d row(s) and dead letter(s)%n", lines[0]);
        return 0;
    }

    private static void write(BufferedWriter writer, String line) {
        try {
            writer.write(line);
            writer.newLine();
        } catch (IOException e) {
            throw new UncheckedIOException("The export can't be written: " + e.getMessage(), e);
        }
    }
}
