package org.wahook.admin.conversation;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;
import org.wahook.admin.rest.PageCursor;
import org.wahook.admin.rest.Rule;

/**
 * Lists conversations by their last activity. No column has it, since its index would cost every message; so it is found
 * in one of two ways. Of few conversations each one's last message is looked up. Of many, messages are read from the newest
 * on, and each that is the last of its conversation names one: the first page is complete after a few.
 */
public final class ConversationListStore {

    private static final int FEW = 5_000;

    /**
     * Of those that somebody searches, since none of them may have been active lately: the messages of all others would be read
     * first. Measured with 2 million conversations and 5 million messages: 20,000 of a country that fell silent took 8 to 11 s from
     * the messages, 0.2 to 0.6 s one by one.
     */
    private static final int FEW_OF_A_SEARCH = 50_000;

    private static final String OF_CHATBOT = "c.chatbot_id = :chatbot";

    /** Each part has an index. A part whose pattern is NULL matches nothing. */
    private static final String OF_CONTACT = """
            (lower(c.contact_name) LIKE :text OR lower(c.contact_id) LIKE :text OR lower(c.contact_user_id) LIKE :text
             OR to_tsvector('simple', c.contact_name) @@ to_tsquery('simple', :words)
             OR lower(c.contact_id) LIKE :phone OR c.contact_phone LIKE :phone
             OR reverse(c.contact_id) LIKE :phone_end OR reverse(c.contact_phone) LIKE :phone_end)
            """;

    private static final String AMONG_FEW = """
            SELECT c.id, l.created_at AS last_at, coalesce(l.id, 0) AS last_id
            FROM unnest(:ids) AS f (id) JOIN whatsapp_conversations c ON c.id = f.id
            LEFT JOIN LATERAL (SELECT m.id, m.created_at FROM messages m
                               WHERE m.conversation_id = c.id ORDER BY m.id DESC LIMIT 1) l ON true
            WHERE :before::bigint IS NULL OR (coalesce(l.id, 0), c.id) < (:before, :before_conversation)
            ORDER BY coalesce(l.id, 0) DESC, c.id DESC LIMIT :limit
            """;

    /** The questions about other rows are written so that they are asked row by row, and never made a join of all. */
    private static final String AMONG_MANY = """
            SELECT m.conversation_id AS id, m.created_at AS last_at, m.id AS last_id
            FROM messages m
            WHERE (SELECT %s FROM whatsapp_conversations c WHERE c.id = m.conversation_id)
              AND m.id = (SELECT max(n.id) FROM messages n WHERE n.conversation_id = m.conversation_id)
              AND %s
            ORDER BY %s LIMIT :limit
            """;

    private static final String BY_ID = "m.id < coalesce(:before, 9223372036854775807)";
    private static final String BY_TIME = """
            m.chatbot_id = :chatbot
            AND (:before::bigint IS NULL OR (m.created_at, m.id) < (:before_time::timestamptz, :before))
            """;

    private final Jdbi jdbi;
    private final ConversationStore conversations;
    private final int few;
    private final int fewOfASearch;

    public ConversationListStore(Jdbi jdbi, ConversationStore conversations) {
        this(jdbi, conversations, FEW, FEW_OF_A_SEARCH);
    }

    /**
     * @param few so many conversations are looked up one by one
     * @param fewOfASearch the same of those that have such a contact
     */
    ConversationListStore(Jdbi jdbi, ConversationStore conversations, int few, int fewOfASearch) {
        this.jdbi = jdbi;
        this.conversations = conversations;
        this.few = few;
        this.fewOfASearch = fewOfASearch;
    }

    /** Which conversations. */
    record Filter(Optional<String> chatbotId, Optional<ContactQuery> contact) {

        private String condition() {
            return (chatbotId.isPresent() ? OF_CHATBOT : "true") + " AND "
                    + (contact.isPresent() ? OF_CONTACT : "true");
        }
    }

    /** Where a page ended. */
    record Mark(Instant lastAt, long lastId, long conversation) {

        static final Rule RULE = PageCursor.rule(Mark::read);

        static Optional<Mark> read(String cursor) {
            return PageCursor.mark(cursor).flatMap(Mark::parse);
        }

        private static Optional<Mark> parse(String mark) {
            String[] parts = mark.split(" ", -1);
            try {
                return parts.length != 3 || !parts[1].matches("\\d{1,18}") || !parts[2].matches("\\d{1,18}")
                        ? Optional.empty()
                        : Optional.of(
                                new Mark(Instant.parse(parts[0]), Long.parseLong(parts[1]), Long.parseLong(parts[2])));
            } catch (DateTimeException e) {
                return Optional.empty();
            }
        }

        String text() {
            return lastAt + " " + lastId + " " + conversation;
        }
    }

    /** A conversation and its place in the list. */
    record Listed(Conversation conversation, Mark mark) {}

    /** Those with the newest message first; at most {@code limit + 1}. */
    List<Listed> list(Filter filter, Optional<Mark> before, int limit) {
        return jdbi.withHandle(handle -> {
            List<Mark> marks = marks(handle, filter, before, limit);
            return conversations
                    .withIds(handle, marks.stream().map(Mark::conversation).toList())
                    .stream()
                    .map(found -> new Listed(
                            found,
                            marks.stream()
                                    .filter(mark -> mark.conversation() == found.id())
                                    .findFirst()
                                    .orElseThrow()))
                    .toList();
        });
    }

    private List<Mark> marks(Handle handle, Filter filter, Optional<Mark> before, int limit) {
        int most = filter.contact().isPresent() ? fewOfASearch : few;
        Long[] ids = bind(
                        handle.createQuery("SELECT c.id FROM whatsapp_conversations c WHERE " + filter.condition()
                                + " LIMIT :most"),
                        filter)
                .bind("most", most + 1)
                .mapTo(Long.class)
                .list()
                .toArray(Long[]::new);
        Query query = ids.length <= most
                ? handle.createQuery(AMONG_FEW)
                        .bind("ids", ids)
                        .bind(
                                "before_conversation",
                                before.map(Mark::conversation).orElse(null))
                : bind(handle.createQuery(amongMany(filter)), filter);
        if (ids.length > most && filter.chatbotId().isPresent()) {
            query.bind(
                    "before_time", before.map(mark -> mark.lastAt().toString()).orElse(null));
        }
        return query.bind("before", before.map(Mark::lastId).orElse(null))
                .bind("limit", limit + 1)
                .map((row, context) -> mark(row))
                .list();
    }

    /** All messages stand by id, which is the order in which they were stored; those of a chatbot have an index by time. */
    private static String amongMany(Filter filter) {
        return filter.chatbotId().isPresent()
                ? AMONG_MANY.formatted(filter.condition(), BY_TIME, "m.created_at DESC, m.id DESC")
                : AMONG_MANY.formatted(filter.condition(), BY_ID, "m.id DESC");
    }

    private static Query bind(Query query, Filter filter) {
        filter.chatbotId().ifPresent(id -> query.bind("chatbot", id));
        filter.contact()
                .ifPresent(contact -> query.bind("text", contact.text())
                        .bind("words", orNull(contact.words()))
                        .bind("phone", orNull(contact.phone()))
                        .bind("phone_end", orNull(contact.phoneEnd())));
        return query;
    }

    private static @Nullable String orNull(Optional<String> text) {
        return text.orElse(null);
    }

    private static Mark mark(ResultSet row) throws SQLException {
        OffsetDateTime lastAt = row.getObject("last_at", OffsetDateTime.class);
        return new Mark(lastAt == null ? Instant.EPOCH : lastAt.toInstant(), row.getLong("last_id"), row.getLong("id"));
    }
}
