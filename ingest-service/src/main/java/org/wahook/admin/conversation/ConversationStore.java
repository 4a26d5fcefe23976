package org.wahook.admin.conversation;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.Query;

/** Reads conversations and their messages: a page at a time, each by an index. */
public final class ConversationStore {

    private static final String COLUMNS = """
            c.id, c.chatbot_id, c.whatsapp_account_id, a.phone_number_id, c.contact_id, c.contact_name, c.created_at,
            b.name AS chatbot_name,
            c.bot_paused AND (c.bot_paused_until IS NULL OR c.bot_paused_until > now()) AS paused, c.bot_paused_until,
            c.bot_version, c.contact_username, c.is_group, c.linked_conversation_id, c.thread_owner, c.thread_owner_role,
            (SELECT m.created_at FROM messages m WHERE m.conversation_id = c.id ORDER BY m.id DESC LIMIT 1) AS last_at,
            (SELECT coalesce(m.sent_at, m.created_at) FROM messages m
             WHERE m.conversation_id = c.id AND m.direction = 'inbound' AND m.type <> 'system'
               AND m.origin NOT IN ('history', 'expected')
             ORDER BY m.id DESC LIMIT 1) AS last_inbound_at,
            (SELECT count(*) FROM messages m
             WHERE m.conversation_id = c.id AND (m.status IN ('pending', 'draft', 'sending')) IS TRUE
               AND m.status = 'pending') AS waiting
            """;

    private static final String SELECT = "SELECT " + COLUMNS
            + " FROM whatsapp_conversations c JOIN whatsapp_accounts a ON a.id = c.whatsapp_account_id"
            + " LEFT JOIN chatbots b ON b.id = c.chatbot_id ";

    private static final String ONE = SELECT + "WHERE c.id = :id";

    private static final String WITH_IDS = SELECT + """
            JOIN unnest(:ids) WITH ORDINALITY AS wanted (id, place) ON wanted.id = c.id
            ORDER BY wanted.place
            """;

    private static final String MESSAGES = """
            SELECT id, direction, type, text,
                   CASE WHEN revoked_at IS NOT NULL THEN '[deleted]'
                        WHEN direction = 'inbound' OR origin <> 'live' THEN prompt END AS prompt,
                   status, wa_message_id, error::text AS error, by_human, origin, sent_at, created_at,
                   f.object_key, f.mime_type, f.bytes
            FROM messages LEFT JOIN LATERAL (
                SELECT object_key, mime_type, bytes FROM media_objects o
                WHERE o.message_id = messages.id AND o.stored_at IS NOT NULL) AS f ON true
            WHERE conversation_id = :conversation AND id < :before AND origin <> 'expected'
            ORDER BY id DESC LIMIT :limit
            """;

    private static final String KEPT_FILE = """
            SELECT o.object_key, o.mime_type, o.bytes FROM messages m JOIN media_objects o ON o.message_id = m.id
            WHERE m.id = :message AND m.conversation_id = :conversation AND o.stored_at IS NOT NULL
            """;

    /**
     * By two small indexes: what waits, and what was given up within the last week and has had no reply since. The
     * client's words for a reply that failed are none.
     */
    private static final String UNANSWERED = """
            WITH waiting AS (
                SELECT conversation_id, created_at, 0 AS given_up FROM messages
                WHERE (direction = 'inbound' AND status = 'pending') IS TRUE %1$s
                UNION ALL
                SELECT conversation_id, created_at, 1 FROM messages m
                WHERE (direction = 'inbound' AND status = 'failed') IS TRUE AND created_at > now() - interval '7 days' %1$s
                  AND NOT EXISTS (SELECT 1 FROM messages r
                                  WHERE r.conversation_id = m.conversation_id AND r.id > m.id
                                    AND r.direction = 'outbound' AND r.status IN ('sent', 'delivered', 'read')
                                    AND NOT coalesce(jsonb_exists(r.payload, 'fallback_for'), false))),
            conversations AS (
                SELECT conversation_id, min(created_at) AS since, count(*) AS messages, sum(given_up) AS given_up
                FROM waiting GROUP BY conversation_id)
            SELECT w.since, w.messages, w.given_up, %2$s
            FROM conversations w
            JOIN whatsapp_conversations c ON c.id = w.conversation_id
            JOIN whatsapp_accounts a ON a.id = c.whatsapp_account_id
            LEFT JOIN chatbots b ON b.id = c.chatbot_id
            WHERE w.since < now() - :older * interval '1 ms'
              AND (:since::timestamptz IS NULL OR (w.since, c.id) > (:since::timestamptz, :after))
            ORDER BY w.since, c.id LIMIT :limit
            """;

    private static final String UNANSWERED_OF_ALL = UNANSWERED.formatted("", COLUMNS);
    private static final String UNANSWERED_OF_CHATBOT = UNANSWERED.formatted("AND chatbot_id = :chatbot", COLUMNS);

    private final Jdbi jdbi;

    public ConversationStore(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    Optional<Conversation> find(long id) {
        return jdbi.withHandle(handle -> find(handle, id));
    }

    static Optional<Conversation> find(Handle handle, long id) {
        return handle.createQuery(ONE)
                .bind("id", id)
                .map((row, context) -> conversation(row))
                .findOne();
    }

    /** In the order of the ids. */
    List<Conversation> withIds(Handle handle, List<Long> ids) {
        return handle.createQuery(WITH_IDS)
                .bind("ids", ids.toArray(Long[]::new))
                .map((row, context) -> conversation(row))
                .list();
    }

    /** Newest first; at most {@code limit + 1}. Empty where there is no such conversation. */
    Optional<List<ConversationMessage>> messages(long conversationId, Optional<Long> before, int limit) {
        return jdbi.withHandle(handle -> find(handle, conversationId)
                .map(found -> handle.createQuery(MESSAGES)
                        .bind("conversation", conversationId)
                        .bind("before", before.orElse(Long.MAX_VALUE))
                        .bind("limit", limit + 1)
                        .map((row, context) -> message(row, file(row)))
                        .list()));
    }

    Optional<KeptFile> file(long conversationId, long messageId) {
        return jdbi.withHandle(handle -> handle.createQuery(KEPT_FILE)
                .bind("conversation", conversationId)
                .bind("message", messageId)
                .map((row, context) -> file(row))
                .findOne()
                .flatMap(it -> it));
    }

    private static Optional<KeptFile> file(ResultSet row) throws SQLException {
        String key = row.getString("object_key");
        return key == null
                ? Optional.empty()
                : Optional.of(new KeptFile(key, row.getString("mime_type"), row.getLong("bytes")));
    }

    /** Those who have waited longest come first; at most {@code limit + 1}. */
    List<UnansweredConversation> unanswered(
            Optional<String> chatbotId, Duration olderThan, Optional<UnansweredConversation.Mark> after, int limit) {
        return jdbi.withHandle(handle -> {
            Query query = handle.createQuery(chatbotId.isPresent() ? UNANSWERED_OF_CHATBOT : UNANSWERED_OF_ALL)
                    .bind("older", olderThan.toMillis())
                    .bind("since", after.map(mark -> mark.since().toString()).orElse(null))
                    .bind(
                            "after",
                            after.map(UnansweredConversation.Mark::conversation).orElse(0L))
                    .bind("limit", limit + 1);
            chatbotId.ifPresent(id -> query.bind("chatbot", id));
            return query.map((row, context) -> new UnansweredConversation(
                            conversation(row),
                            time(row, "since").orElseThrow(),
                            row.getLong("messages"),
                            row.getLong("given_up")))
                    .list();
        });
    }

    /** One that a person has just written. */
    static ConversationMessage message(ResultSet row) throws SQLException {
        return message(row, Optional.empty());
    }

    private static ConversationMessage message(ResultSet row, Optional<KeptFile> file) throws SQLException {
        return new ConversationMessage(
                row.getLong("id"),
                row.getString("direction"),
                author(row),
                row.getString("type"),
                Optional.ofNullable(row.getString("text")),
                Optional.ofNullable(row.getString("prompt")),
                row.getString("status"),
                Optional.ofNullable(row.getString("wa_message_id")),
                file,
                Optional.ofNullable(row.getString("error")),
                time(row, "sent_at"),
                time(row, "created_at").orElseThrow());
    }

    private static String author(ResultSet row) throws SQLException {
        if (row.getString("direction").equals("inbound")) {
            return "customer";
        }
        if (row.getBoolean("by_human")) {
            return "human";
        }
        return row.getString("origin").equals("standby") ? "other" : "bot";
    }

    private static Conversation conversation(ResultSet row) throws SQLException {
        return new Conversation(
                row.getLong("id"),
                row.getString("chatbot_id"),
                Optional.ofNullable(row.getString("chatbot_name")).orElse(""),
                row.getObject("whatsapp_account_id", UUID.class),
                row.getString("phone_number_id"),
                row.getString("contact_id"),
                row.getString("contact_name"),
                row.getBoolean("paused"),
                time(row, "bot_paused_until"),
                row.getLong("bot_version"),
                time(row, "last_at"),
                time(row, "last_inbound_at"),
                row.getLong("waiting"),
                time(row, "created_at").orElseThrow(),
                row.getString("contact_username"),
                row.getBoolean("is_group"),
                Optional.ofNullable(row.getObject("linked_conversation_id", Long.class)),
                row.getString("thread_owner"),
                row.getString("thread_owner_role"));
    }

    private static Optional<Instant> time(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, OffsetDateTime.class)).map(OffsetDateTime::toInstant);
    }
}
