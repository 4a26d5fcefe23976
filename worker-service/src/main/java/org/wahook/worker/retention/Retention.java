package org.wahook.worker.retention;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * Deletes old rows, a batch in a transaction, along the primary key: ids are given in the order of time, so the oldest
 * come first and a batch without an old row is the end. What is unfinished stays, and so do conversations.
 */
public final class Retention {

    private static final String LOOK = """
            SELECT coalesce(max(id), 0) AS last, count(*) FILTER (WHERE created_at < :limit::timestamptz) AS old,
                   count(*) FILTER (WHERE created_at < :limit::timestamptz AND %2$s) AS finished
            FROM (SELECT * FROM %1$s WHERE id > :after ORDER BY id LIMIT :batch) AS seen
            """;

    private static final String DELETE = """
            DELETE FROM %1$s AS gone
            WHERE id > :after AND id <= :last AND created_at < :limit::timestamptz AND %2$s
            RETURNING jsonb_build_object('table', '%1$s') || to_jsonb(gone) AS line
            """;

    private final Jdbi jdbi;
    private final int batch;

    /** @param batch rows looked at in one transaction */
    public Retention(Jdbi jdbi, int batch) {
        this.jdbi = jdbi;
        this.batch = batch;
    }

    /** The tables that grow with the traffic. */
    public enum Table {
        MESSAGES("messages", "status NOT IN ('pending', 'draft', 'sending')"),
        WEBHOOK_CHANGES("webhook_changes", "true");

        private final String table;
        private final String finished;

        Table(String table, String finished) {
            this.table = table;
            this.finished = finished;
        }

        public String table() {
            return table;
        }

        private String in(String sql) {
            return sql.formatted(table, finished);
        }
    }

    /** Where deleted rows are kept. */
    public interface Archive {

        /** Returns once they are durable: only then are they deleted. Each is one line of JSON. */
        void keep(List<String> rows);
    }

    private record Seen(long last, long old, long finished) {}

    /** How many rows {@link #delete} would delete. */
    public long count(Table table, Instant olderThan) {
        long count = 0;
        long after = 0;
        while (true) {
            long from = after;
            Seen seen = jdbi.withHandle(handle -> look(handle, table, olderThan, from));
            if (seen.old() == 0) {
                return count;
            }
            count += seen.finished();
            after = seen.last();
        }
    }

    /** Deletes and answers how many rows. May be broken off at any time, and run again. */
    public long delete(Table table, Instant olderThan, Archive archive) {
        long count = 0;
        long after = 0;
        while (true) {
            long from = after;
            Seen seen = jdbi.inTransaction(handle -> {
                Seen found = look(handle, table, olderThan, from);
                if (found.finished() > 0) {
                    archive.keep(delete(handle, table, olderThan, from, found.last()));
                }
                return found;
            });
            if (seen.old() == 0) {
                return count;
            }
            count += seen.finished();
            after = seen.last();
        }
    }

    private Seen look(Handle handle, Table table, Instant olderThan, long after) {
        return handle.createQuery(table.in(LOOK))
                .bind("limit", olderThan.toString())
                .bind("after", after)
                .bind("batch", batch)
                .map((row, context) -> seen(row))
                .one();
    }

    private static List<String> delete(Handle handle, Table table, Instant olderThan, long after, long last) {
        return handle.createQuery(table.in(DELETE))
                .bind("limit", olderThan.toString())
                .bind("after", after)
                .bind("last", last)
                .map((row, context) -> row.getString("line"))
                .list();
    }

    private static Seen seen(ResultSet row) throws SQLException {
        return new Seen(row.getLong("last"), row.getLong("old"), row.getLong("finished"));
    }
}
