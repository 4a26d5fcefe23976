package org.wahook.worker.reply;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;

/**
 * One turn at a time in a conversation. All of it stands on the conversation's row, so that PostgreSQL's row lock
 * orders claim, release and the arrival of a message, and no wake-up is lost.
 */
public final class Turns {

    /** While the bot is paused what waits goes on waiting. Where the pause is over by now, the turn is not released. */
    private static final String RELEASE_PAUSED = """
            UPDATE whatsapp_conversations SET turn_job = NULL, turn_expires_at = NULL
            WHERE %s AND inbound_seq = :seen
              AND bot_paused AND (bot_paused_until IS NULL OR bot_paused_until > now())
              AND NOT EXISTS (SELECT 1 FROM messages
                              WHERE conversation_id = :conversation
                                AND (status IN ('pending', 'draft', 'sending')) IS TRUE AND by_human)
            """.formatted(Fence.HELD);

    /** A message came during the turn: the next turn, without releasing this one. */
    private static final String ADVANCE = """
            UPDATE whatsapp_conversations
            SET turn_number = turn_number + 1, turn_expires_at = now() + :lease * interval '1 ms'
            WHERE %s
            RETURNING
            """.formatted(Fence.HELD) + TurnStatements.OF_A_TURN;

    private static final String HELD =
            "SELECT EXISTS (SELECT 1 FROM whatsapp_conversations WHERE %s)".formatted(Fence.HELD);

    private static final String HOLD = """
            UPDATE whatsapp_conversations SET turn_expires_at = now() + :lease * interval '1 ms'
            WHERE %s
            """.formatted(Fence.HELD);

    /** A person's messages come first, as in a turn. */
    private static final String UNFINISHED = """
            SELECT id, wa_message_id FROM messages
            WHERE conversation_id = :conversation AND (status IN ('pending', 'draft', 'sending')) IS TRUE
              AND (by_human OR status = 'pending' AND NOT :paused)
            ORDER BY by_human DESC, id LIMIT :most
            """;

    /** A statement of its own: what comes next must see the marks of a turn that is being given up now. */
    private static final String LOCK =
            "SELECT id FROM whatsapp_conversations WHERE id = :conversation FOR NO KEY UPDATE";

    /**
     * Messages that were given up wait for an answer again; the holder of the turn, if any, must see them. A part that
     * Meta may have is in sending again and is settled like any other; see {@link TurnResolution}.
     */
    private static final String REVIVE = """
            WITH revived AS (
                UPDATE messages SET status = 'pending', error = NULL, replayed_at = now()
                WHERE conversation_id = :conversation AND direction = 'inbound' AND status = 'failed'
                  AND wa_message_id = ANY (:messages)
                RETURNING turn_number),
            parts AS (
                UPDATE messages
                SET status = CASE WHEN settle_at IS NULL THEN 'draft' ELSE 'sending' END,
                    settle_at = nullif(settle_at, 'infinity'), error = NULL
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
        TurnStatements batch = new TurnStatements(jdbi, lease, RowLock.SKIP);
        TurnStatements single = new TurnStatements(jdbi, lease, RowLock.WAIT);
        this.claims = new RequestBatcher<>(
                Claim::conversationId,
                batch::claim,
                claim -> single.claim(List.of(claim)).getOrDefault(claim.conversationId(), Optional.empty()));
        this.releases = new RequestBatcher<>(
                it -> it.turn().conversationId(),
                batch::release,
                release -> single.release(List.of(release))
                        .getOrDefault(release.turn().conversationId(), false));
    }

    /** The turn, or nothing where another job has it: that one does not release it without seeing our message. */
    public Optional<ClaimedTurn> claim(String jobId, long conversationId) {
        return claims.ask(new Claim(jobId, conversationId));
    }

    /**
     * True when the turn was released; false when a message came meanwhile, or another took the turn over.
     *
     * @param replied the number of the turn whose reply was sent in this one: the messages it answers are answered
     *     now, whether the turn is released or not
     */
    public boolean release(ClaimedTurn turn, Optional<Long> replied) {
        return releases.ask(new Release(turn, replied.orElse(NO_REPLY)));
    }

    /** True when the turn was released; false when something came meanwhile, the pause ended, or another took over. */
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
                .map((row, context) -> TurnStatements.turn(turn.jobId(), turn.conversationId(), row))
                .findOne());
    }

    /** Keeps the turn for its job, which waits, so that others don't overtake it. False where another took over. */
    public boolean hold(ClaimedTurn turn, Duration wait) {
        return jdbi.withHandle(handle -> Fence.bind(handle.createUpdate(HOLD), turn)
                        .bind("lease", wait.plus(lease).toMillis())
                        .execute())
                == 1;
    }

    /**
     * What the turn is about, without a word of it: for giving it up where it could not be read. While the bot is paused
     * what the customer wrote is left alone.
     */
    public Unfinished unfinished(ClaimedTurn turn) {
        return Unfinished.of(jdbi.withHandle(handle -> handle.createQuery(UNFINISHED)
                .bind("conversation", turn.conversationId())
                .bind("paused", turn.bot().paused())
                .bind("most", Transcript.MOST_UNFINISHED)
                .map((row, context) -> new Unfinished.Message(row.getLong(1), Optional.ofNullable(row.getString(2))))
                .list()));
    }

    /** A turn for giving up what is unfinished; empty where another job has the turn, or nothing is unfinished. */
    public Optional<ClaimedTurn> claimUnfinished(String jobId, long conversationId) {
        Optional<ClaimedTurn> claimed = claim(jobId, conversationId);
        while (claimed.isPresent() && unfinished(claimed.get()).ids().isEmpty()) {
            ClaimedTurn turn = claimed.get();
            if (turn.bot().paused() ? releasePaused(turn) : release(turn, Optional.empty())) {
                return Optional.empty();
            }
            claimed = advance(turn);
        }
        return claimed;
    }

    /** For a replayed job. Doing it twice changes nothing: what was answered stays answered. */
    public void revive(long conversationId, List<String> messageIds) {
        jdbi.useTransaction(handle -> {
            handle.createQuery(LOCK)
                    .bind("conversation", conversationId)
                    .mapTo(Long.class)
                    .findOne();
            handle.createUpdate(REVIVE)
                    .bind("conversation", conversationId)
                    .bind("messages", messageIds.toArray(String[]::new))
                    .execute();
        });
    }
}
