package org.wahook.worker.reply;

import java.time.Duration;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.wahook.worker.graph.CallbackData;
import org.wahook.worker.graph.Recipient;
import org.wahook.worker.outcome.Reason;

/**
 * Keeps a client's words for a turn that was given up. They have no turn number, so that a replayed turn is answered all
 * the same; and they are written as being sent before they are, so that nobody gets them twice. The turn is released by
 * then: only the job that gave it up comes here, once.
 */
final class Fallbacks {

    private static final String START = """
            WITH said AS (
                INSERT INTO messages (chatbot_id, conversation_id, direction, type, text, status, part, sends, settle_at,
                                      payload, callback_key)
                SELECT c.chatbot_id, c.id, 'outbound', 'text', :text, 'sending', 1, 1,
                       now() + :settle * interval '1 ms', jsonb_build_object('fallback_for', :newest::bigint),
                       gen_random_uuid()
                FROM whatsapp_conversations c
                WHERE c.id = :conversation
                  AND NOT (c.bot_paused AND (c.bot_paused_until IS NULL OR c.bot_paused_until > now()))
                  AND NOT EXISTS (SELECT 1 FROM messages m
                                  WHERE m.conversation_id = :conversation AND m.id > :newest
                                    AND m.direction = 'outbound'
                                    AND (m.payload ->> 'fallback_for')::bigint = :newest)
                RETURNING id, callback_key)
            SELECT said.id, said.callback_key, c.contact_id, c.contact_phone, c.contact_user_id, c.is_group
            FROM said, whatsapp_conversations c WHERE c.id = :conversation
            """;

    private static final String FAILED = """
            UPDATE messages SET status = 'failed', settle_at = NULL, error = :error::jsonb
            WHERE id = :id AND status = 'sending'
            """;

    private final Jdbi jdbi;

    Fallbacks(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** A message that its maker may hand to Meta, once. */
    record Started(long id, Recipient to, String callbackData) {}

    /**
     * Empty where a person has taken the conversation over, or the words were said before.
     *
     * @param newest id of the newest message that is given up
     */
    Optional<Started> start(long conversationId, long newest, String text, Duration settle) {
        return jdbi.withHandle(handle -> handle.createQuery(START)
                .bind("text", text)
                .bind("settle", settle.toMillis())
                .bind("newest", newest)
                .bind("conversation", conversationId)
                .map((row, context) -> new Started(
                        row.getLong("id"),
                        row.getBoolean("is_group")
                                ? new Recipient.Group(row.getString("contact_id"))
                                : Recipient.of(
                                        Optional.ofNullable(row.getString("contact_phone")),
                                        Optional.ofNullable(row.getString("contact_user_id"))
                                                .orElse(row.getString("contact_id"))),
                        CallbackData.of(row.getLong("id"), Optional.of(row.getString("callback_key")))))
                .findOne());
    }

    /** Meta did not take them, or did not say so. They are not tried again; a status that comes later still counts. */
    void failed(Started started, String error) {
        jdbi.useHandle(handle -> handle.createUpdate(FAILED)
                .bind("id", started.id())
                .bind("error", Replies.errorJson(Reason.GRAPH_REJECTED, error))
                .execute());
    }
}
