package org.wahook.worker.reply;

import java.util.List;
import org.jdbi.v3.core.Jdbi;
import org.wahook.platform.json.Json;
import org.wahook.worker.outcome.Reason;

/** Ends what the bot won't answer: it is given up, too late, not worth a word, or a person has answered. */
public final class TurnResolution {

    private static final String IGNORE = """
            UPDATE messages SET status = 'ignored', error = :error::jsonb
            WHERE id = ANY (:ids) AND status = 'pending' AND EXISTS (SELECT 1 FROM whatsapp_conversations WHERE %s)
            """.formatted(Fence.HELD);

    private static final String ABANDON = """
            UPDATE messages SET status = 'failed', error = :error::jsonb, settle_at = NULL
            WHERE conversation_id = :conversation AND (status IN ('pending', 'draft', 'sending')) IS TRUE
              AND direction = 'outbound' AND NOT by_human
            """;

    /** What a person wrote and Meta will not take: it stays in the history, with the reason. */
    private static final String HUMAN_FAILED = """
            UPDATE messages SET status = 'failed', error = :error::jsonb, settle_at = NULL
            WHERE id = ANY (:ids) AND by_human AND status IN ('draft', 'sending')
            """;

    /** A person's reply answers what was said before it; the bot's own reply to that, if it is not out yet, is dropped. */
    private static final String ANSWERED_BY_HUMAN = Fence.WITH_FENCE + """
            , asked AS (
                SELECT id, turn_number FROM messages
                WHERE conversation_id = :conversation AND (status IN ('pending', 'draft', 'sending')) IS TRUE
                  AND status = 'pending' AND id < :reply AND EXISTS (SELECT 1 FROM fence)),
            dropped AS (
                UPDATE messages SET status = 'failed', error = :error::jsonb, settle_at = NULL
                WHERE conversation_id = :conversation AND (status IN ('pending', 'draft', 'sending')) IS TRUE
                  AND direction = 'outbound' AND NOT by_human
                  AND turn_number IN (SELECT asked.turn_number FROM asked) AND EXISTS (SELECT 1 FROM fence))
            UPDATE messages SET status = 'answered', turn_number = reply.turn_number
            FROM asked, (SELECT turn_number FROM messages WHERE id = :reply) AS reply
            WHERE messages.id = asked.id
            """;

    /**
     * Ends a turn that won't be answered. Messages that came after those it saw stay pending; so does everything where
     * another job has the turn by now.
     */
    private static final String GIVE_UP = """
            WITH turn AS (
                SELECT id FROM whatsapp_conversations
                WHERE id = :conversation AND (turn_job IS NULL OR turn_job = :job)
                FOR NO KEY UPDATE),
            questions AS (
                UPDATE messages SET status = 'failed', error = :error::jsonb
                WHERE conversation_id = :conversation AND (status IN ('pending', 'draft', 'sending')) IS TRUE
                  AND status = 'pending' AND (id = ANY (:ids) OR wa_message_id = ANY (:wamids))
                  AND EXISTS (SELECT 1 FROM turn)),
            drafts AS (
                UPDATE messages SET status = 'failed', error = :error::jsonb, settle_at = NULL
                WHERE conversation_id = :conversation AND (status IN ('pending', 'draft', 'sending')) IS TRUE
                  AND direction = 'outbound' AND (NOT by_human OR id = ANY (:ids)) AND EXISTS (SELECT 1 FROM turn))
            UPDATE whatsapp_conversations SET turn_job = NULL, turn_expires_at = NULL
            FROM turn
            WHERE whatsapp_conversations.id = turn.id
            """;

    private static final String ANSWERED_TOO = Fence.WITH_FENCE + """
            UPDATE messages SET status = 'answered', turn_number = :reply, error = NULL
            FROM fence WHERE messages.id = ANY (:ids) AND messages.status = 'failed'
            """;

    private static final String LEFT_OVER = """
            SELECT EXISTS (SELECT 1 FROM messages
                           WHERE conversation_id = :conversation
                             AND (status IN ('pending', 'draft', 'sending')) IS TRUE AND status = 'pending')
            """;

    private final Jdbi jdbi;

    TurnResolution(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** The turn's questions want no answer. */
    void ignore(ClaimedTurn turn, List<Long> ids, String why) {
        jdbi.useHandle(handle -> Fence.bind(handle.createUpdate(IGNORE), turn)
                .bind("ids", ids.toArray(Long[]::new))
                .bind("error", Json.text(Json.object().put("reason", why)))
                .execute());
    }

    /** What was given up before and told to the AI with the question of this reply needs no answer of its own. */
    void answeredToo(ClaimedTurn turn, List<Long> ids, long reply) {
        if (!ids.isEmpty()) {
            jdbi.useHandle(handle -> Fence.bind(handle.createUpdate(ANSWERED_TOO), turn)
                    .bind("ids", ids.toArray(Long[]::new))
                    .bind("reply", reply)
                    .execute());
        }
    }

    /** A kept reply that came too late is not sent any more. */
    void abandon(long conversationId, Reason reason) {
        jdbi.useHandle(handle -> handle.createUpdate(ABANDON)
                .bind("conversation", conversationId)
                .bind("error", Replies.errorJson(reason, "the customer-service window is over"))
                .execute());
    }

    /** What a person wrote can't be sent; that one sees it in the history, and may write again. */
    void humanFailed(List<Long> ids, Reason reason, String error) {
        jdbi.useHandle(handle -> handle.createUpdate(HUMAN_FAILED)
                .bind("ids", ids.toArray(Long[]::new))
                .bind("error", Replies.errorJson(reason, error))
                .execute());
    }

    /**
     * What was asked before needs no answer of the bot any more, be it more than a turn has loaded.
     *
     * @param reply the person's message that came after it
     */
    void answeredByHuman(ClaimedTurn turn, long reply) {
        jdbi.useHandle(handle -> Fence.bind(handle.createUpdate(ANSWERED_BY_HUMAN), turn)
                .bind("reply", reply)
                .bind("error", Replies.errorJson(Reason.CONVERSATION_PAUSED, "a person answered instead"))
                .execute());
    }

    /** Marks a turn as failed and lets it go; true when other messages wait there for a turn of their own. */
    public boolean giveUp(
            String jobId, long conversationId, List<Long> ids, List<String> wamids, Reason reason, String error) {
        return jdbi.inTransaction(handle -> {
            handle.createUpdate(GIVE_UP)
                    .bind("conversation", conversationId)
                    .bind("job", jobId)
                    .bind("ids", ids.toArray(Long[]::new))
                    .bind("wamids", wamids.toArray(String[]::new))
                    .bind("error", Replies.errorJson(reason, error))
                    .execute();
            return handle.createQuery(LEFT_OVER)
                    .bind("conversation", conversationId)
                    .mapTo(Boolean.class)
                    .one();
        });
    }
}
