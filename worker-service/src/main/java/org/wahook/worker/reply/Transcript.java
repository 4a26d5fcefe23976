package org.wahook.worker.reply;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.wahook.platform.database.SqlArrays;

/** Reads what was said in a conversation: the newest messages, and everything that is unfinished. */
public final class Transcript {

    /** More pending messages than this are answered in several turns. */
    static final int MOST_UNFINISHED = 100;

    private static final String COLUMNS =
            "conversation_id, id, direction, status, coalesce(prompt, text, '') AS said, by_human, wa_message_id, turn_number, part,"
                    + " sends, settle_at, callback_key, coalesce(sent_at, created_at) AS at";

    /**
     * What a turn needs, by two indexes: the end of the conversation, and what is under way; some rows are in both. What
     * a person wrote comes first, so that a flood of the customer's does not hold it up.
     */
    private static final String LOAD = """
            SELECT m.*
            FROM unnest(:conversations, :newest) AS wanted (conversation, newest)
            CROSS JOIN LATERAL (
                (SELECT %1$s FROM messages
                 WHERE conversation_id = wanted.conversation AND type NOT IN ('reaction', 'system', 'edit', 'revoke')
                 ORDER BY id DESC LIMIT wanted.newest)
                UNION ALL
                (SELECT %1$s FROM messages
                 WHERE conversation_id = wanted.conversation AND (status IN ('pending', 'draft', 'sending')) IS TRUE
                 ORDER BY by_human DESC, id LIMIT :unfinished)) m
            """.formatted(COLUMNS);

    private static final String REPLY_OF_TURN = """
            SELECT %s FROM messages
            WHERE conversation_id = :conversation AND direction = 'outbound' AND turn_number = :turn
            ORDER BY part
            """.formatted(COLUMNS);

    /** A message and the turn that it stands in. */
    private record Placed(StoredMessage message, long turn) {

        /** The question before its answer, and after both what nobody answered. */
        int rank() {
            if (!message.inbound()) {
                return 1;
            }
            return message.pending() || message.turnNumber().isPresent() ? 0 : 2;
        }
    }

    /** By turn. Meta may deliver out of order, so its timestamp comes before our id. */
    private static final Comparator<Placed> AS_SAID = Comparator.comparingLong(Placed::turn)
            .thenComparingInt(Placed::rank)
            .thenComparingLong(one -> one.message().inbound()
                    ? one.message().at().getEpochSecond()
                    : one.message().part())
            .thenComparingLong(one -> one.message().id());

    private static final Comparator<StoredMessage> BY_ID = Comparator.comparingLong(StoredMessage::id);

    private final Jdbi jdbi;
    private final int newest;
    private final RequestBatcher<Wanted, List<StoredMessage>> loads;

    private record Wanted(long conversationId, int newest) {}

    /** @param newest how many of the newest messages a turn sees */
    public Transcript(Jdbi jdbi, int newest) {
        this.jdbi = jdbi;
        this.newest = newest;
        this.loads = new RequestBatcher<>(
                Wanted::conversationId,
                this::rows,
                wanted -> rows(List.of(wanted)).getOrDefault(wanted.conversationId(), List.of()));
    }

    List<StoredMessage> load(long conversationId) {
        return load(conversationId, Optional.empty());
    }

    /** With as many of the newest messages as a client wants. */
    List<StoredMessage> load(long conversationId, Optional<Integer> wanted) {
        return asSaid(withoutGap(loads.ask(new Wanted(conversationId, wanted.orElse(newest)))));
    }

    /** By conversation. */
    private Map<Long, List<StoredMessage>> rows(List<Wanted> wanted) {
        SqlArrays<Wanted> asked = SqlArrays.of(wanted);
        Map<Long, List<StoredMessage>> found = new HashMap<>();
        wanted.forEach(one -> found.put(one.conversationId(), new ArrayList<>()));
        jdbi.useHandle(handle -> handle.createQuery(LOAD)
                .bind("conversations", asked.longs(Wanted::conversationId))
                .bind("newest", asked.integers(Wanted::newest))
                .bind("unfinished", MOST_UNFINISHED)
                .map((row, context) -> found.getOrDefault(row.getLong("conversation_id"), new ArrayList<>())
                        .add(message(row)))
                .list());
        found.replaceAll((conversation, rows) -> rows.stream().distinct().toList());
        return found;
    }

    /** Where more wait than a turn takes, the newest are not for this turn: between would be those that were not read. */
    private static List<StoredMessage> withoutGap(List<StoredMessage> rows) {
        long humans = rows.stream().filter(it -> it.byHuman() && it.unsent()).count();
        List<StoredMessage> later = rows.stream()
                .filter(message -> message.pending() || (message.unsent() && !message.byHuman()))
                .sorted(BY_ID)
                .skip(Math.max(0, MOST_UNFINISHED - humans))
                .toList();
        return rows.stream().filter(message -> !later.contains(message)).toList();
    }

    /** What still waits comes last. What was left unanswered has no turn of its own and stands where it was stored. */
    static List<StoredMessage> asSaid(List<StoredMessage> messages) {
        List<Placed> placed = new ArrayList<>();
        long turn = 0;
        for (StoredMessage message : messages.stream().sorted(BY_ID).toList()) {
            turn = Math.max(turn, message.turnNumber().orElse(turn));
            placed.add(new Placed(message, message.turnNumber().orElse(message.pending() ? Long.MAX_VALUE : turn)));
        }
        return placed.stream().sorted(AS_SAID).map(Placed::message).toList();
    }

    /** The parts of the reply that a turn has made, whatever became of them. */
    List<StoredMessage> replyOf(long conversationId, long turnNumber) {
        return jdbi.withHandle(handle -> handle.createQuery(REPLY_OF_TURN)
                .bind("conversation", conversationId)
                .bind("turn", turnNumber)
                .map((row, context) -> message(row))
                .list());
    }

    private static StoredMessage message(ResultSet row) throws SQLException {
        long turnNumber = row.getLong("turn_number");
        Optional<Long> turn = row.wasNull() ? Optional.empty() : Optional.of(turnNumber);
        OffsetDateTime settleAt = row.getObject("settle_at", OffsetDateTime.class);
        return new StoredMessage(
                row.getLong("id"),
                row.getString("direction").equals("inbound"),
                row.getString("status"),
                row.getString("said"),
                row.getBoolean("by_human"),
                Optional.ofNullable(row.getString("wa_message_id")),
                turn,
                row.getInt("part"),
                row.getInt("sends"),
                Optional.ofNullable(settleAt).map(OffsetDateTime::toInstant),
                row.getObject("at", OffsetDateTime.class).toInstant(),
                Optional.ofNullable(row.getString("callback_key")));
    }
}
