package org.wahook.worker.route;

import java.util.Set;
import org.jdbi.v3.core.Handle;

/**
 * Takes a turn away from its holder, because what is asked there has changed or needs no answer any more: the reply that
 * is being thought of is not kept, one that is kept and not begun to be sent is dropped. What is with Meta already stays.
 */
final class Interruptions {

    private static final String DROP_DRAFTS = """
            WITH dropped AS (
                UPDATE messages m SET status = 'failed', settle_at = NULL, error = :error::jsonb
                WHERE m.conversation_id = ANY (:ids) AND (m.status IN ('pending', 'draft', 'sending')) IS TRUE
                  AND m.direction = 'outbound' AND m.status = 'draft' AND NOT m.by_human
                  AND NOT EXISTS (SELECT 1 FROM messages o
                                  WHERE o.conversation_id = m.conversation_id AND o.direction = 'outbound'
                                    AND o.status <> 'draft' AND o.turn_number = m.turn_number)
                RETURNING m.conversation_id, m.turn_number)
            UPDATE messages q SET turn_number = NULL
            FROM dropped
            WHERE q.conversation_id = dropped.conversation_id AND (q.status IN ('pending', 'draft', 'sending')) IS TRUE
              AND q.status = 'pending' AND q.turn_number = dropped.turn_number
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
                                   AND m.status = 'sending' AND m.turn_number IS NOT NULL) AS sending
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
