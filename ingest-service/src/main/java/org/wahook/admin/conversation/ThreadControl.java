package org.wahook.admin.conversation;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.wahook.admin.graph.GraphAnswer;
import org.wahook.admin.graph.GraphClient;
import org.wahook.platform.config.Secret;
import org.wahook.platform.json.Json;
import org.wahook.platform.secrets.Decrypted;
import org.wahook.platform.secrets.Encryption;
import org.wahook.platform.secrets.SecretOwner;
import tools.jackson.databind.node.ObjectNode;

/**
 * Takes, passes and releases the thread with a customer, by Meta's {@code thread_control}. What Meta accepted is written
 * down at once; another app's decisions come by webhook.
 */
public final class ThreadControl {

    private static final String FIND = """
            SELECT c.contact_id, c.contact_phone, c.contact_user_id, a.id AS account_id, a.phone_number_id, a.access_token
            FROM whatsapp_conversations c JOIN whatsapp_accounts a ON a.id = c.whatsapp_account_id
            WHERE c.id = :id AND NOT c.is_group
            """;

    private static final String OWNED = """
            UPDATE whatsapp_conversations
            SET thread_owner = :owner, thread_owner_role = :role, thread_owner_at = now(), thread_owner_since = now(),
                inbound_seq = inbound_seq + 1,
                turn_job = CASE WHEN :owner = 'other' THEN NULL ELSE turn_job END,
                turn_expires_at = CASE WHEN :owner = 'other' THEN NULL ELSE turn_expires_at END,
                turn_number = turn_number + CASE WHEN :owner = 'other' THEN 1 ELSE 0 END
            WHERE id = :id
            """;

    /** What we did not answer is the other app's now. */
    private static final String NOT_OURS = """
            UPDATE messages
            SET status = 'ignored', origin = 'standby', error = '{"reason": "thread_owned_by_another_app"}'
            WHERE conversation_id = :id AND (status IN ('pending', 'draft', 'sending')) IS TRUE
              AND status = 'pending' AND turn_number IS NULL
            """;

    private final Jdbi jdbi;
    private final Encryption encryption;
    private final GraphClient graph;

    public ThreadControl(Jdbi jdbi, Encryption encryption, GraphClient graph) {
        this.jdbi = jdbi;
        this.encryption = encryption;
        this.graph = graph;
    }

    /** What is asked for. */
    enum Action {
        TAKE("take", "app"),
        PASS("pass", "other"),
        RELEASE("release", "idle");

        private final String word;
        private final String owner;

        Action(String word, String owner) {
            this.word = word;
            this.owner = owner;
        }

        static Action of(String word) {
            return List.of(values()).stream()
                    .filter(it -> it.word.equals(word))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** What came of it. */
    sealed interface Result {
        record Done(Conversation conversation) implements Result {}

        record Missing() implements Result {}

        /** @param line in Meta's words, or why its token can't be used */
        record Refused(String line) implements Result {}

        /** Nobody knows whether Meta has done it. */
        record Unclear(String line) implements Result {}
    }

    private record Addressee(
            String contactId,
            @Nullable String phone,
            @Nullable String userId,
            UUID accountId,
            String phoneNumberId,
            String storedToken) {}

    /**
     * @param role whom to pass it to; empty for the escalation partner
     * @param metadata handed to the next owner as it is
     */
    Result perform(long id, Action action, Optional<String> role, Optional<String> metadata) {
        Optional<Addressee> addressee = jdbi.withHandle(handle -> handle.createQuery(FIND)
                .bind("id", id)
                .map((row, context) -> new Addressee(
                        row.getString("contact_id"),
                        row.getString("contact_phone"),
                        row.getString("contact_user_id"),
                        row.getObject("account_id", UUID.class),
                        row.getString("phone_number_id"),
                        row.getString("access_token")))
                .findOne());
        return addressee.map(it -> perform(id, it, action, role, metadata)).orElseGet(Result.Missing::new);
    }

    private Result perform(long id, Addressee addressee, Action action, Optional<String> role, Optional<String> metadata) {
        return switch (encryption.open(addressee.storedToken(), SecretOwner.accessTokenOf(addressee.accountId()))) {
            case Decrypted.Unreadable(String why) -> new Result.Refused("the access token can't be decrypted: " + why);
            case Decrypted.Clear(Secret token) ->
                switch (graph.post(
                        List.of(addressee.phoneNumberId(), "thread_control"),
                        request(addressee, action, role, metadata),
                        token)) {
                    case GraphAnswer.Refused(int code, String line) -> new Result.Refused(line);
                    case GraphAnswer.Unclear(String line) -> new Result.Unclear(line);
                    case GraphAnswer.Fine(var body) -> done(id, action, role);
                };
        };
    }

    private static ObjectNode request(Addressee addressee, Action action, Optional<String> role, Optional<String> metadata) {
        ObjectNode body = Json.object().put("messaging_product", "whatsapp");
        if (addressee.userId() != null) {
            body.put("recipient", addressee.userId());
        } else {
            body.put("to", "+" + (addressee.phone() == null ? addressee.contactId() : addressee.phone()));
        }
        body.put("action", action.word);
        metadata.ifPresent(it -> body.put("metadata", it));
        role.ifPresent(it -> body.putObject("control_pass").put("target_role", it));
        return body;
    }

    private Result done(long id, Action action, Optional<String> role) {
        return jdbi.inTransaction(handle -> {
            handle.createUpdate(OWNED)
                    .bind("id", id)
                    .bind("owner", action.owner)
                    .bind("role", action == Action.PASS ? role.orElse("escalation") : "")
                    .execute();
            if (action == Action.PASS) {
                handle.createUpdate(NOT_OURS).bind("id", id).execute();
            }
            return new Result.Done(ConversationStore.find(handle, id).orElseThrow());
        });
    }
}
