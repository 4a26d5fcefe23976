package org.wahook.worker.callback;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.wahook.platform.secrets.Encryption;
import org.wahook.shared.bot.StoredState;

/** The callbacks that were offered, looked up by their tokens. */
public final class CallbackStore {

    /** The question of a turn is gone where one of its messages is answered, edited or taken back. */
    private static final String FIND = """
            SELECT b.conversation_id, b.expires_at, b.webhook_id, b.woken, c.chatbot_id, c.whatsapp_account_id,
                   a.phone_number_id,
                   c.question_version = b.question_version
                       AND NOT EXISTS (SELECT 1 FROM unnest(b.questions) AS asked (id)
                                       LEFT JOIN messages m ON m.id = asked.id
                                       WHERE m.status IS DISTINCT FROM 'pending') AS waited_for
            FROM bot_callbacks b
            JOIN whatsapp_conversations c ON c.id = b.conversation_id
            JOIN whatsapp_accounts a ON a.id = c.whatsapp_account_id
            WHERE b.token_hash = :hash
            """;

    /** The first one counts, also of two tokens for the same question. */
    private static final String TAKE = """
            UPDATE bot_callbacks b SET answer = :answer, webhook_id = :webhook, answered_at = now()
            WHERE b.token_hash = :hash AND b.answer IS NULL
              AND NOT EXISTS (SELECT 1 FROM bot_callbacks other
                              WHERE other.conversation_id = b.conversation_id AND other.turn_id = b.turn_id
                                AND other.answer IS NOT NULL)
            """;

    /** That of who has the turn, which may be another than asked: after a pause, say. It would take no other job's word. */
    private static final String JOB = """
            SELECT coalesce(c.turn_job, b.job_id) AS job_id, b.attempts, b.first_failed_at
            FROM bot_callbacks b JOIN whatsapp_conversations c ON c.id = b.conversation_id
            WHERE b.token_hash = :hash AND NOT b.woken
            """;

    private static final String WOKEN = "UPDATE bot_callbacks SET woken = true WHERE token_hash = :hash";

    private final Jdbi jdbi;
    private final Encryption encryption;

    public CallbackStore(Jdbi jdbi, Encryption encryption) {
        this.jdbi = jdbi;
        this.encryption = encryption;
    }

    /**
     * Whose token it is.
     *
     * @param webhookId of the callback that was taken
     * @param woken whether its conversation was woken up since
     * @param waitedFor whether the question still is as it was asked, and without an answer
     */
    record Offered(
            long conversationId,
            String chatbotId,
            UUID accountId,
            String phoneNumberId,
            Instant expiresAt,
            Optional<String> webhookId,
            boolean woken,
            boolean waitedFor) {}

    /** The job that goes on with a turn. */
    record Job(String id, int attempts, Optional<Instant> firstFailedAt) {}

    Optional<Offered> find(byte[] hash) {
        return jdbi.withHandle(handle -> handle.createQuery(FIND)
                .bind("hash", hash)
                .map((row, context) -> offered(row))
                .findOne());
    }

    private static Offered offered(ResultSet row) throws SQLException {
        return new Offered(
                row.getLong("conversation_id"),
                row.getString("chatbot_id"),
                row.getObject("whatsapp_account_id", UUID.class),
                row.getString("phone_number_id"),
                row.getObject("expires_at", OffsetDateTime.class).toInstant(),
                Optional.ofNullable(row.getString("webhook_id")),
                row.getBoolean("woken"),
                row.getBoolean("waited_for"));
    }

    /** False where another was taken before. */
    boolean take(ReceivedCallback callback, long conversationId) {
        return jdbi.withHandle(handle -> handle.createUpdate(TAKE)
                        .bind("hash", callback.tokenHash())
                        .bind("webhook", callback.webhookId())
                        .bind("answer", StoredState.write(encryption, conversationId, callback.text()))
                        .execute())
                == 1;
    }

    /** Empty where it was published, or the turn has ended meanwhile. */
    Optional<Job> job(byte[] hash) {
        return jdbi.withHandle(handle -> handle.createQuery(JOB)
                .bind("hash", hash)
                .map((row, context) -> new Job(
                        row.getString("job_id"),
                        row.getInt("attempts"),
                        Optional.ofNullable(row.getObject("first_failed_at", OffsetDateTime.class))
                                .map(OffsetDateTime::toInstant)))
                .findOne());
    }

    void woken(byte[] hash) {
        jdbi.useHandle(handle -> handle.createUpdate(WOKEN).bind("hash", hash).execute());
    }
}
