package org.wahook.worker.route;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.wahook.platform.database.SqlArrays;
import org.wahook.shared.meta.InboundMessage;

/**
 * Stores what came, a whole batch in one transaction of two statements where no status comes with it. Storing the same
 * batch again stores nothing new, and answers the same conversations as long as they wait for an answer.
 */
final class InboundStore {

    /**
     * Answers what waits for a turn: of the new messages, and of those that were stored before. The conversations are
     * locked by now, so nobody can store one of them beside this statement, which would not see it. The count tells the
     * holder of a turn, if there is one, that more came; the same row lock orders this and its release.
     */
    private static final String INSERT = """
            WITH came AS (
                SELECT *
                FROM unnest(:chatbots, :conversations, :types, :texts, :prompts, :payloads, :wamids, :statuses, :times)
                    WITH ORDINALITY AS one
                    (chatbot, conversation, type, text, prompt, payload, wamid, status, sent_at, position)),
            fresh AS (
                INSERT INTO messages
                    (chatbot_id, conversation_id, direction, type, text, prompt, payload, wa_message_id, status, sent_at)
                SELECT chatbot, conversation, 'inbound', type, text, prompt, payload::jsonb, wamid, status, sent_at
                FROM came ORDER BY position
                ON CONFLICT (conversation_id, wa_message_id) WHERE direction = 'inbound' DO NOTHING
                RETURNING conversation_id, wa_message_id, status),
            counted AS (
                UPDATE whatsapp_conversations c SET inbound_seq = c.inbound_seq + news.messages
                FROM (SELECT conversation_id, count(*) AS messages FROM fresh WHERE status = 'pending' GROUP BY 1) AS news
                WHERE c.id = news.conversation_id),
            %s
            SELECT conversation_id, wa_message_id FROM fresh WHERE status = 'pending'
            UNION ALL
            SELECT before.conversation_id, before.wa_message_id
            FROM came CROSS JOIN LATERAL (
                SELECT conversation_id, wa_message_id, status FROM messages
                WHERE conversation_id = came.conversation AND wa_message_id = came.wamid AND direction = 'inbound'
                OFFSET 0) before
            WHERE before.status = 'pending'
            """.formatted(RoutingWatermark.ADVANCE);

    private final Jdbi jdbi;

    InboundStore(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /**
     * Stores all of it or nothing, and answers the conversations that are to be woken up.
     *
     * @param receivedUntil when ingest received the last of the events
     */
    List<ConversationToWake> store(ClassifiedEvents classified, Instant receivedUntil) {
        RoutingWatermark.Advance advance = new RoutingWatermark.Advance(receivedUntil, classified.heard);
        return jdbi.inTransaction(handle -> {
            List<ConversationToWake> stored = List.of();
            if (classified.messages.isEmpty()) {
                advance.alone(handle);
            } else {
                Map<ContactKey, Long> conversations = Conversations.of(handle, classified.messages);
                stored = toWakeUp(
                        insert(handle, classified.messages, conversations, advance),
                        classified.messages,
                        conversations);
            }
            List<WebhookChange> kept = new ArrayList<>(classified.changes);
            kept.addAll(Statuses.apply(handle, classified.statuses));
            WebhookChanges.insert(handle, kept);
            return stored;
        });
    }

    /** Inserts in the order in which they came, and answers Meta's ids of what waits for a turn, by conversation. */
    private static Map<Long, List<String>> insert(
            Handle handle,
            List<InboundDelivery> arrivals,
            Map<ContactKey, Long> conversations,
            RoutingWatermark.Advance advance) {
        Map<Long, List<String>> pending = new LinkedHashMap<>();
        SqlArrays<InboundDelivery> came = SqlArrays.of(arrivals);
        advance.bindTo(handle.createQuery(INSERT))
                .bind("chatbots", came.strings(it -> it.account().chatbotId()))
                .bind("conversations", came.longs(it -> conversations.get(it.contact())))
                .bind("types", came.strings(it -> NulSanitizer.text(it.message().type())))
                .bind(
                        "texts",
                        came.strings(it -> it.message()
                                .content()
                                .text()
                                .map(NulSanitizer::text)
                                .orElse(null)))
                .bind("prompts", came.strings(InboundStore::prompt))
                .bind(
                        "payloads",
                        came.strings(it -> NulSanitizer.json(it.message().json())))
                .bind("wamids", came.strings(it -> it.message().id()))
                .bind("statuses", came.strings(it -> it.message().startsTurn() ? "pending" : "ignored"))
                .bind(
                        "times",
                        came.instants(
                                it -> it.message().sentAt().orElse(it.event().receivedAt())))
                .map((row, context) -> pending.computeIfAbsent(row.getLong(1), id -> new ArrayList<>())
                        .add(row.getString(2)))
                .list();
        return pending;
    }

    /** Only where it says more than the text. */
    private static @Nullable String prompt(InboundDelivery arrival) {
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

    private static List<ConversationToWake> toWakeUp(
            Map<Long, List<String>> pending, List<InboundDelivery> arrivals, Map<ContactKey, Long> conversations) {
        Map<Long, InboundDelivery> last = new HashMap<>();
        Map<Long, Set<String>> traces = new HashMap<>();
        for (InboundDelivery arrival : arrivals) {
            Long conversation = conversations.get(arrival.contact());
            last.put(conversation, arrival);
            if (!arrival.event().trace().isEmpty()) {
                traces.computeIfAbsent(conversation, id -> new LinkedHashSet<>())
                        .add(arrival.event().trace());
            }
        }
        List<ConversationToWake> stored = new ArrayList<>();
        pending.forEach((conversation, wamids) -> {
            InboundDelivery arrival = last.get(conversation);
            if (arrival != null) {
                stored.add(new ConversationToWake(
                        conversation,
                        arrival.account().id(),
                        arrival.account().chatbotId(),
                        arrival.account().phoneNumberId(),
                        arrival.event().id(),
                        wamids.stream().distinct().toList(),
                        List.copyOf(traces.getOrDefault(conversation, Set.of())).reversed()));
            }
        });
        return stored;
    }
}
