package org.wahook.admin.conversation;

import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.wahook.platform.secrets.Decrypted;
import org.wahook.platform.secrets.Encryption;
import org.wahook.platform.secrets.SecretOwner;

/** Who owns a thread at Meta, and what it takes to ask for another owner. */
public final class ThreadStore {

    private static final String FIND = """
            SELECT c.contact_id, c.contact_phone, c.contact_user_id, a.id AS account_id, a.phone_number_id, a.access_token
            FROM whatsapp_conversations c JOIN whatsapp_accounts a ON a.id = c.whatsapp_account_id
            WHERE c.id = :id AND NOT c.is_group
            """;

    private static final String OWNED = """
            UPDATE whatsapp_conversations
            SET thread_owner = :owner, thread_owner_role = :role, thread_owner_at = date_trunc('second', now()),
                thread_owner_since = date_trunc('second', now()),
                inbound_seq = inbound_seq + 1,
                turn_job = CASE WHEN :owner = 'other' THEN NULL ELSE turn_job END,
                turn_expires_at = CASE WHEN :owner = 'other' THEN NULL ELSE turn_expires_at END,
                turn_number = turn_number + CASE WHEN :owner = 'other' THEN 1 ELSE 0 END
            WHERE id = :id
            """;

    /** What we did not answer is the other app's now. */
    private static final String NOT_OURS = """
            UPDATE messages
            SET status = 'ignored', origin = 'standby', error = '{"reason": "thread_owned_by_others"}'
            WHERE conversation_id = :id AND (status IN ('pending', 'draft', 'sending')) IS TRUE
              AND status = 'pending' AND turn_number IS NULL
            """;

    private final Jdbi jdbi;
    private final Encryption encryption;

    public ThreadStore(Jdbi jdbi, Encryption encryption) {
        this.jdbi = jdbi;
        this.encryption = encryption;
    }

    /** Whose thread it is, and the client's token. */
    record Addressee(
            String contactId,
            @Nullable String phone,
            @Nullable String userId,
            String phoneNumberId,
            Decrypted token) {}

    /** Empty where there is no such conversation with one person. */
    Optional<Addressee> find(long id) {
        return jdbi.withHandle(handle -> handle.createQuery(FIND)
                .bind("id", id)
                .map((row, context) -> new Addressee(
                        row.getString("contact_id"),
                        row.getString("contact_phone"),
                        row.getString("contact_user_id"),
                        row.getString("phone_number_id"),
                        encryption.open(
                                row.getString("access_token"),
                                SecretOwner.accessTokenOf(row.getObject("account_id", UUID.class)))))
                .findOne());
    }

    /** Meta has accepted it. */
    Conversation owned(long id, String owner, String role) {
        return jdbi.inTransaction(handle -> {
            handle.createUpdate(OWNED)
                    .bind("id", id)
                    .bind("owner", owner)
                    .bind("role", role)
                    .execute();
            if (owner.equals("other")) {
                handle.createUpdate(NOT_OURS).bind("id", id).execute();
            }
            return ConversationStore.find(handle, id).orElseThrow();
        });
    }
}
