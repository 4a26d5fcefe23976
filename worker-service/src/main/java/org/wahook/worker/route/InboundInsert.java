package org.wahook.worker.route;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.wahook.platform.database.SqlArrays;
import org.wahook.shared.meta.InboundMessage;
import org.wahook.shared.meta.Origin;

/** Stores what customers wrote, once each. */
final class InboundInsert {

    /**
     * Answers what waits for a turn: of the new messages, and of those that were stored before. The conversations are
     * locked by now, so nobody can store one of them beside this statement, which would not see it. The count tells the
     * holder of a turn, if there is one, that more came; the same row lock orders this and its release.
     *
     * <p>A message that was seen on standby, or was expected by its edit, is new when it comes itself. A customer's
     * message means that the thread is ours.
     */
    private static final String INSERT = """
            WITH came AS (
                SELECT *
                FROM unnest(:chatbots, :conversations, :types, :texts, :prompts, :payloads, :wamids, :statuses, :times,
                            :origins, :references, :hidden, :turns, :leads)
                    WITH ORDINALITY AS one
                    (chatbot, conversation, type, text, prompt, payload, wamid, status, sent_at,
                     origin, refers_to, hidden, turn, lead, position)),
            fresh AS (
                INSERT INTO messages
                    (chatbot_id, conversation_id, direction, type, text, prompt, payload, wa_message_id, status, sent_at,
                     origin, refers_to, hidden, turn_number, lead)
                SELECT chatbot, conversation, 'inbound', type, text, prompt, payload::jsonb, wamid, status, sent_at,
                       origin, refers_to, hidden, turn, lead
                FROM came ORDER BY position
                ON CONFLICT (conversation_id, wa_message_id) WHERE direction = 'inbound' DO UPDATE
                SET type = excluded.type, payload = excluded.payload, status = excluded.status,
                    sent_at = excluded.sent_at, origin = excluded.origin, refers_to = excluded.refers_to,
                    hidden = excluded.hidden, turn_number = excluded.turn_number, lead = excluded.lead,
                    text = CASE WHEN messages.edited_at IS NULL THEN excluded.text ELSE messages.text END,
                    prompt = CASE WHEN messages.edited_at IS NULL THEN excluded.prompt
                                  WHEN excluded.lead IS NULL THEN messages.prompt
                                  ELSE excluded.lead || ' ' || coalesce(messages.prompt, messages.text, '') END
                WHERE messages.revoked_at IS NULL
                  AND (messages.origin = 'expected'
                       OR messages.origin IN ('standby', 'history') AND excluded.origin = 'live'
                       OR messages.origin = 'history' AND messages.type = 'media_placeholder')
                RETURNING conversation_id, wa_message_id, status, sent_at),
            counted AS (
                UPDATE whatsapp_conversations c
                SET inbound_seq = c.inbound_seq + news.messages,
                    thread_owner = CASE WHEN c.thread_owner = '' THEN '' ELSE 'app' END,
                    thread_owner_role = CASE WHEN c.thread_owner = 'other' THEN '' ELSE c.thread_owner_role END,
                    thread_owner_at = greatest(c.thread_owner_at, CASE WHEN c.thread_owner <> '' THEN news.at END)
                FROM (SELECT conversation_id, count(*) AS messages, max(sent_at) AS at
                      FROM fresh WHERE status = 'pending' GROUP BY 1) AS news
                WHERE c.id = news.conversation_id),
            %s
            SELECT conversation_id, wa_message_id, status, true AS fresh FROM fresh
            UNION ALL
            SELECT before.conversation_id, before.wa_message_id, before.status, false
            FROM came CROSS JOIN LATERAL (
                SELECT conversation_id, wa_message_id, status FROM messages
                WHERE conversation_id = came.conversation AND wa_message_id = came.wamid AND direction = 'inbound'
                OFFSET 0) before
            WHERE before.status = 'pending'
            """.formatted(RoutingWatermark.ADVANCE);

    private InboundInsert() {}

    /** A message by its conversation and Meta's id. */
    record Key(long conversationId, String wamid) {}

    /**
     * @param fresh what was not there before
     * @param pending what waits for a turn
     */
    record Inserted(Set<Key> fresh, Set<Key> pending) {}

    static Inserted insert(
            Handle handle,
            List<InboundDelivery> arrivals,
            KnownConversations conversations,
            RoutingWatermark.Advance advance) {
        Inserted inserted = new Inserted(new LinkedHashSet<>(), new LinkedHashSet<>());
        SqlArrays<InboundDelivery> came = SqlArrays.of(once(arrivals, conversations));
        advance.bindTo(handle.createQuery(INSERT))
                .bind("chatbots", came.strings(it -> it.account().chatbotId()))
                .bind("conversations", came.longs(it -> conversations.idOf(it)))
                .bind("types", came.strings(it -> NulSanitizer.text(it.message().type())))
                .bind("texts", came.strings(InboundInsert::text))
                .bind("prompts", came.strings(InboundInsert::prompt))
                .bind(
                        "payloads",
                        came.strings(it -> NulSanitizer.json(it.message().json())))
                .bind("wamids", came.strings(it -> it.message().id()))
                .bind("statuses", came.strings(it -> status(it, conversations)))
                .bind("times", came.instants(InboundDelivery::sentAt))
                .bind("origins", came.strings(it -> origin(it, conversations).column()))
                .bind("references", came.strings(it -> it.message().refersTo().orElse(null)))
                .bind("hidden", came.booleans(it -> !it.message().content().told()))
                .bind("turns", came.longs(it -> origin(it, conversations) == Origin.LIVE ? null : 0L))
                .bind(
                        "leads",
                        came.strings(it -> it.message()
                                .content()
                                .occasion()
                                .map(NulSanitizer::text)
                                .orElse(null)))
                .map((row, context) -> {
                    Key key = new Key(row.getLong(1), row.getString(2));
                    if (row.getBoolean(4)) {
                        inserted.fresh().add(key);
                    }
                    return row.getString(3).equals("pending")
                            && inserted.pending().add(key);
                })
                .list();
        return inserted;
    }

    /** One statement writes a row once. Of a message in an imported history and the same one live, the live one counts. */
    private static List<InboundDelivery> once(List<InboundDelivery> arrivals, KnownConversations conversations) {
        Map<Key, InboundDelivery> once = new LinkedHashMap<>();
        arrivals.forEach(it -> once.merge(
                conversations.keyOf(it),
                it,
                (a, b) -> a.message().origin() != Origin.LIVE && b.message().origin() == Origin.LIVE ? b : a));
        return List.copyOf(once.values());
    }

    private static String status(InboundDelivery arrival, KnownConversations conversations) {
        if (!arrival.asks() || origin(arrival, conversations) != Origin.LIVE) {
            return "ignored";
        }
        return conversations.of(arrival).answeredAt(arrival.sentAt()) ? "answered" : "pending";
    }

    /** What was written before another app got the thread is that app's to answer, as if it had been seen on standby. */
    private static Origin origin(InboundDelivery arrival, KnownConversations conversations) {
        Origin origin = arrival.message().origin();
        boolean others = conversations.of(arrival).othersAt(arrival.sentAt());
        return origin == Origin.LIVE && others ? Origin.STANDBY : origin;
    }

    static @Nullable String text(InboundDelivery arrival) {
        return arrival.message().content().text().map(NulSanitizer::text).orElse(null);
    }

    /** Only where it says more than the text. */
    static @Nullable String prompt(InboundDelivery arrival) {
        InboundMessage message = arrival.message();
        String prompt = NulSanitizer.text(message.content().prompt());
        return message.content()
                        .text()
                        .map(NulSanitizer::text)
                        .filter(prompt::equals)
                        .isPresent()
                ? null
                : prompt;
    }
}
