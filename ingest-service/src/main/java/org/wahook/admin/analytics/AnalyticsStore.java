package org.wahook.admin.analytics;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.transaction.TransactionIsolationLevel;
import org.jspecify.annotations.Nullable;
import org.wahook.shared.analytics.MessageCountQueries;
import org.wahook.shared.analytics.MessageCountQueries.Span;
import org.wahook.shared.analytics.MessageCounts;
import org.wahook.shared.analytics.MonthlyCharges;
import org.wahook.shared.analytics.ReplyCharges;
import org.wahook.shared.analytics.TimeRange;
import org.wahook.shared.analytics.UndeliveredReplies;

/**
 * Adds up a period from stored counts and from messages, in one snapshot, so that no message is missed or counted
 * twice.
 */
public final class AnalyticsStore {

    private static final String DONE = """
            SELECT started_at FROM message_counts_done
            WHERE span = :span AND started_at >= :from::timestamptz AND started_at < :to::timestamptz
            """;

    private static final String STALE = """
            SELECT DISTINCT chatbot_id, hour FROM message_counts_stale
            WHERE hour >= :from::timestamptz AND hour < :to::timestamptz
              AND (:chatbot::text IS NULL OR chatbot_id = :chatbot)
            """;

    /** A row for each chatbot and bucket: so many fit into an answer that people can use. */
    static final int MOST_ROWS = 20_000;

    private record Hour(String chatbotId, Instant start) {}

    private final Jdbi jdbi;

    public AnalyticsStore(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** Messages that came and that were given up in the last 24 hours, by chatbot. */
    public Map<String, LastDay> lastDay(Optional<String> chatbotId, Instant now) {
        CountsByChatbot counted = new CountsByChatbot(Span.DAY);
        AnalyticsQuery day = new AnalyticsQuery(chatbotId, now.minus(Duration.ofDays(1)), now, Span.DAY);
        Map<String, LastDay> days = new HashMap<>();
        counts(day, counted)
                .totals()
                .forEach(it -> days.put(it.chatbotId(), new LastDay(it.messagesIn(), it.failures())));
        return days;
    }

    /** Messages that came, and messages that were given up. */
    public record LastDay(long messages, long failures) {}

    /** Empty where the answer would have more than {@link #MOST_ROWS}. */
    Optional<CountsByChatbot> counts(AnalyticsQuery period) {
        CountsByChatbot counted = counts(period, new CountsByChatbot(period.bucket()));
        return counted.rows() > MOST_ROWS ? Optional.empty() : Optional.of(counted);
    }

    private CountsByChatbot counts(AnalyticsQuery period, CountsByChatbot counted) {
        return jdbi.inTransaction(TransactionIsolationLevel.REPEATABLE_READ, handle -> {
            Set<Instant> hours = done(handle, period, Span.HOUR);
            Set<Hour> stale = stale(handle, period, hours);
            Set<Instant> days = done(handle, period, Span.DAY);
            stale.forEach(it -> days.remove(Span.DAY.startOf(it.start())));
            add(handle, period, CountSources.of(period, days, hours), recounted(handle, stale), counted);
            return counted;
        });
    }

    /** Of each month that the period touches. */
    List<MonthlyCharges> charges(AnalyticsQuery period) {
        return jdbi.withHandle(
                handle -> ReplyCharges.sums(handle, period.chatbotId(), day(period.from()), day(period.to())));
    }

    /** Replies of the period that Meta has accepted and not delivered, by chatbot. */
    Map<String, Long> undelivered(AnalyticsQuery period) {
        return jdbi.withHandle(
                handle -> UndeliveredReplies.count(handle, period.chatbotId(), period.from(), period.to()));
    }

    private static LocalDate day(Instant time) {
        return LocalDate.ofInstant(time, ZoneOffset.UTC);
    }

    private static void add(
            Handle handle,
            AnalyticsQuery period,
            CountSources sources,
            Map<Hour, MessageCounts> recounted,
            CountsByChatbot counted) {
        int most = MOST_ROWS + 1;
        MessageCountQueries.made(handle, sources.days(), period.chatbotId(), Span.DAY, most, counted::add);
        MessageCountQueries.made(
                handle,
                sources.hours(),
                period.chatbotId(),
                Span.HOUR,
                period.bucket() == Span.HOUR ? most : Integer.MAX_VALUE,
                made -> counted.add(newer(made, recounted.remove(new Hour(made.chatbotId(), made.startedAt())))));
        recounted.values().stream()
                .filter(counts -> sources.hours().stream().anyMatch(it -> has(it, counts.startedAt())))
                .forEach(counted::add);
        MessageCountQueries.count(handle, sources.messages(), period.bucket(), counted::add);
    }

    /** Fewer messages than when it was made: some were deleted since. */
    private static MessageCounts newer(MessageCounts made, @Nullable MessageCounts recounted) {
        return recounted == null || recounted.stored() < made.stored() ? made : recounted;
    }

    private static boolean has(TimeRange stretch, Instant time) {
        return !time.isBefore(stretch.from()) && time.isBefore(stretch.to());
    }

    private static Map<Hour, MessageCounts> recounted(Handle handle, Set<Hour> stale) {
        Map<Hour, MessageCounts> recounted = new HashMap<>();
        List<TimeRange> stretches = stale.stream()
                .map(it -> new TimeRange(Optional.of(it.chatbotId()), it.start(), Span.HOUR.after(it.start())))
                .toList();
        MessageCountQueries.count(
                handle,
                stretches,
                Span.HOUR,
                counts -> recounted.put(new Hour(counts.chatbotId(), counts.startedAt()), counts));
        return recounted;
    }

    private static Set<Instant> done(Handle handle, AnalyticsQuery period, Span span) {
        return handle.createQuery(DONE)
                .bind("span", span.word())
                .bind("from", period.from().toString())
                .bind("to", period.to().toString())
                .map((row, context) -> instant(row, "started_at"))
                .collect(Collectors.toCollection(HashSet::new));
    }

    private static Set<Hour> stale(Handle handle, AnalyticsQuery period, Set<Instant> counted) {
        return handle
                .createQuery(STALE)
                .bind("from", period.from().toString())
                .bind("to", period.to().toString())
                .bind("chatbot", period.chatbotId().orElse(null))
                .map((row, context) -> new Hour(row.getString("chatbot_id"), instant(row, "hour")))
                .stream()
                .filter(it -> counted.contains(it.start()))
                .collect(Collectors.toSet());
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
