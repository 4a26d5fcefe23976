package org.wahook.worker.route;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.wahook.shared.meta.Origin;

/**
 * Stores what came, a whole batch in one transaction: of two or three statements where nothing but messages comes. Storing
 * the same batch again stores nothing new, and answers the same conversations as long as they wait for an answer.
 */
final class InboundStore {

    private static final String WAITING = """
            SELECT one.id, question.wa_message_id
            FROM unnest(:ids) AS one (id)
            CROSS JOIN LATERAL (
                SELECT id, wa_message_id FROM messages
                WHERE conversation_id = one.id AND (status IN ('pending', 'draft', 'sending')) IS TRUE
                  AND status = 'pending'
                OFFSET 0) AS question
            ORDER BY question.id
            """;

    /** For what has met a locked row before. */
    private static final String HARDLY_WAIT = "SET LOCAL lock_timeout = '10ms'";

    private final Jdbi jdbi;
    private final PersonPauses pauses;

    InboundStore(Jdbi jdbi, PersonPauses pauses) {
        this.jdbi = jdbi;
        this.pauses = pauses;
    }

    /**
     * What is to be published, and what was kept.
     *
     * @param toWake conversations that wait for an answer
     * @param kept what became no message and no status of ours
     */
    record Stored(List<ConversationToWake> toWake, List<PersonPauses.PauseEnd> pauseEnds, List<WebhookChange> kept) {}

    /** What one transaction has stored so far. */
    private static final class Work {
        final Map<Long, Set<String>> pending = new LinkedHashMap<>();
        final Map<Long, InboundDelivery> last = new HashMap<>();
        final Map<Long, Set<String>> traces = new HashMap<>();
        final Set<Long> interrupted = new LinkedHashSet<>();
        final List<PersonPauses.PauseEnd> pauseEnds = new ArrayList<>();
        boolean advanced;

        void saw(InboundDelivery arrival, long conversation) {
            last.put(conversation, arrival);
            if (!arrival.event().trace().isEmpty()) {
                traces.computeIfAbsent(conversation, id -> new LinkedHashSet<>())
                        .add(arrival.event().trace());
            }
        }
    }

    /**
     * Stores all of it or nothing, and answers the conversations that are to be woken up.
     *
     * @param receivedUntil when ingest received the last of the events
     * @param patient whether to wait for locked rows as long as the connection does
     */
    Stored store(ClassifiedEvents classified, Instant receivedUntil, boolean patient) {
        RoutingWatermark.Advance advance =
                new RoutingWatermark.Advance(receivedUntil, classified.heard, pauses.usual());
        return jdbi.inTransaction(handle -> {
            if (!patient) {
                handle.execute(HARDLY_WAIT);
            }
            Work work = new Work();
            for (Segments.Segment segment : Segments.of(classified.arrivals)) {
                store(handle, segment, advance, work);
            }
            if (!work.advanced) {
                advance.alone(handle);
            }
            List<WebhookChange> kept = new ArrayList<>(classified.changes);
            kept.addAll(Statuses.apply(handle, classified.statuses));
            ContactNames.keep(handle, classified.names);
            classified.accountNews.write(handle);
            WebhookChanges.insert(handle, kept);
            lookAgain(handle, work);
            return new Stored(toWakeUp(work), work.pauseEnds, kept);
        });
    }

    private void store(Handle handle, Segments.Segment segment, RoutingWatermark.Advance advance, Work work) {
        segment.first().ifPresent(first -> {
            switch (first) {
                case OwnerDelivery owner -> work.interrupted.addAll(ThreadOwners.apply(handle, owner));
                case InboundDelivery delivery -> Identities.apply(handle, delivery);
            }
        });
        List<InboundDelivery> messages = segment.messages();
        if (messages.isEmpty()) {
            return;
        }
        KnownConversations conversations = Conversations.of(handle, messages);
        messages.forEach(it -> work.saw(it, conversations.idOf(it)));
        Set<InboundInsert.Key> fresh = new LinkedHashSet<>();
        List<InboundDelivery> inbound =
                messages.stream().filter(it -> !it.message().byBusiness()).toList();
        List<InboundDelivery> outbound =
                messages.stream().filter(it -> it.message().byBusiness()).toList();
        if (!inbound.isEmpty()) {
            InboundInsert.Inserted inserted = InboundInsert.insert(handle, inbound, conversations, advance);
            work.advanced = true;
            fresh.addAll(inserted.fresh());
            inserted.pending()
                    .forEach(key -> work.pending
                            .computeIfAbsent(key.conversationId(), id -> new LinkedHashSet<>())
                            .add(key.wamid()));
        }
        if (!outbound.isEmpty()) {
            fresh.addAll(BusinessMessages.insert(handle, outbound, conversations));
        }
        if (messages.stream().anyMatch(InboundStore::unusual)) {
            applyEffects(handle, messages, conversations, fresh, work);
        }
    }

    /** Whether there is more to it than a row. */
    private static boolean unusual(InboundDelivery delivery) {
        return delivery.message().origin() != Origin.LIVE
                || delivery.message().correction().isPresent();
    }

    private void applyEffects(
            Handle handle,
            List<InboundDelivery> messages,
            KnownConversations conversations,
            Set<InboundInsert.Key> fresh,
            Work work) {
        work.interrupted.addAll(Corrections.apply(handle, messages, conversations, fresh));
        work.pauseEnds.addAll(pauses.apply(handle, messages, conversations, fresh, work.interrupted));
        work.interrupted.addAll(ThreadOwners.seen(handle, messages, conversations, fresh));
        List<Long> filled = messages.stream()
                .filter(it -> it.message().origin() != Origin.LIVE)
                .map(it -> conversations.idOf(it))
                .distinct()
                .toList();
        if (!filled.isEmpty()) {
            ContactNames.fill(handle, filled);
        }
    }

    /** Where a turn was taken away, what is left there needs a job of its own. */
    private static void lookAgain(Handle handle, Work work) {
        Collection<Long> again = work.interrupted;
        if (again.isEmpty()) {
            return;
        }
        again.forEach(work.pending::remove);
        handle.createQuery(WAITING)
                .bind("ids", again.toArray(Long[]::new))
                .map((row, context) -> work.pending
                        .computeIfAbsent(row.getLong(1), id -> new LinkedHashSet<>())
                        .add(row.getString(2)))
                .list();
    }

    private static List<ConversationToWake> toWakeUp(Work work) {
        List<ConversationToWake> stored = new ArrayList<>();
        work.pending.forEach((conversation, wamids) -> {
            InboundDelivery arrival = work.last.get(conversation);
            if (arrival != null) {
                stored.add(new ConversationToWake(
                        conversation,
                        arrival.account().id(),
                        arrival.account().chatbotId(),
                        arrival.account().phoneNumberId(),
                        arrival.event().id(),
                        List.copyOf(wamids),
                        List.copyOf(work.traces.getOrDefault(conversation, Set.of()))
                                .reversed()));
            }
        });
        return stored;
    }
}
