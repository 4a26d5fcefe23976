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
import org.jspecify.annotations.Nullable;
import org.wahook.platform.database.SqlArrays;

/** Reads what was said in a conversation: the newest messages, and everything that is unfinished. */
public final class Transcript {

    /** More pending messages than this are answered in several turns. */
    static final int MOST_UNFINISHED = 100;

    /** Characters of a message that is quoted. */
    private static final int LONGEST_QUOTE = 300;

    private static final String COLUMNS = """
            conversation_id, id, direction, status,
            CASE WHEN direction = 'outbound' AND status IN ('draft', 'sending') THEN coalesce(text, '')
                 ELSE coalesce(prompt, text, '') END AS said,
            by_human, wa_message_id,
            nullif(turn_number, 0) AS turn_number, part, sends, settle_at, callback_key,
            coalesce(sent_at, created_at) AS at,
            CASE WHEN direction = 'outbound' AND origin = 'live' AND jsonb_exists(payload, 'fallback_for')
                 THEN 'fallback' ELSE origin END AS origin,
            CASE WHEN direction = 'inbound' AND refers_to IS NOT NULL THEN (
                     SELECT coalesce(prompt, text) FROM messages quoted
                     WHERE quoted.conversation_id = messages.conversation_id AND quoted.direction = 'inbound'
                       AND quoted.wa_message_id = messages.refers_to AND NOT quoted.hidden
                     UNION ALL
                     SELECT coalesce(prompt, text) FROM messages quoted
                     WHERE quoted.conversation_id = messages.conversation_id AND quoted.direction = 'outbound'
                       AND quoted.wa_message_id = messages.refers_to AND NOT quoted.hidden
                     LIMIT 1) END AS quoted,
            CASE WHEN direction = 'outbound' AND status IN ('draft', 'sending') THEN payload::text
                 WHEN type = 'audio' AND status = 'pending' AND transcript IS NULL THEN payload::text END AS content""";

    /**
     * What a turn needs, by two indexes: the end of the conversation, and what is under way; some rows are in both. What
     * a person wrote comes first, so that a flood of the customer's does not hold it up. Earlier versions kept messages of
     * groups in the private conversation of who wrote them.
     */
    private static final String LOAD = """
            SELECT m.*
            FROM unnest(:conversations, :newest) AS wanted (conversation, newest)
            JOIN whatsapp_conversations c ON c.id = wanted.conversation
            CROSS JOIN LATERAL (
                (SELECT %1$s FROM messages
                 WHERE conversation_id = wanted.conversation AND NOT hidden
                   AND type NOT IN ('reaction', 'system', 'edit', 'revoke')
                   AND (c.is_group OR NOT (direction = 'inbound' AND status = 'ignored'
                                           AND coalesce(jsonb_exists(payload, 'group_id'), false)))
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

    /**
     * A message and the turn that it stands in.
     *
     * @param seconds Meta's time; of our own message not before that of the messages that it came after
     */
    private record Placed(StoredMessage message, long turn, long seconds) {

        /** The question before its answer, and after both what nobody answered. */
        int rank() {
            if (message.turnNumber().isEmpty() && !message.pending()) {
                return 2;
            }
            return message.inbound() ? 0 : 1;
        }

        long position() {
            return message.inbound() || message.turnNumber().isEmpty() ? seconds : message.part();
        }
    }

    /** By turn. Meta may deliver out of order, so its timestamp comes before our id. */
    private static final Comparator<Placed> AS_SAID = Comparator.comparingLong(Placed::turn)
            .thenComparingInt(Placed::rank)
            .thenComparingLong(Placed::position)
            .thenComparingLong(one -> one.message().id());

    private static final Comparator<StoredMessage> BY_ID = Comparator.comparingLong(StoredMessage::id);

    private static final Comparator<StoredMessage> BY_TIME = Comparator.<StoredMessage>comparingLong(
                    message -> message.at().getEpochSecond())
            .thenComparing(BY_ID);

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
        int most = wanted.orElse(newest);
        List<StoredMessage> rows = loads.ask(new Wanted(conversationId, most));
        List<StoredMessage> said = asSaid(withoutGap(rows));
        return rows.size() < most ? said : withoutAnswerInFront(said);
    }

    /** Where the history is cut, what stands before the first question answers a question that was cut off. */
    private static List<StoredMessage> withoutAnswerInFront(List<StoredMessage> said) {
        return said.stream()
                .dropWhile(message -> !message.inbound() && message.fromElsewhere())
                .toList();
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

    /**
     * Where more messages wait than a turn takes, the newest are left to the next turn: the turn would otherwise see a
     * gap before them.
     */
    private static List<StoredMessage> withoutGap(List<StoredMessage> rows) {
        long humans = rows.stream().filter(it -> it.byHuman() && it.unsent()).count();
        List<StoredMessage> later = rows.stream()
                .filter(message -> message.pending() || (message.unsent() && !message.byHuman()))
                .sorted(BY_ID)
                .skip(Math.max(0, MOST_UNFINISHED - humans))
                .toList();
        return rows.stream().filter(message -> !later.contains(message)).toList();
    }

    /**
     * In the order in which it was said. What still waits comes last. What was left unanswered has no turn of its own and
     * stands where it was stored; what was said elsewhere stands where Meta's time says.
     */
    static List<StoredMessage> asSaid(List<StoredMessage> messages) {
        List<Placed> placed = new ArrayList<>();
        long turn = 0;
        long seconds = 0;
        List<StoredMessage> own = messages.stream()
                .filter(message -> message.pending() || !message.fromElsewhere())
                .sorted(BY_ID)
                .toList();
        for (StoredMessage message : own) {
            turn = Math.max(turn, message.turnNumber().orElse(turn));
            long at = message.at().getEpochSecond();
            long place = message.inbound() ? at : Math.max(at, seconds);
            seconds = message.pending() ? seconds : Math.max(seconds, place);
            placed.add(
                    new Placed(message, message.turnNumber().orElse(message.pending() ? Long.MAX_VALUE : turn), place));
        }
        List<StoredMessage> elsewhere = messages.stream()
                .filter(message -> !message.pending() && message.fromElsewhere())
                .sorted(BY_TIME)
                .toList();
        return merged(placed.stream().sorted(AS_SAID).map(Placed::message).toList(), elsewhere);
    }

    private static List<StoredMessage> merged(List<StoredMessage> own, List<StoredMessage> elsewhere) {
        List<StoredMessage> merged = new ArrayList<>();
        int next = 0;
        for (StoredMessage message : own) {
            while (next < elsewhere.size()
                    && (message.pending() || BY_TIME.compare(elsewhere.get(next), message) < 0)) {
                merged.add(elsewhere.get(next));
                next++;
            }
            merged.add(message);
        }
        merged.addAll(elsewhere.subList(next, elsewhere.size()));
        return merged;
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
                told(row.getString("said"), row.getString("quoted")),
                row.getBoolean("by_human"),
                Optional.ofNullable(row.getString("wa_message_id")),
                turn,
                row.getInt("part"),
                row.getInt("sends"),
                Optional.ofNullable(settleAt).map(OffsetDateTime::toInstant),
                row.getObject("at", OffsetDateTime.class).toInstant(),
                Optional.ofNullable(row.getString("callback_key")),
                row.getString("origin"),
                Optional.ofNullable(row.getString("content")));
    }

    /** With the words that the customer answers to. */
    private static String told(String said, @Nullable String quoted) {
        if (quoted == null || quoted.isBlank()) {
            return said;
        }
        String shown = quoted.codePointCount(0, quoted.length()) <= LONGEST_QUOTE
                ? quoted
                : quoted.substring(0, quoted.offsetByCodePoints(0, LONGEST_QUOTE)) + "…";
        return "[in reply to: \"" + shown + "\"] " + said;
    }
}
