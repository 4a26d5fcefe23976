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
              AND direction = 'outbound' AND NOT by_human AND turn_number = :reply
              AND EXISTS (SELECT 1 FROM whatsapp_conversations WHERE %s)
            """.formatted(Fence.HELD);

    /** What a person wrote and Meta will not take: it stays in the history, with the reason. */
    private static final String HUMAN_FAILED = """
            UPDATE messages SET status = 'failed', error = :error::jsonb, settle_at = NULL
            WHERE id = ANY (:ids) AND by_human AND status IN ('draft', 'sending')
              AND EXISTS (SELECT 1 FROM whatsapp_conversations WHERE %s)
            """.formatted(Fence.HELD);

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

    /** Before anything is written: a claim waits for this lock, and what comes next sees what was committed before it. */
    private static final String LOCK =
            "SELECT id FROM whatsapp_conversations WHERE %s FOR NO KEY UPDATE".formatted(Fence.HELD);

    /**
     * Ends a turn that won't be answered. Messages that came after those it saw stay pending, and so do parts of a reply
     * to others. A part that Meta may have keeps the time from which that is known; infinity where nobody has set it.
     */
    private static final String GIVE_UP = """
            WITH questions AS (
                UPDATE messages SET status = 'failed', error = :error::jsonb
                WHERE conversation_id = :conversation AND (status IN ('pending', 'draft', 'sending')) IS TRUE
                  AND status = 'pending' AND id = ANY (:ids)
                RETURNING turn_number),
            parts AS (
                UPDATE messages
                SET status = 'failed', error = :error::jsonb,
                    settle_at = CASE status WHEN 'sending' THEN coalesce(settle_at, 'infinity') END
                WHERE conversation_id = :conversation AND (status IN ('pending', 'draft', 'sending')) IS TRUE
                  AND direction = 'outbound'
                  AND CASE WHEN by_human THEN id = ANY (:ids)
                           ELSE turn_number IN (SELECT questions.turn_number FROM questions) END)
            UPDATE whatsapp_conversations SET turn_job = NULL, turn_expires_at = NULL WHERE id = :conversation
            """;

    /** The question may come again once the thread is ours, as what was seen on standby does. */
    private static final String THREAD_NOT_OURS = Fence.WITH_FENCE + """
            , questions AS (
                UPDATE messages SET status = 'ignored', origin = 'standby', turn_number = NULL, error = :error::jsonb
                WHERE id = ANY (:ids) AND status = 'pending' AND EXISTS (SELECT 1 FROM fence)),
            parts AS (
                UPDATE messages SET status = 'failed', settle_at = NULL, error = :error::jsonb
                WHERE conversation_id = :conversation AND (status IN ('pending', 'draft', 'sending')) IS TRUE
                  AND direction = 'outbound' AND NOT by_human AND turn_number = :reply AND EXISTS (SELECT 1 FROM fence))
            UPDATE whatsapp_conversations c
            SET thread_owner = 'other', thread_owner_role = '', thread_owner_at = date_trunc('second', now()),
                thread_owner_since = date_trunc('second', now())
            FROM fence WHERE c.id = fence.id
            """;

    private static final String ANSWERED_TOO = Fence.WITH_FENCE + """
            UPDATE messages SET status = 'answered', turn_number = :reply, error = NULL
            FROM fence WHERE messages.id = ANY (:ids) AND messages.status = 'failed'
            """;

    /** The customer's messages, and what people wrote. */
    private static final String LEFT_OVER = """
            SELECT EXISTS (SELECT 1 FROM messages
                           WHERE conversation_id = :conversation
                             AND (status IN ('pending', 'draft', 'sending')) IS TRUE AND (status = 'pending' OR by_human))
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

    /** Meta refused the reply, since another app owns the thread: that app answers, and this is no error. */
    void threadNotOurs(ClaimedTurn turn, List<Long> ids, long reply, String error) {
        jdbi.useHandle(handle -> Fence.bind(handle.createUpdate(THREAD_NOT_OURS), turn)
                .bind("ids", ids.toArray(Long[]::new))
                .bind("reply", reply)
                .bind(
                        "error",
                        Json.text(Json.object()
                                .put("reason", "thread_owned_by_others")
                                .put("message", error)))
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

    /**
     * A kept reply that came too late is not sent any more.
     *
     * @param reply number of the turn that made it
     */
    void abandon(ClaimedTurn turn, long reply, Reason reason) {
        jdbi.useHandle(handle -> Fence.bind(handle.createUpdate(ABANDON), turn)
                .bind("reply", reply)
                .bind("error", Replies.errorJson(reason, whyAbandoned(reason)))
                .execute());
    }

    private static String whyAbandoned(Reason reason) {
        return switch (reason) {
            case REPLY_TOO_OLD -> "the customer-service window is over, or the customer has written";
            case THREAD_OWNED_BY_OTHERS -> "another app owns the thread";
            default -> "what the bot wanted to say was given up";
        };
    }

    /** What a person wrote can't be sent; that one sees it in the history, and may write again. */
    void humanFailed(ClaimedTurn turn, List<Long> ids, Reason reason, String error) {
        jdbi.useHandle(handle -> Fence.bind(handle.createUpdate(HUMAN_FAILED), turn)
                .bind("ids", ids.toArray(Long[]::new))
                .bind("error", Replies.errorJson(reason, error))
                .execute());
    }

    /**
     * What was asked before needs no answer of the bot any more, even where it is more than a turn loads.
     *
     * @param reply the person's message that came after it
     */
    void answeredByHuman(ClaimedTurn turn, long reply) {
        jdbi.useHandle(handle -> Fence.bind(handle.createUpdate(ANSWERED_BY_HUMAN), turn)
                .bind("reply", reply)
                .bind("error", Replies.errorJson(Reason.CONVERSATION_PAUSED, "a person answered instead"))
                .execute());
    }

    /** What came of giving a turn up. */
    public enum GivenUp {
        DONE,
        /** The broker did not confirm: nothing was changed. */
        UNCONFIRMED,
        /** Another job or a person has the conversation by now: nothing was changed. */
        TAKEN_OVER
    }

    /** Publishes what must be durable before a turn is given up. */
    public interface Farewell {
        /**
         * True when the broker has confirmed.
         *
         * @param othersWait whether other messages wait there for a turn of their own
         */
        boolean confirmed(boolean othersWait);
    }

    /**
     * Marks a turn's messages as failed and releases it, in one transaction that ends after the broker's confirm: nobody
     * can claim the turn between the dead letter and the marks, and no letter is written about a turn that is taken over.
     *
     * @param ids the messages that the turn was about
     */
    public GivenUp giveUp(ClaimedTurn turn, List<Long> ids, Reason reason, String error, Farewell farewell) {
        return jdbi.inTransaction(handle -> {
            if (Fence.bind(handle.createQuery(LOCK), turn)
                    .mapTo(Long.class)
                    .findOne()
                    .isEmpty()) {
                return GivenUp.TAKEN_OVER;
            }
            handle.createUpdate(GIVE_UP)
                    .bind("conversation", turn.conversationId())
                    .bind("ids", ids.toArray(Long[]::new))
                    .bind("error", Replies.errorJson(reason, error))
                    .execute();
            boolean othersWait = handle.createQuery(LEFT_OVER)
                    .bind("conversation", turn.conversationId())
                    .mapTo(Boolean.class)
                    .one();
            if (!farewell.confirmed(othersWait)) {
                handle.rollback();
                return GivenUp.UNCONFIRMED;
            }
            return GivenUp.DONE;
        });
    }
}
