package org.wahook.worker.reply;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;

/** Reads what was said in a conversation: the newest messages, and everything that is unfinished. */
public final class Transcript {

    /** More pending messages than this are answered in several turns. */
    static final int MOST_UNFINISHED = 100;

    private static final String COLUMNS =
            "id, direction, status, coalesce(prompt, text, '') AS said, wa_message_id, turn_number, part, sends, settle_at,"
                    + " coalesce(sent_at, created_at) AS at";

    /** What a turn needs in one round trip, by two indexes: the end of the conversation, and what is under way. */
    private static final String LOAD = """
            (SELECT %1$s FROM messages
             WHERE conversation_id = :conversation AND type NOT IN ('reaction', 'system', 'edit', 'revoke')
             ORDER BY id DESC LIMIT :newest)
            UNION
            (SELECT %1$s FROM messages
             WHERE conversation_id = :conversation AND status IN ('pending', 'draft', 'sending')
             ORDER BY id LIMIT :unfinished)
            """.formatted(COLUMNS);

    private static final String REPLY_OF_TURN = """
            SELECT %s FROM messages
            WHERE conversation_id = :conversation AND direction = 'outbound' AND turn_number = :turn
            ORDER BY part
            """.formatted(COLUMNS);

    /** Where what still waits for an answer stands: at the end. */
    private static final long LAST = Long.MAX_VALUE;

    private static final Comparator<StoredMessage> NEWEST_FIRST =
            Comparator.comparingLong(StoredMessage::id).reversed();

    private final Jdbi jdbi;
    private final int newest;

    /** @param newest how many of the newest messages a turn sees */
    public Transcript(Jdbi jdbi, int newest) {
        this.jdbi = jdbi;
        this.newest = newest;
    }

    List<StoredMessage> load(long conversationId) {
        return load(conversationId, newest);
    }

    /** With as many of the newest messages as a client wants. */
    List<StoredMessage> load(long conversationId, Optional<Integer> wanted) {
        return load(conversationId, wanted.orElse(newest));
    }

    private List<StoredMessage> load(long conversationId, int most) {
        List<StoredMessage> byId = jdbi.withHandle(handle -> handle.createQuery(LOAD)
                .bind("conversation", conversationId)
                .bind("newest", most)
                .bind("unfinished", MOST_UNFINISHED)
                .map((row, context) -> message(row))
                .list());
        return byId.stream().sorted(asSaid(placesOf(byId))).toList();
    }

    /** By turn, the question before its answer. Meta may deliver out of order, so its timestamp comes before our id. */
    private static Comparator<StoredMessage> asSaid(Map<Long, Long> places) {
        return Comparator.comparingLong((StoredMessage message) -> places.getOrDefault(message.id(), LAST))
                .thenComparingInt(message -> message.inbound() ? 0 : 1)
                .thenComparingLong(message -> message.inbound() ? message.at().getEpochSecond() : message.part())
                .thenComparingLong(StoredMessage::id);
    }

    /**
     * The turn that each message belongs to, by its id. One that was given up, or that the bot kept silent about, has
     * none: it stands with the message after it that has one, and before all that still wait.
     */
    private static Map<Long, Long> placesOf(List<StoredMessage> messages) {
        Map<Long, Long> places = new HashMap<>();
        long next = LAST - 1;
        for (StoredMessage message : messages.stream().sorted(NEWEST_FIRST).toList()) {
            long otherwise = message.pending() ? LAST : next;
            long place = message.turnNumber().orElse(otherwise);
            places.put(message.id(), place);
            next = message.inbound() && place != LAST ? place : next;
        }
        return places;
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
                Optional.ofNullable(row.getString("wa_message_id")),
                turn,
                row.getInt("part"),
                row.getInt("sends"),
                Optional.ofNullable(settleAt).map(OffsetDateTime::toInstant),
                row.getObject("at", OffsetDateTime.class).toInstant());
    }
}
