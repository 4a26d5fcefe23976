package org.wahook.shared.contact;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * The rows about one person. Beside messages, conversations and kept changes these are the rows of every table that has a
 * column {@code conversation_id}, {@code message_id} or {@code contact_id}, so that a table that is added later is not
 * forgotten.
 */
public final class ContactRows {

    private static final String CONVERSATIONS = """
            SELECT id, contact_id, contact_phone, contact_user_id FROM whatsapp_conversations
            WHERE (contact_id = :contact OR contact_phone = :contact OR contact_user_id = :contact)
              AND (:chatbot::text IS NULL OR chatbot_id = :chatbot)
            ORDER BY id
            """;

    /** Those of the person's conversations, and what the person has written in groups. */
    private static final String MESSAGES = """
            SELECT id FROM messages WHERE conversation_id = ANY(:conversations)
            UNION ALL
            SELECT m.id FROM whatsapp_conversations g JOIN messages m ON m.conversation_id = g.id
            WHERE g.is_group AND (:chatbot::text IS NULL OR g.chatbot_id = :chatbot) AND m.direction = 'inbound'
              AND (m.payload ->> 'from' = ANY(:ids) OR m.payload ->> 'from_user_id' = ANY(:ids))
            """;

    private static final String WA_MESSAGE_IDS =
            "SELECT wa_message_id FROM messages WHERE wa_message_id IS NOT NULL AND id IN (" + MESSAGES + ")";

    private static final String DEPENDENT_TABLES = """
            SELECT c.table_name, c.column_name,
                   EXISTS (SELECT 1 FROM information_schema.columns o
                           WHERE o.table_schema = c.table_schema AND o.table_name = c.table_name
                             AND o.column_name = 'account_id' AND o.data_type = 'uuid') AS of_account
            FROM information_schema.columns c
            JOIN information_schema.tables t USING (table_schema, table_name)
            WHERE c.table_schema = current_schema() AND t.table_type = 'BASE TABLE'
              AND (c.data_type = 'bigint' AND c.column_name = 'message_id'
                   OR c.data_type = 'bigint' AND c.column_name = 'conversation_id' AND c.table_name <> 'messages'
                   OR c.data_type = 'text' AND c.column_name = 'contact_id' AND c.table_name <> 'whatsapp_conversations')
            ORDER BY c.column_name DESC, c.table_name
            """;

    private static final String OF_MESSAGES = "message_id IN (" + MESSAGES + ")";
    private static final String OF_CONVERSATIONS = "conversation_id = ANY(:conversations)";

    private static final String OF_CONTACT = "contact_id = ANY(:ids)";

    /** Of one client where one is asked about. */
    private static final String OF_CONTACT_AND_ACCOUNT = OF_CONTACT + """
             AND (:chatbot::text IS NULL
                  OR account_id IN (SELECT id FROM whatsapp_accounts WHERE chatbot_id = :chatbot))
            """;

    private static final String CHANGES = """
            EXISTS (SELECT 1 FROM unnest(:ids) AS one (id) WHERE position('"' || one.id || '"' in value::text) > 0)
            AND (:chatbot::text IS NULL
                 OR phone_number_id IN (SELECT phone_number_id FROM whatsapp_accounts WHERE chatbot_id = :chatbot))
            """;

    /** Locks the conversations. A router or a turn that waits for the lock then finds the conversation gone. */
    private static final String LOCK =
            "SELECT id FROM whatsapp_conversations WHERE id = ANY(:conversations) ORDER BY id FOR UPDATE";

    private final Jdbi jdbi;

    public ContactRows(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /**
     * Who the person is in the tables.
     *
     * @param ids the one that was asked for, and the phone numbers and user ids of the same person's conversations
     * @param waMessageIds Meta's ids of the messages of both sides
     */
    public record Known(List<Long> conversations, Set<String> ids, Set<String> waMessageIds) {
        public Known {
            conversations = List.copyOf(conversations);
            ids = Set.copyOf(ids);
            waMessageIds = Set.copyOf(waMessageIds);
        }
    }

    /** A table and which of its rows are meant. */
    private record Part(String table, String where) {}

    public Known find(ContactSelection contact) {
        return jdbi.withHandle(handle -> {
            Set<String> ids = new TreeSet<>(Set.of(contact.contactId()));
            List<Long> conversations = handle.createQuery(CONVERSATIONS)
                    .bind("contact", contact.contactId())
                    .bind("chatbot", contact.chatbotId().orElse(null))
                    .map((row, context) -> {
                        Stream.of("contact_id", "contact_phone", "contact_user_id")
                                .forEach(column -> add(row, column, ids));
                        return row.getLong("id");
                    })
                    .list();
            List<String> messages = handle.createQuery(WA_MESSAGE_IDS)
                    .bindArray("conversations", Long.class, conversations)
                    .bind("ids", ids.toArray(String[]::new))
                    .bind("chatbot", contact.chatbotId().orElse(null))
                    .mapTo(String.class)
                    .list();
            return new Known(conversations, ids, new TreeSet<>(messages));
        });
    }

    /** A conversation whose contact has lost the number to somebody else has a mark behind its id. */
    private static void add(ResultSet row, String column, Set<String> ids) {
        try {
            Optional.ofNullable(row.getString(column))
                    .map(id -> id.replaceFirst("#\\d+$", ""))
                    .ifPresent(ids::add);
        } catch (SQLException e) {
            throw new IllegalStateException("a row of whatsapp_conversations has no " + column, e);
        }
    }

    /** Each row as a line of JSON that names its table. */
    public void export(ContactSelection contact, Known known, Consumer<String> line) {
        jdbi.useTransaction(handle -> {
            for (Part part : parts(handle)) {
                String rows =
                        "SELECT (jsonb_build_object('table', '%1$s') || to_jsonb(r))::text FROM %1$s AS r WHERE %2$s"
                                .formatted(part.table(), part.where());
                try (var query = handle.createQuery(rows)) {
                    query.setFetchSize(500)
                            .bind("ids", ids(known))
                            .bind("chatbot", contact.chatbotId().orElse(null))
                            .bindArray("conversations", Long.class, known.conversations())
                            .mapTo(String.class)
                            .forEach(line);
                }
            }
        });
    }

    /** How many rows of each table there are. */
    public Map<String, Long> count(ContactSelection contact, Known known) {
        return jdbi.withHandle(handle -> {
            Map<String, Long> counts = new LinkedHashMap<>();
            for (Part part : parts(handle)) {
                long rows = handle.createQuery("SELECT count(*) FROM %s WHERE %s".formatted(part.table(), part.where()))
                        .bind("ids", ids(known))
                        .bind("chatbot", contact.chatbotId().orElse(null))
                        .bindArray("conversations", Long.class, known.conversations())
                        .mapTo(Long.class)
                        .one();
                counts.merge(part.table(), rows, Long::sum);
            }
            return counts;
        });
    }

    /** Deletes them in one transaction, and answers how many of each table. */
    public Map<String, Long> erase(ContactSelection contact, Known known) {
        return jdbi.inTransaction(handle -> {
            handle.createQuery(LOCK)
                    .bindArray("conversations", Long.class, known.conversations())
                    .mapTo(Long.class)
                    .list();
            Map<String, Long> counts = new LinkedHashMap<>();
            for (Part part : parts(handle)) {
                long rows = handle.createUpdate("DELETE FROM %s WHERE %s".formatted(part.table(), part.where()))
                        .bind("ids", ids(known))
                        .bind("chatbot", contact.chatbotId().orElse(null))
                        .bindArray("conversations", Long.class, known.conversations())
                        .execute();
                counts.merge(part.table(), rows, Long::sum);
            }
            return counts;
        });
    }

    private static String[] ids(Known known) {
        return known.ids().toArray(String[]::new);
    }

    /** Rows that refer to messages first, then rows that refer to conversations, then messages and conversations. */
    private static List<Part> parts(Handle handle) {
        List<Part> parts = new java.util.ArrayList<>(handle.createQuery(DEPENDENT_TABLES)
                .map((row, context) -> new Part(
                        row.getString("table_name"),
                        switch (row.getString("column_name")) {
                            case "message_id" -> OF_MESSAGES;
                            case "contact_id" -> row.getBoolean("of_account") ? OF_CONTACT_AND_ACCOUNT : OF_CONTACT;
                            default -> OF_CONVERSATIONS;
                        }))
                .list());
        parts.add(new Part("messages", "id IN (" + MESSAGES + ")"));
        parts.add(new Part("webhook_changes", CHANGES));
        parts.add(new Part("whatsapp_conversations", "id = ANY(:conversations)"));
        return parts;
    }
}
