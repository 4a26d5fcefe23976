package org.wahook.ingest.admin.analytics;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;

/** Counts messages by time. Reads the period alone, and of it nothing but an index that has all columns: migration V5. */
public final class AnalyticsStore {

    /**
     * A turn's messages and its reply have the same turn number in one conversation, so one pass over the rows of the
     * period finds both; a join of the same takes five times as long. A reply is sought for a day longer, since Meta
     * allows none later. A scalar subquery is evaluated once, where a cast would be for each row; and reading the index twice
     * is quicker than keeping a million rows of it in a file.
     */
    private static final String COUNTS = """
            WITH span AS NOT MATERIALIZED (
                SELECT chatbot_id, conversation_id, direction, status, turn_number, sent_at, created_at
                FROM messages
                WHERE created_at >= :from::timestamptz AND created_at < :to::timestamptz + interval '1 day'
                  %1$s),
            turns AS (
                SELECT chatbot_id, min(created_at) FILTER (WHERE direction = 'inbound') AS asked,
                       min(sent_at) FILTER (WHERE direction = 'outbound') AS replied
                FROM span WHERE turn_number IS NOT NULL
                GROUP BY chatbot_id, conversation_id, turn_number),
            times AS (
                SELECT chatbot_id, date_bin((SELECT :bucket::interval), asked, 'epoch') AS bucket,
                       percentile_cont(ARRAY[0.5, 0.95]) WITHIN GROUP (
                           ORDER BY extract(epoch FROM replied - asked)::float8 * 1000) AS ms
                FROM turns WHERE asked < (SELECT :to::timestamptz) AND replied IS NOT NULL
                GROUP BY GROUPING SETS ((chatbot_id, bucket), (chatbot_id))),
            counts AS (
                SELECT chatbot_id, date_bin((SELECT :bucket::interval), created_at, 'epoch') AS bucket,
                       count(*) FILTER (WHERE direction = 'inbound') AS messages_in,
                       count(*) FILTER (WHERE direction = 'outbound' AND status IN ('sent', 'delivered', 'read'))
                           AS replies_out,
                       count(*) FILTER (WHERE status = 'failed' AND (direction = 'inbound' OR sent_at IS NOT NULL))
                           AS failures
                FROM span WHERE created_at < (SELECT :to::timestamptz)
                GROUP BY GROUPING SETS ((chatbot_id, bucket), (chatbot_id)))
            SELECT c.chatbot_id, c.bucket, c.messages_in, c.replies_out, c.failures,
                   t.ms[1] AS median_ms, t.ms[2] AS p95_ms
            FROM counts c LEFT JOIN times t
              ON t.chatbot_id = c.chatbot_id AND t.bucket IS NOT DISTINCT FROM c.bucket
            ORDER BY c.chatbot_id, c.bucket NULLS LAST
            LIMIT :limit
            """;

    /** A week of all chatbots may group a million turns: with less they would go through files. */
    private static final String MEMORY = "SET LOCAL work_mem = '64MB'";

    private static final String ALL = COUNTS.formatted("");
    private static final String OF_CHATBOT = COUNTS.formatted("AND chatbot_id = :chatbot");

    /** A row for each chatbot and bucket: so many fit into an answer that people can use. */
    static final int MOST_ROWS = 50_000;

    private final Jdbi jdbi;

    public AnalyticsStore(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    List<MessageCounts> counts(Period period) {
        return jdbi.inTransaction(handle -> {
            handle.execute(MEMORY);
            var query = handle.createQuery(period.chatbotId().isPresent() ? OF_CHATBOT : ALL)
                    .bind("from", period.from().toString())
                    .bind("to", period.to().toString())
                    .bind("bucket", "1 " + period.bucket().word())
                    .bind("limit", MOST_ROWS);
            period.chatbotId().ifPresent(id -> query.bind("chatbot", id));
            return query.map((row, context) -> counts(row)).list();
        });
    }

    private static MessageCounts counts(ResultSet row) throws SQLException {
        return new MessageCounts(
                row.getString("chatbot_id"),
                Optional.ofNullable(row.getObject("bucket", OffsetDateTime.class))
                        .map(OffsetDateTime::toInstant),
                row.getLong("messages_in"),
                row.getLong("replies_out"),
                row.getLong("failures"),
                milliseconds(row, "median_ms"),
                milliseconds(row, "p95_ms"));
    }

    private static Optional<Long> milliseconds(ResultSet row, String column) throws SQLException {
        double value = row.getDouble(column);
        return row.wasNull() ? Optional.empty() : Optional.of(Math.max(0, Math.round(value)));
    }
}
