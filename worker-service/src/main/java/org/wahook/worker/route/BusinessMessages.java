package org.wahook.worker.route;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.wahook.platform.database.SqlArrays;
import org.wahook.shared.meta.Origin;

/** Stores what the business wrote elsewhere: in the WhatsApp Business app, by another app, or long ago. Once each. */
final class BusinessMessages {

    /** What we have sent ourselves may be told again by another field: that row stays the only one. */
    private static final String INSERT = """
            INSERT INTO messages
                (chatbot_id, conversation_id, direction, type, text, prompt, payload, wa_message_id, status, sent_at, origin,
                 refers_to, hidden, turn_number, by_human)
            SELECT chatbot, conversation, 'outbound', type, text, prompt, payload::jsonb, wamid, 'sent', sent_at, origin,
                   refers_to, hidden, turn, origin IN ('echo', 'history')
            FROM unnest(:chatbots, :conversations, :types, :texts, :prompts, :payloads, :wamids, :times, :origins,
                        :references, :hidden, :turns)
                WITH ORDINALITY AS one
                (chatbot, conversation, type, text, prompt, payload, wamid, sent_at, origin, refers_to, hidden, turn,
                 position)
            WHERE NOT EXISTS (SELECT 1 FROM messages own
                              WHERE own.wa_message_id = one.wamid AND own.direction = 'outbound'
                                AND own.conversation_id = one.conversation AND own.origin = 'live')
            ORDER BY position
            ON CONFLICT (conversation_id, wa_message_id) WHERE direction = 'outbound' AND origin <> 'live' DO UPDATE
            SET type = excluded.type, payload = excluded.payload, status = excluded.status, sent_at = excluded.sent_at,
                origin = excluded.origin, refers_to = excluded.refers_to, hidden = excluded.hidden,
                turn_number = excluded.turn_number, by_human = excluded.by_human,
                text = CASE WHEN messages.edited_at IS NULL THEN excluded.text ELSE messages.text END,
                prompt = CASE WHEN messages.edited_at IS NULL THEN excluded.prompt ELSE messages.prompt END
            WHERE messages.revoked_at IS NULL
              AND (messages.origin = 'expected'
                   OR messages.origin = 'history' AND messages.type = 'media_placeholder')
            RETURNING conversation_id, wa_message_id
            """;

    private BusinessMessages() {}

    /** Answers what was not there before. */
    static Set<InboundInsert.Key> insert(
            Handle handle, List<InboundDelivery> arrivals, KnownConversations conversations) {
        Map<InboundInsert.Key, InboundDelivery> once = new LinkedHashMap<>();
        arrivals.forEach(it -> once.putIfAbsent(conversations.keyOf(it), it));
        SqlArrays<InboundDelivery> came = SqlArrays.of(once.values());
        return new LinkedHashSet<>(handle.createQuery(INSERT)
                .bind("chatbots", came.strings(it -> it.account().chatbotId()))
                .bind("conversations", came.longs(it -> conversations.idOf(it)))
                .bind("types", came.strings(it -> NulSanitizer.text(it.message().type())))
                .bind("texts", came.strings(InboundInsert::text))
                .bind("prompts", came.strings(InboundInsert::prompt))
                .bind(
                        "payloads",
                        came.strings(it -> NulSanitizer.json(it.message().json())))
                .bind("wamids", came.strings(it -> it.message().id()))
                .bind("times", came.instants(InboundDelivery::sentAt))
                .bind("origins", came.strings(it -> it.message().origin().column()))
                .bind("references", came.strings(it -> it.message().refersTo().orElse(null)))
                .bind("hidden", came.booleans(it -> !it.message().content().told()))
                .bind("turns", came.longs(it -> it.message().origin() == Origin.ECHO ? null : 0L))
                .map((row, context) -> new InboundInsert.Key(row.getLong(1), row.getString(2)))
                .list());
    }
}
