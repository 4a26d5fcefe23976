package org.wahook.worker.reply;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.wahook.platform.secrets.Encryption;
import org.wahook.shared.bot.StoredState;
import org.wahook.worker.outcome.Attempts;

/** The callbacks that bots were offered, and what came of them: the table {@code bot_callbacks}. */
final class AwaitedAnswers {

    /** An answer that has come stands first. */
    private static final String OF_CONVERSATION = """
            SELECT turn_id, questions, question_version, waiting, answer,
                   ceil(extract(epoch FROM expires_at - now()) * 1000)::bigint AS left_ms
            FROM bot_callbacks WHERE conversation_id = :conversation
            ORDER BY answered_at NULLS LAST, expires_at DESC
            """;

    /**
     * Tokens for other questions die with it; one for the same question was given to an attempt that died. An answer that
     * has come in this moment stays.
     */
    private static final String OFFER = Fence.WITH_FENCE + """
            , gone AS (
                DELETE FROM bot_callbacks
                WHERE conversation_id IN (SELECT id FROM fence)
                  AND (turn_id <> :turn OR (expires_at <= now() AND answer IS NULL))),
            timer AS (
                DELETE FROM conversation_timers WHERE conversation_id IN (SELECT id FROM fence) AND kind = 'callback')
            INSERT INTO bot_callbacks (token_hash, conversation_id, turn_id, questions, question_version, job_id, attempts,
                                       first_failed_at, expires_at)
            SELECT :hash, id, :turn, :questions, :version, :job, :attempts, :failed_since::timestamptz,
                   now() + :seconds * interval '1 second'
            FROM fence
            RETURNING expires_at,
                      coalesce((SELECT webhook_url FROM whatsapp_accounts WHERE id = :account), '') AS webhook_url
            """;

    /**
     * The turn waits. It is kept for its job, or left free where a new message may cancel the wait; then nothing may have
     * come since the claim. An answer that has come already is not waited for.
     */
    private static final String BEGIN = """
            WITH fence AS (
                UPDATE whatsapp_conversations
                SET turn_job = CASE WHEN :free THEN NULL ELSE turn_job END,
                    turn_expires_at = CASE WHEN :free THEN NULL ELSE now() + :lease * interval '1 ms' END
                WHERE %s AND (NOT :free OR inbound_seq = :seen)
                RETURNING id),
            waits AS (
                UPDATE bot_callbacks b SET waiting = true, job_id = :job
                FROM fence
                WHERE b.conversation_id = fence.id AND b.turn_id = :turn AND b.answer IS NULL
                RETURNING b.conversation_id, b.expires_at, b.attempts, b.first_failed_at)
            INSERT INTO conversation_timers (conversation_id, kind, due_at, job_id, attempts, first_failed_at)
            SELECT DISTINCT ON (conversation_id) conversation_id, 'callback', expires_at, :job, attempts, first_failed_at
            FROM waits ORDER BY conversation_id, expires_at DESC
            ON CONFLICT (conversation_id, kind) DO UPDATE
            SET due_at = excluded.due_at, fired = 0, job_id = excluded.job_id, attempts = excluded.attempts,
                first_failed_at = excluded.first_failed_at
            """.formatted(Fence.HELD);

    /** An answer that comes in this moment stays. */
    private static final String EXPIRED = Fence.WITH_FENCE + """
            , timer AS (
                DELETE FROM conversation_timers WHERE conversation_id IN (SELECT id FROM fence) AND kind = 'callback')
            DELETE FROM bot_callbacks WHERE conversation_id IN (SELECT id FROM fence) AND answer IS NULL
            """;

    private static final String DONE = Fence.WITH_FENCE + """
            , timer AS (
                DELETE FROM conversation_timers WHERE conversation_id IN (SELECT id FROM fence) AND kind = 'callback')
            DELETE FROM bot_callbacks WHERE conversation_id IN (SELECT id FROM fence)
            """;

    private final Jdbi jdbi;
    private final Encryption encryption;

    AwaitedAnswers(Jdbi jdbi, Encryption encryption) {
        this.jdbi = jdbi;
        this.encryption = encryption;
    }

    /**
     * A callback that was offered.
     *
     * @param questions ids of the messages that the bot was asked about
     * @param waiting the bot has answered 202
     * @param left until it expires; not positive where it has
     * @param answer empty where none came, or none of the keys reads it
     */
    record Offered(
            String turnId,
            List<Long> questions,
            long questionVersion,
            boolean waiting,
            Duration left,
            Optional<String> answer) {

        Offered {
            questions = List.copyOf(questions);
        }
    }

    /** @param webhookUrl of the account; empty where nobody has told */
    record Offer(Instant expiresAt, String webhookUrl) {}

    List<Offered> of(long conversation) {
        return jdbi.withHandle(handle -> handle.createQuery(OF_CONVERSATION)
                .bind("conversation", conversation)
                .map((row, context) -> offered(conversation, row))
                .list());
    }

    private Offered offered(long conversation, ResultSet row) throws SQLException {
        Array questions = row.getArray("questions");
        return new Offered(
                row.getString("turn_id"),
                List.of((Long[]) questions.getArray()),
                row.getLong("question_version"),
                row.getBoolean("waiting"),
                Duration.ofMillis(row.getLong("left_ms")),
                Optional.ofNullable(row.getString("answer"))
                        .flatMap(stored -> StoredState.read(encryption, conversation, stored)));
    }

    /** Empty where the turn was taken over. */
    Optional<Offer> offer(OpenTurn open, byte[] tokenHash, Duration expires, Attempts attempts) {
        ClaimedTurn turn = open.turn();
        return jdbi.withHandle(handle -> Fence.bind(handle.createQuery(OFFER), turn)
                .bind("turn", open.idempotencyKey())
                .bind("hash", tokenHash)
                .bind("questions", open.pendingIds().toArray(Long[]::new))
                .bind("version", turn.questionVersion())
                .bind("attempts", attempts.made())
                .bind(
                        "failed_since",
                        attempts.firstFailedAt()
                                .map(time -> time.atOffset(ZoneOffset.UTC))
                                .orElse(null))
                .bind("seconds", expires.toSeconds())
                .bind("account", turn.accountId())
                .map((row, context) -> new Offer(
                        row.getObject("expires_at", OffsetDateTime.class).toInstant(), row.getString("webhook_url")))
                .findOne());
    }

    /**
     * True where the turn waits from now on; false where it was taken over, or an answer or a new message has come.
     *
     * @param free whether a new message cancels the wait
     * @param lease how long nobody else may have the turn, where it is not free
     */
    boolean begin(ClaimedTurn turn, String turnId, boolean free, Duration lease) {
        return jdbi.withHandle(handle -> Fence.bind(handle.createUpdate(BEGIN), turn)
                        .bind("turn", turnId)
                        .bind("free", free)
                        .bind("seen", turn.inboundSeq())
                        .bind("lease", lease.toMillis())
                        .execute())
                == 1;
    }

    /** The time is over: nothing is waited for any more. What has come until then is still there. */
    void expired(ClaimedTurn turn) {
        jdbi.useHandle(handle -> Fence.bind(handle.createUpdate(EXPIRED), turn).execute());
    }

    /** Nothing is waited for any more: what comes now is unknown. */
    void done(ClaimedTurn turn) {
        jdbi.useHandle(handle -> Fence.bind(handle.createUpdate(DONE), turn).execute());
    }
}
