package org.wahook.shared.deadletter;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.Query;
import org.wahook.platform.database.SqlArrays;

/** The table {@code dead_letters}: one row for each letter in a queue, as far as is known. */
public final class DeadLetterIndex {

    /** A letter that is there already stays as it is: copies are counted by the reconciliation. */
    private static final String INSERT = """
            INSERT INTO dead_letters (queue, id, phone_number_id, reason, error, attempts, first_failed_at,
                                      failed_at, chatbot_id, account_id, event_id, message_ids, history)
            SELECT * FROM unnest(:queues, :ids, :numbers, :reasons, :errors, :attempts, :first, :failed,
                                 :chatbots, :accounts, :events, :messages, :histories)
            ON CONFLICT DO NOTHING
            """;

    /** One statement for all counts: each page shows them. */
    private static final String SUMMARY = """
            SELECT queue, chatbot_id, reason, sum(copies) AS letters, min(failed_at) AS oldest
            FROM dead_letters GROUP BY queue, chatbot_id, reason
            """;

    private static final String COPIES = "SELECT coalesce(sum(copies), 0) FROM dead_letters WHERE queue = :queue";

    private static final String KEYS =
            "SELECT id, phone_number_id, copies, indexed_at FROM dead_letters WHERE queue = :queue";

    private static final String REMOVE_ONE_COPY = """
            WITH gone AS (
                SELECT id, number, count(*)::int AS copies FROM unnest(:ids, :numbers) AS k (id, number) GROUP BY id, number),
            fewer AS (
                UPDATE dead_letters d SET copies = d.copies - gone.copies FROM gone
                WHERE d.queue = :queue AND d.id = gone.id AND d.phone_number_id = gone.number AND d.copies > gone.copies
                RETURNING d.id, d.phone_number_id)
            DELETE FROM dead_letters d USING gone
            WHERE d.queue = :queue AND d.id = gone.id AND d.phone_number_id = gone.number AND d.copies <= gone.copies
            """;

    private static final String REMOVE = """
            DELETE FROM dead_letters d USING unnest(:ids, :numbers) AS k (id, number)
            WHERE d.queue = :queue AND d.id = k.id AND d.phone_number_id = k.number
            """;

    private static final String SET_COPIES = """
            UPDATE dead_letters d SET copies = k.copies FROM unnest(:ids, :numbers, :copies) AS k (id, number, copies)
            WHERE d.queue = :queue AND d.id = k.id AND d.phone_number_id = k.number
            """;

    private static final String VERIFIED = """
            INSERT INTO dead_letter_queues (queue, verified_at) VALUES (:queue, clock_timestamp())
            ON CONFLICT (queue) DO UPDATE SET verified_at = excluded.verified_at
            """;

    private static final String LATELY_VERIFIED = """
            SELECT queue FROM dead_letter_queues WHERE verified_at > now() - :minutes * interval '1 minute'
            """;

    /** Only the conditions that are given: a plan for all of them would read the whole table. */
    static final String WHERE = "FROM dead_letters WHERE queue = ANY (:queues)";

    static final String OF_CHATBOT = " AND chatbot_id = :chatbot";
    static final String OF_REASON = " AND reason = :reason";

    private final Jdbi jdbi;

    public DeadLetterIndex(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    Jdbi jdbi() {
        return jdbi;
    }

    /** All letters, as far as the index knows, by queue, client and reason. */
    LetterSummary summary() {
        return new LetterSummary(jdbi.withHandle(handle -> handle.createQuery(SUMMARY)
                .map((row, context) -> new LetterSummary.Part(
                        queue(row),
                        new LetterPage.Group(
                                row.getString("chatbot_id"),
                                row.getString("reason"),
                                row.getLong("letters"),
                                time(row, "oldest"))))
                .list()));
    }

    /** How many letters a queue has, as far as the index knows. */
    long copies(DeadLetterQueue queue) {
        return jdbi.withHandle(handle -> handle.createQuery(COPIES)
                .bind("queue", queue.word())
                .mapTo(Long.class)
                .one());
    }

    /** Queues that were read to their end within so many minutes. */
    List<DeadLetterQueue> verifiedWithin(int minutes) {
        return jdbi.withHandle(handle -> handle.createQuery(LATELY_VERIFIED)
                .bind("minutes", minutes)
                .map((row, context) -> queue(row))
                .list());
    }

    /** A letter that the index has. */
    record Known(int copies, Instant indexedAt) {}

    static Map<LetterKey, Known> keys(Handle handle, DeadLetterQueue queue) {
        Map<LetterKey, Known> keys = new HashMap<>();
        handle.createQuery(KEYS)
                .bind("queue", queue.word())
                .setFetchSize(10_000)
                .map((row, context) -> keys.put(
                        new LetterKey(row.getString("id"), row.getString("phone_number_id")),
                        new Known(row.getInt("copies"), time(row, "indexed_at").orElseThrow())))
                .list();
        return keys;
    }

    static Instant now(Handle handle) {
        return handle.createQuery("SELECT clock_timestamp()")
                .mapTo(OffsetDateTime.class)
                .one()
                .toInstant();
    }

    void insert(Collection<DeadLetter> letters) {
        jdbi.useHandle(handle -> insert(handle, letters));
    }

    static void insert(Handle handle, Collection<DeadLetter> letters) {
        SqlArrays<DeadLetter> rows = SqlArrays.of(letters);
        handle.createUpdate(INSERT)
                .bind("queues", rows.strings(it -> it.queue().word()))
                .bind("ids", rows.strings(DeadLetter::id))
                .bind("numbers", rows.strings(DeadLetter::phoneNumberId))
                .bind("reasons", rows.strings(DeadLetter::reason))
                .bind("errors", rows.strings(DeadLetter::error))
                .bind("attempts", rows.integers(DeadLetter::attempts))
                .bind("first", rows.instants(it -> it.firstFailed().orElse(null)))
                .bind("failed", rows.instants(it -> it.lastFailed().orElseGet(Instant::now)))
                .bind("chatbots", rows.strings(DeadLetter::chatbotId))
                .bind("accounts", rows.strings(DeadLetter::accountId))
                .bind("events", rows.strings(DeadLetter::eventId))
                .bind("messages", rows.strings(it -> String.join(",", it.messageIds())))
                .bind("histories", rows.strings(it -> String.join("\n", it.history())))
                .execute();
    }

    /** Letters that were removed from the queue: one copy for each time that they are named. */
    void removed(DeadLetterQueue queue, List<LetterKey> keys) {
        jdbi.useHandle(handle -> remove(handle, REMOVE_ONE_COPY, queue, keys));
    }

    static void remove(Handle handle, DeadLetterQueue queue, List<LetterKey> keys) {
        remove(handle, REMOVE, queue, keys);
    }

    private static void remove(Handle handle, String statement, DeadLetterQueue queue, List<LetterKey> keys) {
        SqlArrays<LetterKey> rows = SqlArrays.of(keys);
        handle.createUpdate(statement)
                .bind("queue", queue.word())
                .bind("ids", rows.strings(LetterKey::id))
                .bind("numbers", rows.strings(LetterKey::phoneNumberId))
                .execute();
    }

    static void setCopies(Handle handle, DeadLetterQueue queue, Map<LetterKey, Integer> copies) {
        SqlArrays<Map.Entry<LetterKey, Integer>> rows = SqlArrays.of(copies.entrySet());
        handle.createUpdate(SET_COPIES)
                .bind("queue", queue.word())
                .bind("ids", rows.strings(it -> it.getKey().id()))
                .bind("numbers", rows.strings(it -> it.getKey().phoneNumberId()))
                .bind("copies", rows.integers(Map.Entry::getValue))
                .execute();
    }

    static void verified(Handle handle, DeadLetterQueue queue) {
        handle.createUpdate(VERIFIED).bind("queue", queue.word()).execute();
    }

    /** How many letters of a selection a queue has. */
    long count(DeadLetterQueue queue, Selection selection) {
        String condition = switch (selection) {
            case Selection.All() -> "";
            case Selection.OfChatbot(var chatbotId) -> OF_CHATBOT;
            case Selection.OfReason(var reason, var chatbotId) -> OF_REASON + (chatbotId.isPresent() ? OF_CHATBOT : "");
            case Selection.WithIds(var ids) -> " AND id = ANY (:ids)";
            case Selection.OfNumber(var number) -> " AND phone_number_id = :number";
        };
        return jdbi.withHandle(handle -> {
            Query query = handle.createQuery("SELECT coalesce(sum(copies), 0) " + WHERE + condition)
                    .bind("queues", new String[] {queue.word()});
            switch (selection) {
                case Selection.All() -> {}
                case Selection.OfChatbot(String chatbotId) -> query.bind("chatbot", chatbotId);
                case Selection.OfReason(String reason, var chatbotId) -> {
                    query.bind("reason", reason);
                    chatbotId.ifPresent(id -> query.bind("chatbot", id));
                }
                case Selection.WithIds(Set<String> ids) -> query.bind("ids", ids.toArray(String[]::new));
                case Selection.OfNumber(String number) -> query.bind("number", number);
            }
            return query.mapTo(Long.class).one();
        });
    }

    LetterPage page(LetterFilter filter, Optional<LetterPlace> after, int limit, LetterSummary summary) {
        return new LetterPageQuery(jdbi).page(filter, after, limit, summary);
    }

    static DeadLetterQueue queue(ResultSet row) throws SQLException {
        return DeadLetterQueue.of(row.getString("queue")).orElseThrow();
    }

    static Optional<Instant> time(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, OffsetDateTime.class)).map(OffsetDateTime::toInstant);
    }
}
