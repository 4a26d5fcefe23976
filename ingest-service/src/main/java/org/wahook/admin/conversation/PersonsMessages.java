package org.wahook.admin.conversation;

import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.wahook.platform.json.Json;

/** Keeps what a person writes to a customer, for a worker to send. Its jobs are published as {@link BotPauses} says. */
public final class PersonsMessages {

    private static final String REPEATED = """
            SELECT * FROM messages
            WHERE conversation_id = :id AND by_human AND created_at > now() - interval '1 day'
              AND payload ->> 'idempotency_key' = :key
            ORDER BY id LIMIT 1
            """;

    private static final String WRITE = """
            WITH counted AS (
                UPDATE whatsapp_conversations SET inbound_seq = inbound_seq + 1 WHERE id = :id RETURNING id, chatbot_id)
            INSERT INTO messages (chatbot_id, conversation_id, direction, type, text, status, by_human, payload,
                callback_key)
            SELECT chatbot_id, id, 'outbound', 'text', :text, 'draft', true, :payload::jsonb, gen_random_uuid()
            FROM counted
            RETURNING *
            """;

    private final Jdbi jdbi;
    private final WakeUps wakeUps;

    public PersonsMessages(Jdbi jdbi, WakeUps wakeUps) {
        this.jdbi = jdbi;
        this.wakeUps = wakeUps;
    }

    WritingResult write(long id, String text, Optional<String> idempotencyKey) {
        for (int attempt = 0; attempt < SeenConversation.MOST_ATTEMPTS; attempt++) {
            Optional<SeenConversation> now = jdbi.withHandle(handle -> SeenConversation.read(handle, id));
            if (now.isEmpty()) {
                return new WritingResult.Missing();
            }
            Optional<WritingResult> refusal = jdbi.withHandle(handle -> refusal(handle, now.get(), idempotencyKey));
            if (refusal.isPresent()) {
                return refusal.get();
            }
            Optional<Instant> until = now.get().pauseUntil();
            if (!wakeUps.publish(wakeUps.ahead(now.get(), until))) {
                return new WritingResult.Unconfirmed();
            }
            Optional<WritingResult> writing =
                    jdbi.inTransaction(handle -> write(handle, now.get(), until, text, idempotencyKey));
            if (writing.isPresent()) {
                if (writing.get() instanceof WritingResult.Written) {
                    wakeUps.now(now.get().address());
                }
                return writing.get();
            }
        }
        return new WritingResult.Unconfirmed();
    }

    /** Empty where somebody else has changed the pause since it was read. */
    private static Optional<WritingResult> write(
            Handle handle,
            SeenConversation seen,
            Optional<Instant> until,
            String text,
            Optional<String> idempotencyKey) {
        long id = seen.address().conversationId();
        Optional<SeenConversation> locked = SeenConversation.lock(handle, id);
        if (locked.isEmpty()) {
            return Optional.of(new WritingResult.Missing());
        }
        Optional<WritingResult> refusal = refusal(handle, locked.get(), idempotencyKey);
        if (refusal.isPresent()) {
            return refusal;
        }
        if (locked.get().version() != seen.version()) {
            return Optional.empty();
        }
        until.ifPresent(end -> BotPauses.pause(handle, id, end));
        return Optional.of(insert(handle, id, text, idempotencyKey));
    }

    private static Optional<WritingResult> refusal(
            Handle handle, SeenConversation locked, Optional<String> idempotencyKey) {
        return idempotencyKey
                .<WritingResult>flatMap(key -> repeated(handle, locked.address().conversationId(), key))
                .or(() -> refusal(handle, locked));
    }

    private static Optional<WritingResult> repeated(Handle handle, long id, String key) {
        return handle.createQuery(REPEATED)
                .bind("id", id)
                .bind("key", key)
                .<WritingResult>map((row, context) -> new WritingResult.Repeated(ConversationStore.message(row)))
                .findOne();
    }

    private static Optional<WritingResult> refusal(Handle handle, SeenConversation locked) {
        if (!locked.active()) {
            return Optional.of(new WritingResult.Inactive());
        }
        if (locked.pausedReason().isPresent()) {
            return locked.pausedReason().map(WritingResult.AccountPaused::new);
        }
        Optional<Instant> closes = ConversationStore.find(
                        handle, locked.address().conversationId())
                .flatMap(Conversation::windowClosesAt);
        return closes.filter(Instant.now()::isBefore).isPresent()
                ? Optional.empty()
                : Optional.of(new WritingResult.WindowClosed(closes));
    }

    private static WritingResult insert(Handle handle, long id, String text, Optional<String> idempotencyKey) {
        return new WritingResult.Written(handle.createQuery(WRITE)
                .bind("id", id)
                .bind("text", text)
                .bind(
                        "payload",
                        idempotencyKey
                                .map(key -> Json.text(Json.object().put("idempotency_key", key)))
                                .orElse(null))
                .map((row, context) -> ConversationStore.message(row))
                .one());
    }
}
