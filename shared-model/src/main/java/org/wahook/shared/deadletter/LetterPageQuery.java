package org.wahook.shared.deadletter;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.Query;

/** Reads pages of the table {@code dead_letters}. */
final class LetterPageQuery {

    private static final String AFTER =
            " AND (failed_at, queue, id, phone_number_id) > (:after_time::timestamptz, :after_queue, :after_id, :after_number)";
    private static final String PAGE_OF = """
            SELECT queue, id, phone_number_id, reason, error, attempts, first_failed_at, failed_at, chatbot_id,
                   account_id, event_id, message_ids, history
            """;
    private static final String PAGE_ORDER = " ORDER BY failed_at, queue, id, phone_number_id LIMIT :limit";

    private final Jdbi jdbi;

    LetterPageQuery(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    LetterPage page(LetterFilter filter, Optional<LetterPlace> after, int limit, LetterSummary summary) {
        String where = DeadLetterIndex.WHERE
                + (filter.chatbotId().isPresent() ? DeadLetterIndex.OF_CHATBOT : "")
                + (filter.reason().isPresent() ? DeadLetterIndex.OF_REASON : "")
                + (after.isPresent() ? AFTER : "");
        List<Placed> found = jdbi.withHandle(handle -> {
            Query page = bind(handle.createQuery(PAGE_OF + where + PAGE_ORDER), filter)
                    .bind("limit", limit + 1);
            after.ifPresent(place -> page.bind("after_time", place.failedAt().toString())
                    .bind("after_queue", place.queue())
                    .bind("after_id", place.id())
                    .bind("after_number", place.phoneNumberId()));
            return page.map((row, context) -> placed(row)).list();
        });
        List<Placed> shown = found.subList(0, Math.min(limit, found.size()));
        return new LetterPage(
                shown.stream().map(Placed::letter).toList(),
                found.size() > limit ? Optional.of(shown.getLast().place()) : Optional.empty(),
                summary.count(filter),
                summary.groups(filter));
    }

    private static Query bind(Query query, LetterFilter filter) {
        query.bind(
                "queues",
                filter.queues().stream().map(DeadLetterQueue::word).sorted().toArray(String[]::new));
        filter.chatbotId().ifPresent(id -> query.bind("chatbot", id));
        filter.reason().ifPresent(reason -> query.bind("reason", reason));
        return query;
    }

    private record Placed(DeadLetter letter, LetterPlace place) {}

    private static Placed placed(ResultSet row) throws SQLException {
        Instant failedAt = DeadLetterIndex.time(row, "failed_at").orElseThrow();
        DeadLetter letter = new DeadLetter(
                DeadLetterIndex.queue(row),
                row.getString("id"),
                row.getString("reason"),
                row.getString("error"),
                row.getInt("attempts"),
                DeadLetterIndex.time(row, "first_failed_at")
                        .map(Instant::toString)
                        .orElse(""),
                failedAt.toString(),
                row.getString("chatbot_id"),
                row.getString("account_id"),
                row.getString("phone_number_id"),
                parts(row.getString("message_ids"), ","),
                row.getString("event_id"),
                parts(row.getString("history"), "\n"),
                "");
        return new Placed(
                letter, new LetterPlace(failedAt, letter.queue().word(), letter.id(), letter.phoneNumberId()));
    }

    private static List<String> parts(String text, String separator) {
        return Arrays.stream(text.split(separator, -1))
                .filter(Predicate.not(String::isEmpty))
                .toList();
    }
}
