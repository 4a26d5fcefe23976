package org.wahook.worker.route;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.wahook.platform.database.SqlArrays;
import org.wahook.shared.meta.Correction;

/**
 * Edits and revocations, which change the row of the message that they are about. They may come before it, more than
 * once, and in any order: the newest edit counts, and a revocation is final. Each party can change its own messages only.
 */
final class Corrections {

    private static final String ERROR = "{\"reason\": \"question_changed\", \"message\": \"the customer changed it\"}";

    /** Of a customer's messages those that still wait for an answer. */
    private static final String WAITING = """
            SELECT DISTINCT m.conversation_id
            FROM unnest(:conversations, :originals) AS news (conversation, original)
            JOIN messages m ON m.conversation_id = news.conversation AND m.wa_message_id = news.original
                           AND m.direction = 'inbound'
            WHERE m.status = 'pending'
            """;

    /** Keeps a place for a message that has not come, so that it is stored as it was changed. */
    private static final String EXPECT = """
            INSERT INTO messages (chatbot_id, conversation_id, direction, type, status, wa_message_id, origin, hidden,
                                  turn_number)
            SELECT DISTINCT c.chatbot_id, c.id, '%1$s', 'unknown', '%2$s', news.original, 'expected', true, 0
            FROM unnest(:conversations, :originals) AS news (conversation, original)
            JOIN whatsapp_conversations c ON c.id = news.conversation
            WHERE NOT EXISTS (SELECT 1 FROM messages m
                              WHERE m.conversation_id = news.conversation AND m.wa_message_id = news.original
                                AND m.direction = '%1$s')
            ON CONFLICT DO NOTHING
            """;

    private static final String EDIT = """
            UPDATE messages m
            SET text = edit.text, edited_at = edit.sent_at,
                prompt = CASE WHEN m.lead IS NULL THEN edit.prompt
                              ELSE m.lead || ' ' || coalesce(edit.prompt, edit.text, '') END
            FROM unnest(:conversations, :originals) AS news (conversation, original)
            CROSS JOIN LATERAL (
                SELECT text, prompt, sent_at FROM messages
                WHERE conversation_id = news.conversation AND refers_to = news.original AND refers_to IS NOT NULL
                  AND type = 'edit' AND direction = '%1$s'
                ORDER BY sent_at DESC, id DESC LIMIT 1) AS edit
            WHERE m.conversation_id = news.conversation AND m.wa_message_id = news.original
              AND m.direction = '%1$s' AND m.revoked_at IS NULL
            """;

    /** A question whose reply was handed to Meta before is ended by that reply, not by its deletion. */
    private static final String REVOKE = """
            UPDATE messages m
            SET text = NULL, prompt = NULL, transcript = NULL, lead = NULL, hidden = true, revoked_at = now(),
                status = CASE WHEN m.status = 'pending' AND m.turn_number IS NULL THEN 'ignored' ELSE m.status END,
                error = CASE WHEN m.status = 'pending' AND m.turn_number IS NULL
                             THEN '{"reason": "revoked"}'::jsonb ELSE m.error END
            FROM unnest(:conversations, :originals) AS news (conversation, original)
            WHERE m.conversation_id = news.conversation AND m.wa_message_id = news.original
              AND m.direction = '%1$s' AND m.revoked_at IS NULL
            """;

    private record One(long conversationId, Correction correction, boolean fresh) {}

    private Corrections() {}

    /**
     * Applies the corrections among these messages, which are stored by now.
     *
     * @param fresh messages that were not there before: what came again interrupts nobody
     * @return conversations in which a question may have changed. Those of an earlier delivery too: their jobs may not
     *     have been published
     */
    static Set<Long> apply(
            Handle handle,
            List<InboundDelivery> messages,
            KnownConversations conversations,
            Set<InboundInsert.Key> fresh) {
        List<InboundDelivery> all = messages.stream()
                .filter(it -> it.message().correction().isPresent())
                .toList();
        List<One> ofCustomers = corrections(all, conversations, fresh, false);
        Interruptions.interrupt(handle, waiting(handle, ofCustomers), ERROR);
        apply(handle, ofCustomers, "inbound", "ignored");
        apply(handle, corrections(all, conversations, fresh, true), "outbound", "sent");
        return new LinkedHashSet<>(ofCustomers.stream().map(One::conversationId).toList());
    }

    private static List<One> corrections(
            List<InboundDelivery> messages,
            KnownConversations conversations,
            Set<InboundInsert.Key> fresh,
            boolean byBusiness) {
        return messages.stream()
                .filter(it -> it.message().byBusiness() == byBusiness)
                .map(it -> {
                    long conversation = conversations.idOf(it);
                    return new One(
                            conversation,
                            it.message().correction().orElseThrow(),
                            fresh.contains(new InboundInsert.Key(
                                    conversation, it.message().id())));
                })
                .toList();
    }

    private static Set<Long> waiting(Handle handle, List<One> corrections) {
        List<One> fresh = corrections.stream().filter(One::fresh).toList();
        if (fresh.isEmpty()) {
            return Set.of();
        }
        SqlArrays<One> news = SqlArrays.of(fresh);
        return new LinkedHashSet<>(handle.createQuery(WAITING)
                .bind("conversations", news.longs(One::conversationId))
                .bind("originals", news.strings(it -> it.correction().originalId()))
                .mapTo(Long.class)
                .list());
    }

    private static void apply(Handle handle, List<One> corrections, String direction, String status) {
        run(handle, EXPECT, direction, status, corrections);
        run(
                handle,
                EDIT,
                direction,
                status,
                corrections.stream().filter(it -> !it.correction().revoked()).toList());
        run(
                handle,
                REVOKE,
                direction,
                status,
                corrections.stream().filter(it -> it.correction().revoked()).toList());
    }

    /** The direction stands in the statement, so that PostgreSQL can use the indexes that hold one of them. */
    private static void run(Handle handle, String sql, String direction, String status, List<One> corrections) {
        if (!corrections.isEmpty()) {
            SqlArrays<One> news = SqlArrays.of(corrections);
            handle.createUpdate(sql.formatted(direction, status))
                    .bind("conversations", news.longs(One::conversationId))
                    .bind("originals", news.strings(it -> it.correction().originalId()))
                    .execute();
        }
    }
}
