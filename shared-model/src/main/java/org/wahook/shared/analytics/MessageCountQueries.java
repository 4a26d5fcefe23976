package org.wahook.shared.analytics;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.SqlStatement;
import org.wahook.platform.database.Database;

/** Reads counts: from the messages, or those that were stored when an hour or a day was over. */
public final class MessageCountQueries {

    /**
     * What was only seen, on standby or as imported history, has turn_number 0 and does not count. Of each chatbot nothing but its part of the index messages_analytics. A reply counts where its message was stored, its
     * time from the turn's first question, which is sought a day back: Meta allows no reply later. Of a turn that was given up and
     * replayed it counts from the replay. Materialized, where the
     * planner expects a row and would sort thousands again for each chatbot.
     */
    static final String COUNT = """
            WITH stretches AS (
                SELECT b.id AS chatbot_id, s.begins, s.ends
                FROM unnest(:chatbots, :begins, :ends) AS s (chatbot, begins, ends)
                JOIN chatbots b ON s.chatbot IS NULL OR b.id = s.chatbot),
            seen AS MATERIALIZED (
                SELECT m.* FROM stretches s CROSS JOIN LATERAL (
                    SELECT chatbot_id, conversation_id, direction, status, turn_number, sent_at, created_at
                    FROM messages
                    WHERE messages.chatbot_id = s.chatbot_id AND created_at >= s.begins AND created_at < s.ends
                    OFFSET 0) m),
            replies AS MATERIALIZED (
                SELECT chatbot_id, conversation_id, turn_number,
                       min(created_at) AS created_at, min(sent_at) AS sent_at
                FROM seen
                WHERE direction = 'outbound' AND sent_at IS NOT NULL AND turn_number <> 0
                GROUP BY chatbot_id, conversation_id, turn_number, date_bin('1 hour', created_at, 'epoch')),
            questions AS MATERIALIZED (
                SELECT m.* FROM stretches s CROSS JOIN LATERAL (
                    SELECT conversation_id, turn_number, created_at
                    FROM messages
                    WHERE messages.chatbot_id = s.chatbot_id AND created_at >= s.begins - interval '1 day'
                      AND created_at < s.ends AND direction = 'inbound' AND turn_number IS NOT NULL
                    OFFSET 0) m),
            replayed AS MATERIALIZED (
                SELECT conversation_id, turn_number, max(replayed_at) AS replayed_at
                FROM (SELECT m.* FROM stretches s CROSS JOIN LATERAL (
                    SELECT conversation_id, turn_number, replayed_at
                    FROM messages
                    WHERE messages.chatbot_id = s.chatbot_id AND created_at >= s.begins - interval '1 day'
                      AND created_at < s.ends AND replayed_at IS NOT NULL
                    OFFSET 0) m) AS m
                GROUP BY conversation_id, turn_number),
            waits AS (
                SELECT r.chatbot_id, r.created_at,
                       greatest(extract(epoch FROM r.sent_at
                                    - greatest(min(q.created_at), max(p.replayed_at)))::float8 * 1000, 1) AS ms
                FROM replies r
                JOIN questions q ON q.conversation_id = r.conversation_id AND q.turn_number = r.turn_number
                  AND q.created_at >= r.created_at - interval '1 day' AND q.created_at <= r.created_at
                LEFT JOIN replayed p ON p.conversation_id = r.conversation_id AND p.turn_number = r.turn_number
                  AND p.replayed_at <= r.sent_at
                GROUP BY r.chatbot_id, r.conversation_id, r.turn_number, r.created_at, r.sent_at),
            bins AS (
                SELECT chatbot_id, date_bin((SELECT :bucket::interval), created_at, 'epoch') AS started_at,
                       ceil(ln(ms) / ln(1.04::float8))::int AS bin, count(*) AS replies
                FROM waits GROUP BY 1, 2, 3),
            times AS (
                SELECT chatbot_id, started_at, array_agg(bin ORDER BY bin) AS reply_bins,
                       array_agg(replies ORDER BY bin) AS reply_counts
                FROM bins GROUP BY 1, 2),
            counts AS (
                SELECT chatbot_id, date_bin((SELECT :bucket::interval), created_at, 'epoch') AS started_at,
                       count(*) AS stored,
                       count(*) FILTER (WHERE direction = 'inbound' AND turn_number IS DISTINCT FROM 0) AS messages_in,
                       count(*) FILTER (WHERE direction = 'outbound' AND turn_number IS DISTINCT FROM 0
                                                 AND status IN ('sent', 'delivered', 'read'))
                           AS replies_out,
                       count(*) FILTER (WHERE status = 'failed' AND (direction = 'inbound' OR sent_at IS NOT NULL))
                           AS failures
                FROM seen GROUP BY 1, 2)
            SELECT chatbot_id, started_at, stored, messages_in, replies_out, failures,
                   coalesce(reply_bins, '{}') AS reply_bins, coalesce(reply_counts, '{}') AS reply_counts
            FROM counts LEFT JOIN times USING (chatbot_id, started_at)
            """;

    private static final String MADE = """
            SELECT c.chatbot_id, c.started_at, c.stored, c.messages_in, c.replies_out, c.failures,
                   c.reply_bins, c.reply_counts
            FROM unnest(:begins, :ends) AS s (begins, ends)
            CROSS JOIN LATERAL (
                SELECT * FROM message_counts
                WHERE span = :span AND started_at >= s.begins AND started_at < s.ends %s
                OFFSET 0) c
            LIMIT :limit
            """;

    private static final String MADE_OF_ALL = MADE.formatted("");
    private static final String MADE_OF_ONE = MADE.formatted("AND chatbot_id = :chatbot");

    /** A driver that reads everything at once would hold all of a large answer in memory twice. */
    private static final int ROWS_AT_ONCE = 5_000;

    /**
     * Some hours of all chatbots group a hundred thousand turns: with less memory they would go through files. And it
     * matters to the plan which hours, of how many chatbots.
     */
    static final String PREPARE = "SET LOCAL work_mem = '64MB'; " + Database.Plans.FORCE_CUSTOM;

    /** What {@link ChatbotCounts#startedAt} is rounded down to, in UTC. */
    public enum Span {
        HOUR("hour", Duration.ofHours(1)),
        DAY("day", Duration.ofDays(1));

        private final String word;
        private final Duration length;

        Span(String word, Duration length) {
            this.word = word;
            this.length = length;
        }

        public String word() {
            return word;
        }

        public Instant startOf(Instant time) {
            return Instant.ofEpochSecond(Math.floorDiv(time.getEpochSecond(), length.toSeconds()) * length.toSeconds());
        }

        public Instant after(Instant start) {
            return start.plus(length);
        }
    }

    private MessageCountQueries() {}

    /** Counts from the messages. The ranges of a chatbot must not overlap. Needs a transaction. */
    public static void count(Handle handle, List<TimeRange> stretches, Span bucket, Consumer<MessageCounts> to) {
        if (stretches.isEmpty()) {
            return;
        }
        handle.execute(PREPARE);
        Query query = handle.createQuery(COUNT);
        bind(query, stretches).bind("bucket", "1 " + bucket.word());
        query.map((row, context) -> counts(row)).forEach(to);
    }

    /** Stored counts, at most so many. Needs a transaction. */
    public static void made(
            Handle handle,
            List<TimeRange> stretches,
            Optional<String> chatbotId,
            Span span,
            int limit,
            Consumer<MessageCounts> to) {
        if (stretches.isEmpty()) {
            return;
        }
        Query query = handle.createQuery(chatbotId.isPresent() ? MADE_OF_ONE : MADE_OF_ALL)
                .setFetchSize(ROWS_AT_ONCE)
                .bind("begins", stretches.stream().map(TimeRange::from).toArray(Instant[]::new))
                .bind("ends", stretches.stream().map(TimeRange::to).toArray(Instant[]::new))
                .bind("span", span.word())
                .bind("limit", limit);
        chatbotId.ifPresent(id -> query.bind("chatbot", id));
        query.map((row, context) -> counts(row)).forEach(to);
    }

    static <S extends SqlStatement<S>> S bind(S statement, List<TimeRange> stretches) {
        return statement
                .bind(
                        "chatbots",
                        stretches.stream()
                                .map(it -> it.chatbotId().orElse(null))
                                .toArray(String[]::new))
                .bind("begins", stretches.stream().map(TimeRange::from).toArray(Instant[]::new))
                .bind("ends", stretches.stream().map(TimeRange::to).toArray(Instant[]::new));
    }

    private static MessageCounts counts(ResultSet row) throws SQLException {
        return new MessageCounts(
                row.getString("chatbot_id"),
                row.getObject("started_at", OffsetDateTime.class).toInstant(),
                row.getLong("stored"),
                row.getLong("messages_in"),
                row.getLong("replies_out"),
                row.getLong("failures"),
                ReplyTimes.of(bins(row.getArray("reply_bins")), counts(row.getArray("reply_counts"))));
    }

    private static int[] bins(Array array) throws SQLException {
        return Arrays.stream((Integer[]) array.getArray())
                .mapToInt(Integer::intValue)
                .toArray();
    }

    private static long[] counts(Array array) throws SQLException {
        return Arrays.stream((Long[]) array.getArray())
                .mapToLong(Long::longValue)
                .toArray();
    }
}
