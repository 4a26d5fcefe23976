package org.wahook.worker.route;

import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.wahook.shared.meta.IdentityChange;

/** Carries a conversation on when its contact changes the phone number or gets another user id. */
final class Identities {

    private static final String OLD = """
            SELECT id FROM whatsapp_conversations
            WHERE whatsapp_account_id = :account AND NOT is_group
              AND (contact_user_id = :oldUser
                   OR contact_id IN (:oldUser, :oldPhone)
                   OR contact_phone = :oldPhone)
            ORDER BY contact_user_id = :oldUser DESC NULLS LAST, id
            LIMIT 1
            """;

    private static final String NEW = """
            SELECT id FROM whatsapp_conversations
            WHERE whatsapp_account_id = :account AND NOT is_group AND id <> :old
              AND (contact_user_id = :newUser OR contact_id IN (:newUser, :newPhone) OR contact_phone = :newPhone)
            ORDER BY id LIMIT 1
            """;

    private static final String LINK =
            "UPDATE whatsapp_conversations SET linked_conversation_id = :new WHERE id = :old";

    /** With another number the user id is another one too: it is unknown until Meta names it. */
    private static final String CARRY_ON = """
            UPDATE whatsapp_conversations
            SET contact_id = CASE
                    WHEN contact_id IN (:oldPhone, contact_phone) THEN coalesce(:newPhone, contact_id)
                    WHEN contact_id IN (:oldUser, contact_user_id) THEN coalesce(:newUser, contact_id)
                    ELSE contact_id END,
                contact_phone = coalesce(:newPhone, contact_phone),
                contact_user_id = CASE WHEN :newUser IS NOT NULL THEN :newUser
                                       WHEN :newPhone IS NOT NULL AND :newPhone IS DISTINCT FROM contact_phone THEN NULL
                                       ELSE contact_user_id END
            WHERE id = :old
            """;

    /**
     * Whether this change was applied before. It is not applied again, since the old number may be somebody else's by
     * now.
     */
    private static final String TOLD = """
            SELECT EXISTS (SELECT 1 FROM whatsapp_conversations c
                           JOIN messages m ON m.conversation_id = c.id AND m.wa_message_id = :wamid
                                          AND m.direction = 'inbound'
                           WHERE c.whatsapp_account_id = :account
                             AND (c.contact_user_id = :newUser OR c.contact_id IN (:newUser, :newPhone)
                                  OR c.contact_phone = :newPhone))
            """;

    private Identities() {}

    static void apply(Handle handle, InboundDelivery delivery) {
        IdentityChange change = delivery.message().identityChange().orElseThrow();
        boolean told = bind(handle, TOLD, delivery, change)
                .bind("wamid", delivery.message().id())
                .mapTo(Boolean.class)
                .one();
        if (told) {
            return;
        }
        Optional<Long> old =
                bind(handle, OLD, delivery, change).mapTo(Long.class).findOne();
        if (old.isEmpty()) {
            return;
        }
        List<Long> other = bind(handle, NEW, delivery, change)
                .bind("old", old.get())
                .mapTo(Long.class)
                .list();
        if (other.isEmpty()) {
            handle.createUpdate(CARRY_ON)
                    .bind("oldUser", change.oldUserId().orElse(null))
                    .bind("oldPhone", change.oldPhone().orElse(null))
                    .bind("newUser", change.newUserId().orElse(null))
                    .bind("newPhone", change.newPhone().orElse(null))
                    .bind("old", old.get())
                    .execute();
        } else {
            handle.createUpdate(LINK)
                    .bind("old", old.get())
                    .bind("new", other.getFirst())
                    .execute();
        }
    }

    private static org.jdbi.v3.core.statement.Query bind(
            Handle handle, String sql, InboundDelivery delivery, IdentityChange change) {
        return handle.createQuery(sql)
                .bind("account", delivery.account().id())
                .bind("oldUser", change.oldUserId().orElse(null))
                .bind("oldPhone", change.oldPhone().orElse(null))
                .bind("newUser", change.newUserId().orElse(null))
                .bind("newPhone", change.newPhone().orElse(null));
    }
}
