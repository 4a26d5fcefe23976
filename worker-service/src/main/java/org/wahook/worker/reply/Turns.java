package org.wahook.worker.reply;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;

/**
 * One turn at a time in a conversation. All of it stands on the conversation's row, so that PostgreSQL's row lock
 * orders claim, release and the arrival of a message, and no wake-up is lost.
 */
public final class Turns {

    /** What a claim answers: in the same statement whether the bot is paused, and for how long. */
    static final String OF_A_TURN = """
                      turn_number, inbound_seq, whatsapp_account_id, chatbot_id, contact_id, contact_phone, contact_user_id,
                      bot_paused AND (bot_paused_until IS NULL OR bot_paused_until > now()) AS paused, bot_version,
                      is_group, question_version,
                      ceil(extract(epoch FROM bot_paused_until - now()) * 1000)::bigint AS pause_left
            """;

    private static final String CLAIMED = " RETURNING " + OF_A_TURN;

    /** Free, expired, or ours already: a redelivery of the same job takes over at once. */
    private static final String CLAIM = """
            UPDATE whatsapp_conversations
            SET turn_job = :job, turn_number = turn_number + 1, turn_expires_at = now() + :lease * interval '1 ms'
            WHERE id = :conversation AND (turn_job IS NULL OR turn_job = :job OR turn_expires_at < now())
            """ + CLAIMED;

    /**
     * Marks what the reply answers, and lets go only if no message came since the claim and none of those seen is left.
     * The NOT EXISTS alone would not do: its snapshot is older than the row lock, so it misses a message whose
     * transaction commits meanwhile. Nor does it see the marks of the same statement.
     */
    private static final String RELEASE = """
            WITH answered AS (
                UPDATE messages SET status = 'answered'
                WHERE conversation_id = :conversation AND (status IN ('pending', 'draft', 'sending')) IS TRUE
                  AND status = 'pending' AND turn_number = :replied)
            UPDATE whatsapp_conversations SET turn_job = NULL, turn_expires_at = NULL
            WHERE %s AND inbound_seq = :seen
              AND NOT EXISTS (SELECT 1 FROM messages
                              WHERE conversation_id = :conversation
                                AND (status IN ('pending', 'draft', 'sending')) IS TRUE
                                AND status = 'pending' AND turn_number IS DISTINCT FROM :replied)
            """.formatted(Fence.HELD);

    /** While the bot is paused what waits goes on waiting. Where the pause is over by now, it is not let go. */
    private static final String RELEASE_PAUSED = """
            UPDATE whatsapp_conversations SET turn_job = NULL, turn_expires_at = NULL
            WHERE %s AND inbound_seq = :seen
              AND bot_paused AND (bot_paused_until IS NULL OR bot_paused_until > now())
            """.formatted(Fence.HELD);

    /** A message came during the turn: the next turn, without letting go. */
    private static final String ADVANCE = """
            UPDATE whatsapp_conversations
            SET turn_number = turn_number + 1, turn_expires_at = now() + :lease * interval '1 ms'
            WHERE %s
            """.formatted(Fence.HELD) + CLAIMED;

    private static final String HELD =
            "SELECT EXISTS (SELECT 1 FROM whatsapp_conversations WHERE %s)".formatted(Fence.HELD);

    private static final String HOLD = """
            UPDATE whatsapp_conversations SET turn_expires_at = now() + :lease * interval '1 ms'
            WHERE id = :conversation AND turn_job = :job
            """;

    /** Messages that were given up wait for an answer again; the holder of the turn, if any, must see them. */
    private static final String REVIVE = """
            WITH revived AS (
                UPDATE messages SET status = 'pending', error = NULL
                WHERE conversation_id = :conversation AND direction = 'inbound' AND status = 'failed'
                  AND wa_message_id = ANY (:messages)
                RETURNING turn_number),
            drafts AS (
                UPDATE messages SET status = 'draft', error = NULL
                WHERE conversation_id = :conversation AND direction = 'outbound' AND status = 'failed'
                  AND wa_message_id IS NULL AND NOT by_human
                  AND turn_number IN (SELECT turn_number FROM revived))
            UPDATE whatsapp_conversations SET inbound_seq = inbound_seq + 1
            WHERE id = :conversation AND EXISTS (SELECT 1 FROM revived)
            """;

    /** No turn has this number. */
    private static final long NO_REPLY = -1;

    private final Jdbi jdbi;
    private final Duration lease;
    private final RequestBatcher<Claim, Optional<ClaimedTurn>> claims;
    private final RequestBatcher<Release, Boolean> releases;

    record Claim(String jobId, long conversationId) {}

    record Release(ClaimedTurn turn, long replied) {}

    /** @param lease longer than a turn can take: a turn whose job was lost is free again after it */
    public Turns(Jdbi jdbi, Duration lease) {
        this.jdbi = jdbi;
        this.lease = lease;
        TurnBatches batches = new TurnBatches(jdbi, lease);
        this.claims = new RequestBatcher<>(Claim::conversationId, batches::claim, this::claim);
        this.releases = new RequestBatcher<>(it -> it.turn().conversationId(), batches::release, this::release);
    }

    /** The turn, or nothing where another job has it: that one won't let go without seeing our message. */
    public Optional<ClaimedTurn> claim(String jobId, long conversationId) {
        return claims.ask(new Claim(jobId, conversationId));
    }

    private Optional<ClaimedTurn> claim(Claim claim) {
        return jdbi.withHandle(handle -> handle.createQuery(CLAIM)
                .bind("job", claim.jobId())
                .bind("conversation", claim.conversationId())
                .bind("lease", lease.toMillis())
                .map((row, context) -> turn(claim.jobId(), claim.conversationId(), row))
                .findOne());
    }

    /**
     * True when the turn was let go; false when a message came meanwhile, or another took the turn over.
     *
     * @param replied the number of the turn whose reply was sent in this one: the messages it answers are answered
     *     now, whether the turn is let go or not
     */
    public boolean release(ClaimedTurn turn, Optional<Long> replied) {
        return releases.ask(new Release(turn, replied.orElse(NO_REPLY)));
    }

    private boolean release(Release release) {
        return jdbi.withHandle(handle -> Fence.bind(handle.createUpdate(RELEASE), release.turn())
                        .bind("seen", release.turn().inboundSeq())
                        .bind("replied", release.replied())
                        .execute())
                == 1;
    }

    /** True when the turn was let go; false when something came meanwhile, the pause ended, or another took over. */
    boolean releasePaused(ClaimedTurn turn) {
        return jdbi.withHandle(handle -> Fence.bind(handle.createUpdate(RELEASE_PAUSED), turn)
                        .bind("seen", turn.inboundSeq())
                        .execute())
                == 1;
    }

    /** Whether the turn is still ours: after a wait, before the AI is asked. */
    boolean holds(ClaimedTurn turn) {
        return jdbi.withHandle(handle ->
                Fence.bind(handle.createQuery(HELD), turn).mapTo(Boolean.class).one());
    }

    /** The next turn of the same holder; nothing where another took over. */
    public Optional<ClaimedTurn> advance(ClaimedTurn turn) {
        return jdbi.withHandle(handle -> Fence.bind(handle.createQuery(ADVANCE), turn)
                .bind("lease", lease.toMillis())
                .map((row, context) -> turn(turn.jobId(), turn.conversationId(), row))
                .findOne());
    }

    /** Keeps the turn for a job that waits, so that others don't overtake it. */
    public void hold(String jobId, long conversationId, Duration wait) {
        jdbi.useHandle(handle -> handle.createUpdate(HOLD)
                .bind("conversation", conversationId)
                .bind("job", jobId)
                .bind("lease", wait.plus(lease).toMillis())
                .execute());
    }

    /** For a replayed job. Doing it twice changes nothing: what was answered stays answered. */
    public void revive(long conversationId, List<String> messageIds) {
        jdbi.useHandle(handle -> handle.createUpdate(REVIVE)
                .bind("conversation", conversationId)
                .bind("messages", messageIds.toArray(String[]::new))
                .execute());
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
