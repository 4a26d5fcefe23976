package org.wahook.worker.route;

import java.util.Set;
import org.jdbi.v3.core.Handle;

/**
 * Takes a turn away from its holder, because what is asked there has changed or needs no answer any more: the reply that
 * is being thought of is not kept, one that is kept and not begun to be sent is dropped. What is with Meta already stays.
 */
final class Interruptions {

    /** OFFSET 0 makes PostgreSQL look for each conversation's messages by themselves. */
    private static final String DROP_DRAFTS = """
            WITH drafts AS (
                SELECT kept.id, one.id AS conversation, kept.turn_number
                FROM unnest(:ids) AS one (id)
                CROSS JOIN LATERAL (
                    SELECT id, turn_number FROM messages
                    WHERE conversation_id = one.id AND (status IN ('pending', 'draft', 'sending')) IS TRUE
                      AND direction = 'outbound' AND status = 'draft' AND NOT by_human
                    OFFSET 0) kept
                WHERE NOT EXISTS (SELECT 1 FROM messages o
                                  WHERE o.conversation_id = one.id AND o.direction = 'outbound'
                                    AND o.status <> 'draft' AND o.turn_number = kept.turn_number
                                  OFFSET 0)),
            dropped AS (
                UPDATE messages SET status = 'failed', settle_at = NULL, error = :error::jsonb
                FROM drafts WHERE messages.id = drafts.id AND messages.status = 'draft'),
            questions AS (
                SELECT question.id
                FROM (SELECT DISTINCT conversation, turn_number FROM drafts) AS reply
                CROSS JOIN LATERAL (
                    SELECT id, turn_number FROM messages
                    WHERE conversation_id = reply.conversation AND (status IN ('pending', 'draft', 'sending')) IS TRUE
                      AND status = 'pending'
                    OFFSET 0) question
                WHERE question.turn_number = reply.turn_number)
            UPDATE messages SET turn_number = NULL
            FROM questions WHERE messages.id = questions.id AND messages.status = 'pending'
            """;

    /**
     * Raises the turn's number too, which fences every later write of the holder. Where a part of the reply is with Meta,
     * the holder goes on: it must write down what becomes of it.
     */
    private static final String TAKE = """
            UPDATE whatsapp_conversations c
            SET inbound_seq = c.inbound_seq + 1, question_version = c.question_version + 1,
                turn_job = CASE WHEN s.sending THEN c.turn_job END,
                turn_expires_at = CASE WHEN s.sending THEN c.turn_expires_at END,
                turn_number = c.turn_number + CASE WHEN s.sending THEN 0 ELSE 1 END
            FROM (SELECT one.id,
                         EXISTS (SELECT 1 FROM messages m
                                 WHERE m.conversation_id = one.id
                                   AND (m.status IN ('pending', 'draft', 'sending')) IS TRUE
                                   AND m.status = 'sending' AND m.turn_number IS NOT NULL
                                 OFFSET 0) AS sending
                  FROM unnest(:ids) AS one (id)) AS s
            WHERE c.id = s.id
            """;

    private Interruptions() {}

    /** @param error as JSON, for the reply that is dropped */
    static void interrupt(Handle handle, Set<Long> conversations, String error) {
        if (conversations.isEmpty()) {
            return;
        }
        Long[] ids = conversations.toArray(Long[]::new);
        handle.createUpdate(DROP_DRAFTS).bind("ids", ids).bind("error", error).execute();
        handle.createUpdate(TAKE).bind("ids", ids).execute();
    }
}
