package org.wahook.shared.contact;

import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.wahook.platform.json.Json;
import org.wahook.shared.deadletter.DeadLetter;
import org.wahook.shared.deadletter.DeadLetterQueue;
import org.wahook.shared.deadletter.DeadLetters;
import org.wahook.shared.deadletter.Selection;

/** Exports and erases one person: the rows in PostgreSQL, and the dead letters in RabbitMQ. */
public final class ContactErasure {

    /** What {@link #erase} calls the letters. */
    public static final String DEAD_LETTERS = "dead letters";

    private static final Set<DeadLetterQueue> ALL_QUEUES = EnumSet.allOf(DeadLetterQueue.class);

    private final ContactRows rows;
    private final DeadLetters letters;
    private final Runnable beforehand;

    /** @param beforehand what must be done before messages are deleted: counting them for analytics */
    public ContactErasure(ContactRows rows, DeadLetters letters, Runnable beforehand) {
        this.rows = rows;
        this.letters = letters;
        this.beforehand = beforehand;
    }

    /** A line of JSON for each row and each dead letter; secrets of clients are in none of them. */
    public void export(ContactSelection contact, Consumer<String> line) {
        ContactRows.Known known = rows.find(contact);
        rows.export(contact, known, line);
        for (DeadLetter letter : letters.matching(ALL_QUEUES, found -> isAbout(contact, known, found))) {
            line.accept(Json.text(Json.object()
                    .put("queue", letter.queue().queueName())
                    .put("id", letter.id())
                    .put("reason", letter.reason())
                    .put("body", letter.body())));
        }
    }

    /** How many rows of each table, and dead letters, {@link #erase} would delete. */
    public Map<String, Long> count(ContactSelection contact) {
        ContactRows.Known known = rows.find(contact);
        Map<String, Long> counts = new LinkedHashMap<>(rows.count(contact, known));
        counts.put(DEAD_LETTERS, (long) lettersAbout(contact, known).size());
        return counts;
    }

    /**
     * Deletes all of it and answers how much. The letters go first: they are found by the messages' ids, and where RabbitMQ
     * can't be asked nothing is deleted yet.
     */
    public Map<String, Long> erase(ContactSelection contact) {
        ContactRows.Known known = rows.find(contact);
        List<DeadLetter> found = lettersAbout(contact, known);
        long discarded = found.isEmpty() ? 0 : letters.discard(ALL_QUEUES, new Selection.WithIds(ids(found)));
        beforehand.run();
        Map<String, Long> counts = new LinkedHashMap<>(rows.erase(contact, known));
        counts.put(DEAD_LETTERS, discarded);
        return counts;
    }

    /** The ids of the person's conversations, by which archived rows are found. */
    public List<Long> conversations(ContactSelection contact) {
        return rows.find(contact).conversations();
    }

    private List<DeadLetter> lettersAbout(ContactSelection contact, ContactRows.Known known) {
        return letters.matching(ALL_QUEUES, letter -> isAbout(contact, known, letter));
    }

    private static Set<String> ids(List<DeadLetter> found) {
        return found.stream().map(DeadLetter::id).collect(java.util.stream.Collectors.toSet());
    }

    private static boolean isAbout(ContactSelection contact, ContactRows.Known known, DeadLetter letter) {
        boolean clients = contact.chatbotId().isEmpty()
                || letter.chatbotId().isEmpty()
                || letter.chatbotId().equals(contact.chatbotId().get());
        return clients
                && (letter.messageIds().stream().anyMatch(known.waMessageIds()::contains)
                        || known.ids().stream().anyMatch(id -> letter.body().contains("\"" + id + "\"")));
    }
}
