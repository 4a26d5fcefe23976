package org.wahook.worker.route;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.wahook.shared.meta.InboundMessage;

/**
 * Stores what came, a whole batch in one transaction with a handful of statements. Storing the same batch again stores
 * nothing new, and answers the same conversations as long as they wait for an answer.
 */
final class InboundStore {

    /** A person who hides the phone number is recognised by the user id that came with it before. */
    private static final String FIND_BY_USER_ID = """
            SELECT c.whatsapp_account_id, c.contact_user_id, min(c.id) AS id
            FROM unnest(:accounts, :users) AS wanted (account, user_id)
            JOIN whatsapp_conversations c
              ON c.whatsapp_account_id = wanted.account AND c.contact_user_id = wanted.user_id
            GROUP BY 1, 2
            """;

    /** DO UPDATE rather than DO NOTHING: it locks the row and answers its id. */
    private static final String UPSERT = """
            INSERT INTO whatsapp_conversations AS c
                (whatsapp_account_id, chatbot_id, contact_id, contact_name, contact_phone, contact_user_id)
            SELECT * FROM unnest(:accounts, :chatbots, :contacts, :names, :phones, :users)
            ORDER BY 1, 3
            ON CONFLICT (whatsapp_account_id, contact_id) DO UPDATE
            SET contact_name = CASE WHEN excluded.contact_name = '' THEN c.contact_name ELSE excluded.contact_name END,
                contact_phone = coalesce(excluded.contact_phone, c.contact_phone),
                contact_user_id = coalesce(excluded.contact_user_id, c.contact_user_id)
            RETURNING c.id, c.whatsapp_account_id, c.contact_id
            """;

    private static final String LEARN = """
            UPDATE whatsapp_conversations c
            SET contact_phone = coalesce(c.contact_phone, news.phone)
            FROM unnest(:ids, :phones) AS news (id, phone)
            WHERE c.id = news.id AND c.contact_phone IS NULL AND news.phone IS NOT NULL
            """;

    private static final String INSERT = """
            INSERT INTO messages
                (chatbot_id, conversation_id, direction, type, text, prompt, payload, wa_message_id, status, sent_at)
            SELECT chatbot, conversation, 'inbound', type, text, prompt, payload::jsonb, wamid, status, sent_at
            FROM unnest(:chatbots, :conversations, :types, :texts, :prompts, :payloads, :wamids, :statuses, :times)
                WITH ORDINALITY AS came
                (chatbot, conversation, type, text, prompt, payload, wamid, status, sent_at, position)
            ORDER BY position
            ON CONFLICT (conversation_id, wa_message_id) WHERE direction = 'inbound' DO NOTHING
            RETURNING conversation_id, status
            """;

    /** Tells the holder of a turn, if there is one, that more came. The same row lock orders this and its release. */
    private static final String COUNT = """
            UPDATE whatsapp_conversations c SET inbound_seq = c.inbound_seq + news.messages
            FROM unnest(:ids, :counts) AS news (id, messages)
            WHERE c.id = news.id
            """;

    private static final String STILL_PENDING = """
            SELECT m.conversation_id, m.wa_message_id
            FROM unnest(:conversations, :wamids) AS came (conversation, wamid)
            JOIN messages m ON m.conversation_id = came.conversation AND m.wa_message_id = came.wamid
            WHERE m.direction = 'inbound' AND m.status = 'pending'
            """;

    private final Jdbi jdbi;

    InboundStore(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /**
     * Stores all of it or nothing, and answers the conversations that are to be woken up.
     *
     * @param receivedUntil when ingest received the last of the events
     */
    List<Stored> store(Sorted sorted, Instant receivedUntil) {
        return jdbi.inTransaction(handle -> {
            List<Stored> stored = sorted.messages.isEmpty() ? List.of() : storeMessages(handle, sorted.messages);
            Statuses.apply(handle, sorted.statuses);
            KeptChanges.insert(handle, sorted.changes);
            RoutingProgress.advance(handle, receivedUntil, sorted.heard);
            return stored;
        });
    }

    private static List<Stored> storeMessages(Handle handle, List<Arrival> messages) {
        Map<ContactKey, Long> conversations = conversationsOf(handle, messages);
        Map<Long, Integer> fresh = insert(handle, messages, conversations);
        if (!fresh.isEmpty()) {
            handle.createUpdate(COUNT)
                    .bind("ids", fresh.keySet().toArray(Long[]::new))
                    .bind("counts", fresh.values().toArray(Integer[]::new))
                    .execute();
        }
        return stillPending(handle, messages, conversations);
    }

    private static Map<ContactKey, Long> conversationsOf(Handle handle, List<Arrival> messages) {
        Map<ContactKey, ContactKey> samePerson = samePerson(messages);
        Map<ContactKey, Arrival> wanted = new LinkedHashMap<>();
        messages.stream()
                .filter(arrival -> !samePerson.containsKey(arrival.contact()))
                .forEach(arrival -> wanted.merge(arrival.contact(), arrival, InboundStore::betterKnown));
        Map<ContactKey, Long> found = findByUserId(handle, wanted);
        List<Arrival> others = wanted.entrySet().stream()
                .filter(entry -> !found.containsKey(entry.getKey()))
                .map(Map.Entry::getValue)
                .toList();
        if (!others.isEmpty()) {
            found.putAll(upsert(handle, others));
        }
        samePerson.forEach((hidden, known) -> found.put(hidden, found.get(known)));
        return found;
    }

    /** Who writes in one batch both with the phone number and without it is one person: by the user id of both. */
    private static Map<ContactKey, ContactKey> samePerson(List<Arrival> messages) {
        Map<ContactKey, ContactKey> withPhone = new HashMap<>();
        messages.stream()
                .filter(arrival -> arrival.message().from().phone().isPresent())
                .forEach(arrival -> arrival.message()
                        .from()
                        .userId()
                        .ifPresent(user ->
                                withPhone.put(new ContactKey(arrival.account().id(), user), arrival.contact())));
        withPhone.keySet().retainAll(messages.stream().map(Arrival::contact).toList());
        return withPhone;
    }

    /** Of two messages of one contact the one that tells more about it. */
    private static Arrival betterKnown(Arrival a, Arrival b) {
        return a.message().from().userId().isPresent() ? a : b;
    }

    private static Map<ContactKey, Long> findByUserId(Handle handle, Map<ContactKey, Arrival> wanted) {
        List<Arrival> known = wanted.values().stream()
                .filter(arrival -> arrival.message().from().userId().isPresent())
                .toList();
        Map<ContactKey, Long> found = new HashMap<>();
        if (known.isEmpty()) {
            return found;
        }
        Map<ContactKey, Long> byUserId = new HashMap<>();
        handle.createQuery(FIND_BY_USER_ID)
                .bind("accounts", known.stream().map(a -> a.account().id()).toArray(UUID[]::new))
                .bind("users", known.stream().map(InboundStore::userId).toArray(String[]::new))
                .map((row, context) ->
                        byUserId.put(new ContactKey(row.getObject(1, UUID.class), row.getString(2)), row.getLong(3)))
                .list();
        List<Long> ids = new ArrayList<>();
        List<String> phones = new ArrayList<>();
        for (Arrival arrival : known) {
            Long id = byUserId.get(new ContactKey(arrival.account().id(), userId(arrival)));
            if (id != null) {
                found.put(arrival.contact(), id);
                arrival.message().from().phone().ifPresent(phone -> {
                    ids.add(id);
                    phones.add(phone);
                });
            }
        }
        if (!ids.isEmpty()) {
            handle.createUpdate(LEARN)
                    .bind("ids", ids.toArray(Long[]::new))
                    .bind("phones", phones.toArray(String[]::new))
                    .execute();
        }
        return found;
    }

    private static Map<ContactKey, Long> upsert(Handle handle, List<Arrival> arrivals) {
        Map<ContactKey, Long> ids = new HashMap<>();
        handle.createQuery(UPSERT)
                .bind("accounts", arrivals.stream().map(a -> a.account().id()).toArray(UUID[]::new))
                .bind("chatbots", strings(arrivals, a -> Optional.of(a.account().chatbotId())))
                .bind(
                        "contacts",
                        strings(arrivals, a -> Optional.of(a.message().from().id())))
                .bind(
                        "names",
                        strings(
                                arrivals,
                                a -> Optional.of(a.message()
                                        .from()
                                        .name()
                                        .map(Clean::text)
                                        .orElse(""))))
                .bind("phones", strings(arrivals, a -> a.message().from().phone()))
                .bind("users", strings(arrivals, a -> a.message().from().userId()))
                .map((row, context) ->
                        ids.put(new ContactKey(row.getObject(2, UUID.class), row.getString(3)), row.getLong(1)))
                .list();
        return ids;
    }

    /** Inserts in the order in which they came, and answers how many of them are new and pending, by conversation. */
    private static Map<Long, Integer> insert(
            Handle handle, List<Arrival> arrivals, Map<ContactKey, Long> conversations) {
        Map<Long, Integer> fresh = new LinkedHashMap<>();
        handle.createQuery(INSERT)
                .bind("chatbots", strings(arrivals, a -> Optional.of(a.account().chatbotId())))
                .bind(
                        "conversations",
                        arrivals.stream()
                                .map(a -> conversations.get(a.contact()))
                                .toArray(Long[]::new))
                .bind(
                        "types",
                        strings(
                                arrivals,
                                a -> Optional.of(Clean.text(a.message().type()))))
                .bind(
                        "texts",
                        strings(arrivals, a -> a.message().content().text().map(Clean::text)))
                .bind("prompts", strings(arrivals, InboundStore::prompt))
                .bind(
                        "payloads",
                        strings(
                                arrivals,
                                a -> Optional.of(Clean.json(a.message().json()))))
                .bind("wamids", strings(arrivals, a -> Optional.of(a.message().id())))
                .bind("statuses", strings(arrivals, a -> Optional.of(a.message().startsTurn() ? "pending" : "ignored")))
                .bind(
                        "times",
                        arrivals.stream()
                                .map(a -> a.message().sentAt().orElse(a.event().receivedAt()))
                                .toArray(Instant[]::new))
                .map((row, context) -> row.getString(2).equals("pending")
                        ? fresh.merge(row.getLong(1), 1, Integer::sum)
                        : Integer.valueOf(0))
                .list();
        return fresh;
    }

    /** Only where it says more than the text. */
    private static Optional<String> prompt(Arrival arrival) {
        InboundMessage message = arrival.message();
        String prompt = Clean.text(message.content().prompt());
        return message.content().text().map(Clean::text).filter(prompt::equals).isPresent()
                ? Optional.empty()
                : Optional.of(prompt);
    }

    private static List<Stored> stillPending(
            Handle handle, List<Arrival> arrivals, Map<ContactKey, Long> conversations) {
        Map<Long, List<String>> pending = new LinkedHashMap<>();
        handle.createQuery(STILL_PENDING)
                .bind(
                        "conversations",
                        arrivals.stream()
                                .map(a -> conversations.get(a.contact()))
                                .toArray(Long[]::new))
                .bind("wamids", strings(arrivals, a -> Optional.of(a.message().id())))
                .map((row, context) -> pending.computeIfAbsent(row.getLong(1), id -> new ArrayList<>())
                        .add(row.getString(2)))
                .list();
        Map<Long, Arrival> last = new HashMap<>();
        Map<Long, Set<String>> traces = new HashMap<>();
        for (Arrival arrival : arrivals) {
            Long conversation = conversations.get(arrival.contact());
            last.put(conversation, arrival);
            if (!arrival.event().trace().isEmpty()) {
                traces.computeIfAbsent(conversation, id -> new LinkedHashSet<>())
                        .add(arrival.event().trace());
            }
        }
        List<Stored> stored = new ArrayList<>();
        pending.forEach((conversation, wamids) -> {
            Arrival arrival = last.get(conversation);
            if (arrival != null) {
                stored.add(new Stored(
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

    private static String userId(Arrival arrival) {
        return arrival.message().from().userId().orElse("");
    }

    private static String[] strings(
            List<Arrival> arrivals, java.util.function.Function<Arrival, Optional<String>> value) {
        return arrivals.stream()
                .map(arrival -> value.apply(arrival).orElse(null))
                .toArray(String[]::new);
    }
}
