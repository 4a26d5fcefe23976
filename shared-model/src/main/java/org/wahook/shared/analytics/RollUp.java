package org.wahook.shared.analytics;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.wahook.shared.analytics.MessageCountQueries.Span;

/**
 * Counts hours that are over, newest first, and hours with a late change again. Each step is one short transaction
 * that leaves everything right, so it may be interrupted at any time; one process at a time makes steps.
 */
public final class RollUp {

    /** An advisory lock; any number that no other program uses. */
    private static final long LOCK = 7_201_522_002L;

    private static final String TRY_LOCK = "SELECT pg_try_advisory_xact_lock(" + LOCK + ")";
    private static final String WAIT_FOR_LOCK = "SELECT pg_advisory_xact_lock(" + LOCK + ")";

    /** Changes, not messages: an hour that changed a hundred times is counted once. */
    private static final String TAKE_STALE = """
            WITH taken AS (
                DELETE FROM message_counts_stale
                WHERE id IN (SELECT id FROM message_counts_stale ORDER BY id LIMIT 10000)
                RETURNING chatbot_id, hour)
            SELECT DISTINCT t.chatbot_id, t.hour
            FROM taken t JOIN message_counts_done d ON d.span = 'hour' AND d.started_at = t.hour
            """;

    /**
     * An hour is left alone for five minutes after its end: what was stored or changed in it without a mark, because it was not
     * over then, is committed by now. Our transactions are over within 15 seconds.
     */
    private static final String UNCOUNTED = """
            WITH first AS (
                SELECT min(m.created_at) AS at
                FROM chatbots b CROSS JOIN LATERAL (
                    SELECT created_at FROM messages WHERE chatbot_id = b.id ORDER BY created_at LIMIT 1) m)
            SELECT h.started_at
            FROM first, generate_series(
                date_bin('1 hour', first.at, 'epoch'),
                date_bin('1 hour', now() - interval '5 minutes', 'epoch') - interval '1 hour',
                interval '1 hour') AS h (started_at)
            WHERE NOT EXISTS (SELECT 1 FROM message_counts_done d WHERE d.span = 'hour' AND d.started_at = h.started_at)
            ORDER BY h.started_at DESC
            LIMIT 6
            """;

    /** Fewer messages than at the last count: some were deleted, and the last count stays. */
    private static final String KEEP = """
            ON CONFLICT (span, chatbot_id, started_at) DO UPDATE SET
                stored = excluded.stored, messages_in = excluded.messages_in, replies_out = excluded.replies_out,
                failures = excluded.failures, reply_bins = excluded.reply_bins, reply_counts = excluded.reply_counts
            WHERE excluded.stored >= message_counts.stored
            """;

    private static final String KEEP_HOURS = """
            INSERT INTO message_counts (span, chatbot_id, started_at, stored, messages_in, replies_out, failures,
                                        reply_bins, reply_counts)
            SELECT 'hour', hours.* FROM (%s) AS hours
            """.formatted(MessageCountQueries.COUNT) + KEEP;

    private static final String DONE = """
            INSERT INTO message_counts_done (span, started_at) SELECT 'hour', unnest(:hours) ON CONFLICT DO NOTHING
            """;

    private static final String DAYS_DONE = """
            INSERT INTO message_counts_done (span, started_at)
            SELECT 'day', d.day FROM unnest(:days) AS d (day)
            WHERE 24 = (SELECT count(*) FROM message_counts_done h
                        WHERE h.span = 'hour' AND h.started_at >= d.day AND h.started_at < d.day + interval '24 hours')
            ON CONFLICT DO NOTHING
            """;

    /** The days of these that are complete, each from its hours. */
    private static final String KEEP_DAYS = """
            WITH hours AS MATERIALIZED (
                SELECT c.*, s.begins AS day
                FROM unnest(:chatbots, :begins, :ends) AS s (chatbot, begins, ends)
                JOIN message_counts_done d ON d.span = 'day' AND d.started_at = s.begins
                JOIN message_counts c ON c.span = 'hour' AND c.started_at >= s.begins AND c.started_at < s.ends
                  AND (s.chatbot IS NULL OR c.chatbot_id = s.chatbot)),
            bins AS (
                SELECT chatbot_id, day, bin, sum(replies)::bigint AS replies
                FROM hours CROSS JOIN LATERAL unnest(reply_bins, reply_counts) AS b (bin, replies)
                GROUP BY 1, 2, 3),
            times AS (
                SELECT chatbot_id, day, array_agg(bin ORDER BY bin) AS reply_bins,
                       array_agg(replies ORDER BY bin) AS reply_counts
                FROM bins GROUP BY 1, 2),
            counts AS (
                SELECT chatbot_id, day, sum(stored) AS stored, sum(messages_in) AS messages_in,
                       sum(replies_out) AS replies_out, sum(failures) AS failures
                FROM hours GROUP BY 1, 2)
            INSERT INTO message_counts (span, chatbot_id, started_at, stored, messages_in, replies_out, failures,
                                        reply_bins, reply_counts)
            SELECT 'day', chatbot_id, day, stored, messages_in, replies_out, failures,
                   coalesce(reply_bins, '{}'), coalesce(reply_counts, '{}')
            FROM counts LEFT JOIN times USING (chatbot_id, day)
            """ + KEEP;

    private static final Duration HOUR = Duration.ofHours(1);

    private final Jdbi jdbi;

    public RollUp(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** False where nothing is left to count for now, or another process counts. */
    public boolean step() {
        return jdbi.inTransaction(
                handle -> handle.createQuery(TRY_LOCK).mapTo(Boolean.class).one() && step(handle));
    }

    /** Counts all finished hours; waits where another process counts. */
    public void all() {
        boolean more = true;
        while (more) {
            more = jdbi.inTransaction(handle -> {
                handle.execute(WAIT_FOR_LOCK);
                return step(handle);
            });
        }
    }

    /**
     * The marks are deleted before their hours are counted, in a statement of its own: a change meanwhile leaves a
     * new mark.
     */
    private static boolean step(Handle handle) {
        handle.execute(MessageCountQueries.PREPARE);
        boolean recounted = recount(handle);
        ReplyCharges.compact(handle);
        return countNewest(handle) || recounted;
    }

    private static boolean recount(Handle handle) {
        List<TimeRange> stale = handle.createQuery(TAKE_STALE)
                .map((row, context) -> hour(
                        Optional.of(row.getString("chatbot_id")),
                        row.getObject("hour", OffsetDateTime.class).toInstant()))
                .list();
        keep(handle, stale);
        return !stale.isEmpty();
    }

    private static TimeRange hour(Optional<String> chatbotId, Instant start) {
        return new TimeRange(chatbotId, start, start.plus(HOUR));
    }

    private static Collection<TimeRange> daysOf(List<TimeRange> stretches) {
        Set<TimeRange> days = new LinkedHashSet<>();
        for (TimeRange stretch : stretches) {
            Instant day = Span.DAY.startOf(stretch.from());
            while (day.isBefore(stretch.to())) {
                days.add(new TimeRange(stretch.chatbotId(), day, Span.DAY.after(day)));
                day = Span.DAY.after(day);
            }
        }
        return days;
    }

    private static boolean countNewest(Handle handle) {
        List<Instant> hours = consecutive(handle.createQuery(UNCOUNTED)
                .map((row, context) ->
                        row.getObject("started_at", OffsetDateTime.class).toInstant())
                .list());
        if (hours.isEmpty()) {
            return false;
        }
        handle.createUpdate(DONE).bind("hours", hours.toArray(Instant[]::new)).execute();
        keep(
                handle,
                List.of(new TimeRange(
                        Optional.empty(), hours.getLast(), hours.getFirst().plus(HOUR))));
        return true;
    }

    /** As many as follow each other, so that the day before them is read once. */
    private static List<Instant> consecutive(List<Instant> newestFirst) {
        List<Instant> hours = new ArrayList<>();
        for (Instant hour : newestFirst) {
            if (!hours.isEmpty() && !hours.getLast().equals(hour.plus(HOUR))) {
                break;
            }
            hours.add(hour);
        }
        return hours;
    }

    private static void keep(Handle handle, List<TimeRange> stretches) {
        if (stretches.isEmpty()) {
            return;
        }
        MessageCountQueries.bind(handle.createUpdate(KEEP_HOURS), stretches)
                .bind("bucket", "1 hour")
                .execute();
        Collection<TimeRange> days = daysOf(stretches);
        handle.createUpdate(DAYS_DONE)
                .bind("days", days.stream().map(TimeRange::from).distinct().toArray(Instant[]::new))
                .execute();
        MessageCountQueries.bind(handle.createUpdate(KEEP_DAYS), List.copyOf(days))
                .execute();
    }
}
