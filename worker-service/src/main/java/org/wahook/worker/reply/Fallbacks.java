package org.wahook.worker.reply;

import java.time.Duration;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.wahook.worker.graph.Recipient;

/**
 * Keeps a client's words for a turn that was given up. They have no turn number, so that a replayed turn is answered all
 * the same; and they are written as being sent before they are, so that nobody gets them twice.
 */
final class Fallbacks {

    private static final String START = """
            WITH said AS (
                INSERT INTO messages (chatbot_id, conversation_id, direction, type, text, status, part, sends, settle_at,
                                      payload)
                SELECT c.chatbot_id, c.id, 'outbound', 'text', :text, 'sending', 1, 1,
                       now() + :settle * interval '1 ms', jsonb_build_object('fallback_for', :newest::bigint)
                FROM whatsapp_conversations c
                WHERE c.id = :conversation AND c.turn_job = :job
                  AND NOT EXISTS (SELECT 1 FROM messages m
                                  WHERE m.conversation_id = :conversation AND m.id > :newest
                                    AND m.direction = 'outbound'
                                    AND (m.payload ->> 'fallback_for')::bigint = :newest)
                RETURNING id)
            SELECT said.id, c.contact_id, c.contact_phone, c.contact_user_id, c.is_group
            FROM said, whatsapp_conversations c WHERE c.id = :conversation
            """;

    private final Jdbi jdbi;

    Fallbacks(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** A message that its maker may hand to Meta, once. */
    record Started(long id, Recipient to) {}

    /**
     * Empty where the turn is no longer ours, or the words were said before.
     *
     * @param newest id of the newest message that is given up
     */
    Optional<Started> start(String jobId, long conversationId, long newest, String text, Duration settle) {
        return jdbi.withHandle(handle -> handle.createQuery(START)
                .bind("text", text)
                .bind("settle", settle.toMillis())
                .bind("newest", newest)
                .bind("conversation", conversationId)
                .bind("job", jobId)
                .map((row, context) -> new Started(
                        row.getLong("id"),
                        row.getBoolean("is_group")
                                ? new Recipient.Group(row.getString("contact_id"))
                                : Recipient.of(
                                        Optional.ofNullable(row.getString("contact_phone")),
                                        Optional.ofNullable(row.getString("contact_user_id"))
                                                .orElse(row.getString("contact_id")))))
                .findOne());
    }
}
