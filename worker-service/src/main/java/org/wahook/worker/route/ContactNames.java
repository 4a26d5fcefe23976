package org.wahook.worker.route;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.wahook.platform.database.SqlArrays;
import org.wahook.shared.account.Account;
import org.wahook.shared.meta.Contact;

/** Names from the address book of a number that has joined: for conversations that are there, and for later ones. */
final class ContactNames {

    private static final String KEEP = """
            INSERT INTO whatsapp_contact_names (account_id, contact_id, name, username)
            SELECT * FROM unnest(:accounts, :contacts, :names, :usernames)
            ORDER BY 1, 2
            ON CONFLICT (account_id, contact_id) DO UPDATE SET name = excluded.name, username = excluded.username
            """;

    private static final String FILL = """
            UPDATE whatsapp_conversations c
            SET contact_name = CASE WHEN c.contact_name = '' THEN known.name ELSE c.contact_name END,
                contact_username = CASE WHEN c.contact_username = '' THEN known.username ELSE c.contact_username END
            FROM whatsapp_contact_names known
            WHERE %s AND known.account_id = c.whatsapp_account_id
              AND known.contact_id IN (c.contact_id, c.contact_phone, c.contact_user_id)
              AND (c.contact_name = '' AND known.name <> '' OR c.contact_username = '' AND known.username <> '')
            """;

    private static final String FILL_NEW = FILL.formatted("c.id = ANY (:ids)");

    private static final String FILL_KNOWN = FILL.formatted("""
            c.id IN (SELECT o.id FROM unnest(:accounts, :contacts) AS told (account, contact)
                     JOIN whatsapp_conversations o
                       ON o.whatsapp_account_id = told.account
                      AND (o.contact_id = told.contact OR o.contact_phone = told.contact
                           OR o.contact_user_id = told.contact))
            """);

    private record Key(UUID account, String contact) {}

    private record Entry(Key key, Contact contact) {}

    private ContactNames() {}

    static void keep(Handle handle, Map<Account, List<Contact>> books) {
        Map<Key, Entry> entries = new LinkedHashMap<>();
        books.forEach((account, contacts) -> contacts.forEach(contact -> {
            List<String> ids = new ArrayList<>(contact.phone().stream().toList());
            ids.addAll(contact.userId().stream().toList());
            ids.forEach(id -> {
                Key key = new Key(account.id(), id);
                entries.put(key, new Entry(key, contact));
            });
        }));
        if (entries.isEmpty()) {
            return;
        }
        SqlArrays<Entry> all = SqlArrays.of(entries.values());
        handle.createUpdate(KEEP)
                .bind("accounts", all.uuids(it -> it.key().account()))
                .bind("contacts", all.strings(it -> it.key().contact()))
                .bind(
                        "names",
                        all.strings(it ->
                                it.contact().name().map(NulSanitizer::text).orElse("")))
                .bind(
                        "usernames",
                        all.strings(it ->
                                it.contact().username().map(NulSanitizer::text).orElse("")))
                .execute();
        handle.createUpdate(FILL_KNOWN)
                .bind("accounts", all.uuids(it -> it.key().account()))
                .bind("contacts", all.strings(it -> it.key().contact()))
                .execute();
    }

    /** For conversations that did not begin with a customer's message, which would have brought the name. */
    static void fill(Handle handle, Collection<Long> conversations) {
        handle.createUpdate(FILL_NEW)
                .bind("ids", conversations.toArray(Long[]::new))
                .execute();
    }
}
