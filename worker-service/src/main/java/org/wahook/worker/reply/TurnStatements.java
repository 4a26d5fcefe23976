package org.wahook.worker.reply;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.wahook.platform.database.SqlArrays;

/**
 * Claim and release, for one conversation or for many in one statement. OFFSET 0 makes PostgreSQL look for each
 * conversation's messages by themselves, and not through all that wait for an answer.
 */
final class TurnStatements {

    /** What a claim answers: in the same statement whether the bot is paused, and for how long. */
    static final String OF_A_TURN = """
                      turn_number, inbound_seq, whatsapp_account_id, chatbot_id, contact_id, contact_phone, contact_user_id,
                      bot_paused AND (bot_paused_until IS NULL OR bot_paused_until > now()) AS paused, bot_version,
                      is_group, question_version,
                      ceil(extract(epoch FROM bot_paused_until - now()) * 1000)::bigint AS pause_left
            """;

    /** Free, expired, or ours already: a redelivery of the same job takes over at once. */
    private static final String CLAIM = """
            WITH free AS (
                SELECT c.id, wanted.job
                FROM unnest(:conversations, :jobs) AS wanted (id, job)
                JOIN whatsapp_conversations c ON c.id = wanted.id
                WHERE c.turn_job IS NULL OR c.turn_job = wanted.job OR c.turn_expires_at < now()
                FOR NO KEY UPDATE OF c %1$s)
            UPDATE whatsapp_conversations c
            SET turn_job = free.job, turn_number = c.turn_number + 1,
                turn_expires_at = now() + :lease * interval '1 ms'
            FROM free WHERE c.id = free.id
            RETURNING c.id, c.turn_job,
            """ + OF_A_TURN;

    /**
     * Marks what the reply answers, and releases the turn only if no message came since the claim, none of those seen is
     * left, and no person's message is unsent. The NOT EXISTS alone would not do: its snapshot is older than the row
     * lock, so it misses a message whose transaction commits meanwhile. Nor does it see the marks of the same statement.
     */
    private static final String RELEASE = """
            WITH mine AS (
                SELECT c.id, wanted.replied, c.inbound_seq = wanted.seen AS nothing_came
                FROM unnest(:conversations, :jobs, :numbers, :seen, :replied) AS wanted (id, job, number, seen, replied)
                JOIN whatsapp_conversations c ON c.id = wanted.id
                WHERE c.turn_job = wanted.job AND c.turn_number = wanted.number
                FOR NO KEY UPDATE OF c %1$s),
            answered AS (
                UPDATE messages m SET status = 'answered'
                FROM mine CROSS JOIN LATERAL (
                    SELECT id FROM messages
                    WHERE conversation_id = mine.id AND (status IN ('pending', 'draft', 'sending')) IS TRUE
                      AND status = 'pending' AND turn_number = mine.replied
                    OFFSET 0) question
                WHERE m.id = question.id AND m.status = 'pending'),
            released AS (
                UPDATE whatsapp_conversations c SET turn_job = NULL, turn_expires_at = NULL
                FROM mine
                WHERE c.id = mine.id AND mine.nothing_came
                  AND NOT EXISTS (SELECT 1 FROM messages
                                  WHERE conversation_id = mine.id
                                    AND (status IN ('pending', 'draft', 'sending')) IS TRUE
                                    AND (by_human OR status = 'pending' AND turn_number IS DISTINCT FROM mine.replied)
                                  OFFSET 0)
                RETURNING c.id)
            SELECT mine.id, released.id IS NOT NULL AS released FROM mine LEFT JOIN released ON released.id = mine.id
            """;

    private final Jdbi jdbi;
    private final Duration lease;
    private final String claim;
    private final String release;

    TurnStatements(Jdbi jdbi, Duration lease, RowLock lock) {
        this.jdbi = jdbi;
        this.lease = lease;
        this.claim = lock.in(CLAIM);
        this.release = lock.in(RELEASE);
    }

    /** The turns that were claimed, by conversation. */
    Map<Long, Optional<ClaimedTurn>> claim(List<Turns.Claim> claims) {
        SqlArrays<Turns.Claim> asked = SqlArrays.of(claims);
        Map<Long, Optional<ClaimedTurn>> claimed = new HashMap<>();
        jdbi.useHandle(handle -> handle.createQuery(claim)
                .bind("conversations", asked.longs(Turns.Claim::conversationId))
                .bind("jobs", asked.strings(Turns.Claim::jobId))
                .bind("lease", lease.toMillis())
                .map((row, context) -> turn(row.getString("turn_job"), row.getLong("id"), row))
                .forEach(turn -> claimed.put(turn.conversationId(), Optional.of(turn))));
        return claimed;
    }

    /** Whether each turn was released; without those that were taken over or left out. */
    Map<Long, Boolean> release(List<Turns.Release> releases) {
        SqlArrays<Turns.Release> asked = SqlArrays.of(releases);
        Map<Long, Boolean> released = new HashMap<>();
        jdbi.useHandle(handle -> handle.createQuery(release)
                .bind("conversations", asked.longs(it -> it.turn().conversationId()))
                .bind("jobs", asked.strings(it -> it.turn().jobId()))
                .bind("numbers", asked.longs(it -> it.turn().number()))
                .bind("seen", asked.longs(it -> it.turn().inboundSeq()))
                .bind("replied", asked.longs(Turns.Release::replied))
                .map((row, context) -> released.put(row.getLong("id"), row.getBoolean("released")))
                .list());
        return released;
    }

    static ClaimedTurn turn(String jobId, long conversationId, ResultSet row) throws SQLException {
        return new ClaimedTurn(
                jobId,
                conversationId,
                row.getLong("turn_number"),
                row.getLong("inbound_seq"),
                row.getObject("whatsapp_account_id", UUID.class),
                row.getString("chatbot_id"),
                row.getString("contact_id"),
                Optional.ofNullable(row.getString("contact_phone")),
                Optional.ofNullable(row.getString("contact_user_id")),
                bot(row),
                row.getBoolean("is_group"),
                row.getLong("question_version"));
    }

    private static BotState bot(ResultSet row) throws SQLException {
        long left = row.getLong("pause_left");
        Optional<Duration> pauseLeft =
                row.wasNull() || left <= 0 ? Optional.empty() : Optional.of(Duration.ofMillis(left));
        return new BotState(row.getBoolean("paused"), row.getLong("bot_version"), pauseLeft);
    }
}
