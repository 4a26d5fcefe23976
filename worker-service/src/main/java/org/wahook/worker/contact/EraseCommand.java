package org.wahook.worker.contact;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.wahook.shared.contact.ContactErasure;
import org.wahook.shared.contact.ContactSelection;
import org.wahook.worker.retention.ArchiveErasure;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Deletes all that is stored about one person. */
@Command(
        name = "erase",
        description =
                "Delete all that is stored about one person: conversations, messages, kept changes, dead letters, and"
                        + " with --archive what retention has archived. Counts of analytics stay. DATABASE_URL and"
                        + " RABBITMQ_URL say where it is.",
        mixinStandardHelpOptions = true)
final class EraseCommand implements Callable<Integer> {

    @Mixin
    private ContactOptions contact = new ContactOptions();

    @Option(names = "--dry-run", description = "only say how much")
    private boolean dryRun;

    @Option(
            names = "--archive",
            split = ",",
            paramLabel = "FILE",
            description = "rewrite this file of retention --archive without the person's rows; may be repeated")
    private List<Path> archives = new ArrayList<>();

    private final ContactErasure contacts;
    private final PrintWriter out;

    EraseCommand(ContactErasure contacts, PrintWriter out) {
        this.contacts = contacts;
        this.out = out;
    }

    @Override
    public Integer call() throws IOException {
        ContactSelection person = contact.selection();
        // Archives first: their rows are found by the conversations, which are gone afterwards.
        List<Long> conversations = contacts.conversations(person);
        for (Path archive : archives) {
            ArchiveErasure erasure = new ArchiveErasure(archive, person.contactId(), conversations);
            long rows = dryRun ? erasure.count() : erasure.erase();
            print(archive.toString(), rows);
        }
        Map<String, Long> counts = dryRun ? contacts.count(person) : contacts.erase(person);
        counts.forEach(this::print);
        return 0;
    }

    private void print(String what, long count) {
        out.printf("%8d  %s %s%n", count, what, dryRun ? "would be deleted" : "deleted");
    }
}
