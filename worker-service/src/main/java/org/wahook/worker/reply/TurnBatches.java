package org.wahook.worker.reply;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.wahook.platform.database.SqlArrays;

/**
 * {@link Turns}' claim and release for many conversations in one statement. Those that are locked are left out. OFFSET 0
 * makes PostgreSQL look for each conversation's messages by themselves, and not through all that wait for one.
 */
final class TurnBatches {

    private static final String CLAIM = """
            WITH free AS (
                SELECT c.id, wanted.job
                FROM unnest(:conversations, :jobs) AS wanted (id, job)
                JOIN whatsapp_conversations c ON c.id = wanted.id
                WHERE c.turn_job IS NULL OR c.turn_job = wanted.job OR c.turn_expires_at < now()
                FOR NO KEY UPDATE OF c SKIP LOCKED)
            UPDATE whatsapp_conversations c
            SET turn_job = free.job, turn_number = c.turn_number + 1,
                turn_expires_at = now() + :lease * interval '1 ms'
            FROM free WHERE c.id = free.id
            RETURNING c.id, c.turn_job,
            """ + Turns.OF_A_TURN;

    private static final String RELEASE = """
            WITH mine AS (
                SELECT c.id, wanted.replied
                FROM unnest(:conversations, :jobs, :numbers, :seen, :replied) AS wanted (id, job, number, seen, replied)
                JOIN whatsapp_conversations c ON c.id = wanted.id
                WHERE c.turn_job = wanted.job AND c.turn_number = wanted.number AND c.inbound_seq = wanted.seen
                  AND NOT EXISTS (SELECT 1 FROM messages
                                  WHERE conversation_id = wanted.id
                                    AND (status IN ('pending', 'draft', 'sending')) IS TRUE
                                    AND status = 'pending' AND turn_number IS DISTINCT FROM wanted.replied
                                  OFFSET 0)
                FOR NO KEY UPDATE OF c SKIP LOCKED),
            answered AS (
                UPDATE messages m SET status = 'answered'
                FROM mine CROSS JOIN LATERAL (
                    SELECT id FROM messages
                    WHERE conversation_id = mine.id AND (status IN ('pending', 'draft', 'sending')) IS TRUE
                      AND status = 'pending' AND turn_number = mine.replied
                    OFFSET 0) question
                WHERE m.id = question.id AND m.status = 'pending')
            UPDATE whatsapp_conversations c SET turn_job = NULL, turn_expires_at = NULL
            FROM mine WHERE c.id = mine.id
            RETURNING c.id
            """;

    private final Jdbi jdbi;
    private final Duration lease;

    TurnBatches(Jdbi jdbi, Duration lease) {
        this.jdbi = jdbi;
        this.lease = lease;
    }

    /** The turns that are free, by conversation. */
    Map<Long, Optional<ClaimedTurn>> claim(List<Turns.Claim> claims) {
        SqlArrays<Turns.Claim> asked = SqlArrays.of(claims);
        Map<Long, Optional<ClaimedTurn>> claimed = new HashMap<>();
        jdbi.useHandle(handle -> handle.createQuery(CLAIM)
                .bind("conversations", asked.longs(Turns.Claim::conversationId))
                .bind("jobs", asked.strings(Turns.Claim::jobId))
                .bind("lease", lease.toMillis())
                .map((row, context) -> Turns.turn(row.getString("turn_job"), row.getLong("id"), row))
                .forEach(turn -> claimed.put(turn.conversationId(), Optional.of(turn))));
        return claimed;
    }

    /** True for each that was let go. */
    Map<Long, Boolean> release(List<Turns.Release> releases) {
        SqlArrays<Turns.Release> asked = SqlArrays.of(releases);
        Map<Long, Boolean> released = new HashMap<>();
        jdbi.useHandle(handle -> handle.createQuery(RELEASE)
                .bind("conversations", asked.longs(it -> it.turn().conversationId()))
                .bind("jobs", asked.strings(it -> it.turn().jobId()))
                .bind("numbers", asked.longs(it -> it.turn().number()))
                .bind("seen", asked.longs(it -> it.turn().inboundSeq()))
                .bind("replied", asked.longs(Turns.Release::replied))
                .mapTo(Long.class)
                .forEach(id -> released.put(id, true)));
        return released;
    }
}
