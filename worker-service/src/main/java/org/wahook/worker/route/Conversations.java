package org.wahook.worker.route;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.wahook.platform.database.SqlArrays;

/** The conversations of those who wrote: found or begun, and locked. */
final class Conversations {

    /** A person who hides the phone number is recognised by the user id that came with it before: the oldest counts. */
    private static final String FIND_BY_USER_ID = """
            SELECT c.whatsapp_account_id, c.contact_user_id, c.id, c.contact_phone IS NULL AS hidden
            FROM unnest(:accounts, :users) AS wanted (account, user_id)
            JOIN whatsapp_conversations c
              ON c.whatsapp_account_id = wanted.account AND c.contact_user_id = wanted.user_id
            ORDER BY c.id
            FOR NO KEY UPDATE OF c
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
            UPDATE whatsapp_conversations c SET contact_phone = news.phone
            FROM unnest(:ids, :phones) AS news (id, phone)
            WHERE c.id = news.id AND c.contact_phone IS NULL
            """;

    /** Who wrote, as far as one of the messages tells. */
    private record Sender(InboundDelivery arrival) {

        /** Of two messages of one person the one that tells more. */
        static Sender betterKnown(Sender a, Sender b) {
            return a.phone().isEmpty() || (a.userId().isEmpty() && b.phone().isPresent()) ? b : a;
        }

        UUID account() {
            return arrival.account().id();
        }

        Optional<String> phone() {
            return arrival.message().from().phone();
        }

        Optional<String> userId() {
            return arrival.message().from().userId();
        }

        String name() {
            return arrival.message().from().name().map(NulSanitizer::text).orElse("");
        }
    }

    private Conversations() {}

    /** The conversation of each who wrote. From now to the end of the transaction nobody else can store one for it. */
    static Map<ContactKey, Long> of(Handle handle, List<InboundDelivery> messages) {
        Map<ContactKey, ContactKey> samePerson = samePerson(messages);
        Map<ContactKey, Sender> senders = new LinkedHashMap<>();
        for (InboundDelivery arrival : messages) {
            ContactKey contact = samePerson.getOrDefault(arrival.contact(), arrival.contact());
            senders.merge(contact, new Sender(arrival), Sender::betterKnown);
        }
        Map<ContactKey, Long> conversations = recognised(handle, senders);
        List<Sender> others = senders.entrySet().stream()
                .filter(sender -> !conversations.containsKey(sender.getKey()))
                .map(Map.Entry::getValue)
                .toList();
        if (!others.isEmpty()) {
            conversations.putAll(upsert(handle, others));
        }
        samePerson.forEach((hidden, known) -> conversations.put(hidden, conversations.get(known)));
        return conversations;
    }

    /** Who writes in one batch both with the phone number and without it is one person: by the user id of both. */
    private static Map<ContactKey, ContactKey> samePerson(List<InboundDelivery> messages) {
        Map<ContactKey, ContactKey> withPhone = new HashMap<>();
        messages.stream()
                .filter(arrival -> arrival.message().from().phone().isPresent())
                .forEach(arrival -> arrival.message()
                        .from()
                        .userId()
                        .ifPresent(user ->
                                withPhone.put(new ContactKey(arrival.account().id(), user), arrival.contact())));
        withPhone
                .keySet()
                .retainAll(messages.stream().map(InboundDelivery::contact).toList());
        return withPhone;
    }

    private static Map<ContactKey, Long> recognised(Handle handle, Map<ContactKey, Sender> senders) {
        Map<ContactKey, Long> found = new HashMap<>();
        List<Sender> withUserId = senders.values().stream()
                .filter(sender -> sender.userId().isPresent())
                .toList();
        if (withUserId.isEmpty()) {
            return found;
        }
        Map<ContactKey, Known> byUserId = findByUserId(handle, withUserId);
        Map<Long, String> phones = new LinkedHashMap<>();
        senders.forEach((contact, sender) -> {
            Known known = byUserId.get(
                    new ContactKey(sender.account(), sender.userId().orElse("")));
            if (known != null) {
                found.put(contact, known.id());
                sender.phone().filter(phone -> known.hidden()).ifPresent(phone -> phones.put(known.id(), phone));
            }
        });
        if (!phones.isEmpty()) {
            handle.createUpdate(LEARN)
                    .bind("ids", phones.keySet().toArray(Long[]::new))
                    .bind("phones", phones.values().toArray(String[]::new))
                    .execute();
        }
        return found;
    }

    /** @param hidden whether its phone number is unknown */
    private record Known(long id, boolean hidden) {}

    private static Map<ContactKey, Known> findByUserId(Handle handle, List<Sender> senders) {
        SqlArrays<Sender> people = SqlArrays.of(senders);
        Map<ContactKey, Known> found = new HashMap<>();
        handle.createQuery(FIND_BY_USER_ID)
                .bind("accounts", people.uuids(Sender::account))
                .bind("users", people.strings(it -> it.userId().orElse(null)))
                .map((row, context) -> {
                    ContactKey contact = new ContactKey(row.getObject(1, UUID.class), row.getString(2));
                    return found.putIfAbsent(contact, new Known(row.getLong(3), row.getBoolean(4)));
                })
                .list();
        return found;
    }

    private static Map<ContactKey, Long> upsert(Handle handle, List<Sender> senders) {
        SqlArrays<Sender> people = SqlArrays.of(senders);
        Map<ContactKey, Long> ids = new HashMap<>();
        handle.createQuery(UPSERT)
                .bind("accounts", people.uuids(Sender::account))
                .bind("chatbots", people.strings(it -> it.arrival().account().chatbotId()))
                .bind(
                        "contacts",
                        people.strings(it -> it.arrival().message().from().id()))
                .bind("names", people.strings(Sender::name))
                .bind("phones", people.strings(it -> it.phone().orElse(null)))
                .bind("users", people.strings(it -> it.userId().orElse(null)))
                .map((row, context) ->
                        ids.put(new ContactKey(row.getObject(2, UUID.class), row.getString(3)), row.getLong(1)))
                .list();
        return ids;
    }
}
