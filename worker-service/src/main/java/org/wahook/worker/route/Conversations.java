package org.wahook.worker.route;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
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

    /**
     * A person who hides the phone number is recognised by the user id that came with it before: the oldest counts. One of
     * whom no user id came is recognised by a phone number that was learned after the conversation had begun.
     */
    private static final String FIND = """
            WITH wanted AS (SELECT * FROM unnest(:accounts, :users, :phones) AS one (account, user_id, phone)),
            found AS (
                SELECT wanted.account, wanted.user_id AS key, c.id, false AS by_phone
                FROM wanted JOIN whatsapp_conversations c
                  ON c.whatsapp_account_id = wanted.account AND c.contact_user_id = wanted.user_id
                UNION ALL
                SELECT wanted.account, wanted.phone, c.id, true
                FROM wanted JOIN whatsapp_conversations c
                  ON c.whatsapp_account_id = wanted.account AND c.contact_phone = wanted.phone
                WHERE wanted.user_id IS NULL)
            SELECT found.account, found.key, found.by_phone, c.id, c.contact_name, c.contact_username, c.contact_phone,
                   c.thread_owner, c.thread_owner_since, c.person_wrote_at
            FROM whatsapp_conversations c JOIN found USING (id)
            ORDER BY c.id
            FOR NO KEY UPDATE OF c
            """;

    /**
     * A number that comes back with another user id has another owner: the words of the one before are not for it, and what
     * is answered to the one before must not go to it. By two indexes; OFFSET 0 makes PostgreSQL look for each number by
     * itself.
     */
    private static final String GIVE_UP_NUMBER = """
            WITH news AS (SELECT * FROM unnest(:accounts, :contacts, :users) AS one (account, contact, user_id)),
            lost AS (
                SELECT o.id, news.contact FROM news CROSS JOIN LATERAL (
                    SELECT id FROM whatsapp_conversations
                    WHERE whatsapp_account_id = news.account AND contact_id = news.contact
                      AND contact_user_id <> news.user_id AND NOT is_group
                    OFFSET 0) o
                UNION
                SELECT o.id, news.contact FROM news CROSS JOIN LATERAL (
                    SELECT id FROM whatsapp_conversations
                    WHERE whatsapp_account_id = news.account AND contact_phone = news.contact
                      AND contact_user_id <> news.user_id AND NOT is_group
                    OFFSET 0) o)
            UPDATE whatsapp_conversations c
            SET contact_phone = NULL,
                contact_id = CASE WHEN c.contact_id <> lost.contact THEN c.contact_id
                                  WHEN EXISTS (SELECT 1 FROM whatsapp_conversations o
                                               WHERE o.whatsapp_account_id = c.whatsapp_account_id
                                                 AND o.contact_id = c.contact_user_id)
                                  THEN c.contact_user_id || '#' || c.id ELSE c.contact_user_id END
            FROM lost WHERE c.id = lost.id
            """;

    /** DO UPDATE rather than DO NOTHING: it locks the row and answers its id. */
    private static final String UPSERT = """
            INSERT INTO whatsapp_conversations AS c
                (whatsapp_account_id, chatbot_id, contact_id, contact_name, contact_username, contact_phone,
                 contact_user_id, is_group)
            SELECT * FROM unnest(:accounts, :chatbots, :contacts, :names, :usernames, :phones, :users, :groups)
            ORDER BY 1, 3
            ON CONFLICT (whatsapp_account_id, contact_id) DO UPDATE
            SET contact_name = CASE WHEN excluded.contact_name = '' THEN c.contact_name ELSE excluded.contact_name END,
                contact_username = CASE WHEN excluded.contact_username = '' THEN c.contact_username
                                        ELSE excluded.contact_username END,
                contact_phone = coalesce(excluded.contact_phone, c.contact_phone),
                contact_user_id = coalesce(excluded.contact_user_id, c.contact_user_id)
            RETURNING c.id, c.whatsapp_account_id, c.contact_id, c.thread_owner, c.thread_owner_since, c.person_wrote_at
            """;

    /** A person who has another number by now is answered there. */
    private static final String LEARN = """
            UPDATE whatsapp_conversations c
            SET contact_name = news.name, contact_username = news.username,
                contact_id = CASE WHEN c.contact_id = c.contact_phone AND news.phone <> c.contact_phone
                                       AND NOT EXISTS (SELECT 1 FROM whatsapp_conversations o
                                                       WHERE o.whatsapp_account_id = c.whatsapp_account_id
                                                         AND o.contact_id = news.phone)
                                  THEN news.phone ELSE c.contact_id END,
                contact_phone = coalesce(news.phone, c.contact_phone)
            FROM unnest(:ids, :names, :usernames, :phones) AS news (id, name, username, phone)
            WHERE c.id = news.id
            """;

    private Conversations() {}

    /** The conversation of each who wrote. From now to the end of the transaction nobody else can store one for it. */
    static KnownConversations of(Handle handle, List<InboundDelivery> messages) {
        Map<ContactKey, ContactKey> samePerson = samePerson(messages);
        Map<ContactKey, Sender> senders = new LinkedHashMap<>();
        for (InboundDelivery arrival : messages) {
            ContactKey contact = samePerson.getOrDefault(arrival.contact(), arrival.contact());
            senders.merge(contact, Sender.of(arrival), Sender::with);
        }
        Map<ContactKey, ConversationRef> conversations = recognised(handle, senders);
        List<Sender> others = senders.entrySet().stream()
                .filter(sender -> !conversations.containsKey(sender.getKey()))
                .map(Map.Entry::getValue)
                .toList();
        if (!others.isEmpty()) {
            conversations.putAll(begin(handle, others));
        }
        samePerson.forEach((hidden, known) -> conversations.put(hidden, conversations.get(known)));
        return new KnownConversations(conversations);
    }

    /** Who writes in one batch both with the phone number and without it is one person: by the user id of both. */
    private static Map<ContactKey, ContactKey> samePerson(List<InboundDelivery> messages) {
        Map<ContactKey, ContactKey> withPhone = new HashMap<>();
        messages.stream()
                .filter(arrival -> arrival.message().group().isEmpty()
                        && arrival.message().contact().phone().isPresent())
                .forEach(arrival -> arrival.message()
                        .contact()
                        .userId()
                        .ifPresent(user ->
                                withPhone.put(new ContactKey(arrival.account().id(), user), arrival.contact())));
        withPhone
                .keySet()
                .retainAll(messages.stream().map(InboundDelivery::contact).toList());
        return withPhone;
    }

    /** @param phone of the conversation; empty where its contact hides it */
    private record Known(ConversationRef ref, String name, String username, Optional<String> phone) {

        boolean learnsFrom(Sender sender) {
            return (!sender.name().isEmpty() && !sender.name().equals(name))
                    || (!sender.username().isEmpty() && !sender.username().equals(username))
                    || (sender.phone().isPresent() && !sender.phone().equals(phone));
        }
    }

    private record News(Known known, Sender sender) {}

    private static Map<ContactKey, ConversationRef> recognised(Handle handle, Map<ContactKey, Sender> senders) {
        Map<ContactKey, ConversationRef> found = new HashMap<>();
        List<Sender> people =
                senders.values().stream().filter(sender -> !sender.group()).toList();
        if (people.isEmpty()) {
            return found;
        }
        Map<ContactKey, Known> known = find(handle, people);
        Map<Long, News> news = new LinkedHashMap<>();
        senders.forEach((contact, sender) -> {
            Known one = sender.group() ? null : known.get(sender.key());
            if (one != null) {
                found.put(contact, one.ref());
                if (one.learnsFrom(sender)) {
                    news.put(one.ref().id(), new News(one, sender));
                }
            }
        });
        giveUpNumbers(
                handle,
                news.values().stream()
                        .filter(it -> !it.sender().phone().equals(it.known().phone()))
                        .map(News::sender)
                        .toList());
        if (!news.isEmpty()) {
            learn(handle, SqlArrays.of(news.values()));
        }
        return found;
    }

    private static Map<ContactKey, Known> find(Handle handle, List<Sender> senders) {
        SqlArrays<Sender> people = SqlArrays.of(senders);
        Map<ContactKey, Known> found = new HashMap<>();
        handle.createQuery(FIND)
                .bind("accounts", people.uuids(Sender::account))
                .bind("users", people.strings(it -> it.userId().orElse(null)))
                .bind("phones", people.strings(it -> it.phone().orElse(null)))
                .map((row, context) -> found.putIfAbsent(
                        new ContactKey(row.getObject("account", UUID.class), row.getString("key")),
                        new Known(
                                ref(row),
                                row.getString("contact_name"),
                                row.getString("contact_username"),
                                Optional.ofNullable(row.getString("contact_phone")))))
                .list();
        return found;
    }

    private static void learn(Handle handle, SqlArrays<News> news) {
        handle.createUpdate(LEARN)
                .bind("ids", news.longs(it -> it.known().ref().id()))
                .bind(
                        "names",
                        news.strings(it -> it.sender().name().isEmpty()
                                ? it.known().name()
                                : it.sender().name()))
                .bind(
                        "usernames",
                        news.strings(it -> it.sender().username().isEmpty()
                                ? it.known().username()
                                : it.sender().username()))
                .bind("phones", news.strings(it -> it.sender().phone().orElse(null)))
                .execute();
    }

    private static void giveUpNumbers(Handle handle, List<Sender> senders) {
        List<Sender> withBoth = senders.stream()
                .filter(it -> it.phone().isPresent() && it.userId().isPresent())
                .toList();
        if (!withBoth.isEmpty()) {
            SqlArrays<Sender> owners = SqlArrays.of(withBoth);
            handle.createUpdate(GIVE_UP_NUMBER)
                    .bind("accounts", owners.uuids(Sender::account))
                    .bind("contacts", owners.strings(it -> it.phone().orElse(null)))
                    .bind("users", owners.strings(it -> it.userId().orElse(null)))
                    .execute();
        }
    }

    private static Map<ContactKey, ConversationRef> begin(Handle handle, List<Sender> senders) {
        giveUpNumbers(handle, senders);
        SqlArrays<Sender> people = SqlArrays.of(senders);
        Map<ContactKey, ConversationRef> begun = new HashMap<>();
        handle.createQuery(UPSERT)
                .bind("accounts", people.uuids(Sender::account))
                .bind("chatbots", people.strings(Sender::chatbotId))
                .bind("contacts", people.strings(Sender::contactId))
                .bind("names", people.strings(Sender::name))
                .bind("usernames", people.strings(Sender::username))
                .bind("phones", people.strings(it -> it.phone().orElse(null)))
                .bind("users", people.strings(it -> it.userId().orElse(null)))
                .bind("groups", people.booleans(Sender::group))
                .map((row, context) -> begun.put(
                        new ContactKey(row.getObject("whatsapp_account_id", UUID.class), row.getString("contact_id")),
                        ref(row)))
                .list();
        return begun;
    }

    private static ConversationRef ref(ResultSet row) throws SQLException {
        OffsetDateTime since = row.getObject("thread_owner_since", OffsetDateTime.class);
        boolean others = row.getString("thread_owner").equals(ThreadOwners.OTHER);
        return new ConversationRef(
                row.getLong("id"),
                others && since != null ? Optional.of(since.toInstant()) : Optional.<Instant>empty(),
                Optional.ofNullable(row.getObject("person_wrote_at", OffsetDateTime.class))
                        .map(OffsetDateTime::toInstant));
    }
}
