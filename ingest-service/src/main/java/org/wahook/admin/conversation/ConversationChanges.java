package org.wahook.admin.conversation;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.wahook.admin.rest.IfMatch;
import org.wahook.platform.broker.Publication;
import org.wahook.platform.json.Json;

/**
 * Takes a conversation over from the bot, gives it back, and keeps what a person writes. The wake-up for the workers is
 * confirmed by RabbitMQ while the conversation's row is locked, and the change is made only then: a worker that comes at
 * once waits for the row, and none is woken up for nothing or not at all.
 */
public final class ConversationChanges {

    private static final String LOCK = """
            SELECT c.chatbot_id, c.whatsapp_account_id, a.phone_number_id, c.bot_version,
                   a.status = 'active' AND b.status = 'active' AS active, a.paused_reason
            FROM whatsapp_conversations c
            JOIN whatsapp_accounts a ON a.id = c.whatsapp_account_id
            JOIN chatbots b ON b.id = c.chatbot_id
            WHERE c.id = :id FOR NO KEY UPDATE OF c
            """;

    /**
     * A pause takes the turn away from whoever has it: the reply that the bot is thinking of is not kept, and a job that
     * waits for its next attempt holds up no person. inbound_seq makes the holder of a turn look again.
     */
    private static final String CHANGE = """
            UPDATE whatsapp_conversations
            SET bot_paused = :paused, bot_paused_until = now() + :after * interval '1 ms', bot_version = bot_version + 1,
                inbound_seq = inbound_seq + 1, turn_job = CASE WHEN :paused THEN NULL ELSE turn_job END,
                turn_expires_at = CASE WHEN :paused THEN NULL ELSE turn_expires_at END
            WHERE id = :id
            RETURNING bot_version, bot_paused_until
            """;

    /** A reply that was kept and not begun to be sent would come too late after the pause: it is asked for again then. */
    private static final String DROP_DRAFTS = """
            WITH dropped AS (
                UPDATE messages m SET status = 'failed', settle_at = NULL, error = :error::jsonb
                WHERE m.conversation_id = :id AND m.direction = 'outbound' AND m.status = 'draft' AND NOT m.by_human
                  AND NOT EXISTS (SELECT 1 FROM messages o
                                  WHERE o.conversation_id = :id AND o.direction = 'outbound' AND o.status <> 'draft'
                                    AND o.turn_number = m.turn_number)
                RETURNING m.turn_number)
            UPDATE messages SET turn_number = NULL
            WHERE conversation_id = :id AND (status IN ('pending', 'draft', 'sending')) IS TRUE
              AND status = 'pending' AND turn_number IN (SELECT turn_number FROM dropped)
            """;

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

    private static final String PAUSED_ERROR =
            "{\"reason\": \"conversation_paused\", \"message\": \"a person took over\"}";

    private final Jdbi jdbi;
    private final WakeUps wakeUps;

    public ConversationChanges(Jdbi jdbi, WakeUps wakeUps) {
        this.jdbi = jdbi;
        this.wakeUps = wakeUps;
    }

    /** What came of a change. */
    sealed interface Change {
        record Changed(Conversation conversation) implements Change {}

        record Missing() implements Change {}

        record Stale(String version) implements Change {}

        /** RabbitMQ did not confirm: nothing was changed. */
        record Unconfirmed() implements Change {}
    }

    /** What came of a message. */
    sealed interface Writing {
        /** Kept, and a worker was told. */
        record Written(ConversationMessage message) implements Writing {}

        /** The same request came before, by its Idempotency-Key. */
        record Repeated(ConversationMessage message) implements Writing {}

        record Missing() implements Writing {}

        /** The integration or its chatbot is inactive. */
        record Inactive() implements Writing {}

        record AccountPaused(String why) implements Writing {}

        /** @param since when it closed; empty where the customer has never written */
        record WindowClosed(Optional<Instant> since) implements Writing {}

        record Unconfirmed() implements Writing {}
    }

    private record Locked(WakeUps.Address address, long version, boolean active, Optional<String> pausedReason) {}

    /** Ends the transaction without a trace. */
    private static final class NotConfirmedException extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    Change change(long id, BotChange change, IfMatch ifMatch) {
        try {
            return jdbi.inTransaction(handle -> {
                Optional<Locked> locked = lock(handle, id);
                if (locked.isEmpty()) {
                    return new Change.Missing();
                }
                String seen = "bot-" + locked.get().version();
                return ifMatch.allows(seen) ? change(handle, locked.get(), change) : new Change.Stale(seen);
            });
        } catch (NotConfirmedException e) {
            return new Change.Unconfirmed();
        }
    }

    private Change change(Handle handle, Locked locked, BotChange change) {
        WakeUps.Address to = locked.address();
        List<Publication> jobs = new ArrayList<>();
        handle.createQuery(CHANGE)
                .bind("id", to.conversationId())
                .bind("paused", change.paused())
                .bind("after", change.resumeAfter().map(Duration::toMillis).orElse(null))
                .map((row, context) -> Optional.ofNullable(row.getObject("bot_paused_until", OffsetDateTime.class))
                        .map(until -> wakeUps.at(to, locked.version() + 1, until.toInstant())))
                .one()
                .ifPresent(jobs::add);
        if (change.paused()) {
            handle.createUpdate(DROP_DRAFTS)
                    .bind("id", to.conversationId())
                    .bind("error", PAUSED_ERROR)
                    .execute();
        }
        jobs.add(wakeUps.now(to));
        Conversation changed =
                ConversationStore.find(handle, to.conversationId()).orElseThrow();
        confirm(jobs);
        return new Change.Changed(changed);
    }

    Writing write(long id, String text, Optional<String> idempotencyKey) {
        try {
            return jdbi.inTransaction(handle -> {
                Optional<Locked> locked = lock(handle, id);
                if (locked.isEmpty()) {
                    return new Writing.Missing();
                }
                Optional<Writing> refusal = idempotencyKey
                        .<Writing>flatMap(key -> repeated(handle, id, key))
                        .or(() -> refusal(handle, locked.get()));
                return refusal.isPresent() ? refusal.get() : write(handle, locked.get(), text, idempotencyKey);
            });
        } catch (NotConfirmedException e) {
            return new Writing.Unconfirmed();
        }
    }

    private static Optional<Writing> repeated(Handle handle, long id, String key) {
        return handle.createQuery(REPEATED)
                .bind("id", id)
                .bind("key", key)
                .<Writing>map((row, context) -> new Writing.Repeated(ConversationStore.message(row)))
                .findOne();
    }

    private static Optional<Writing> refusal(Handle handle, Locked locked) {
        if (!locked.active()) {
            return Optional.of(new Writing.Inactive());
        }
        if (locked.pausedReason().isPresent()) {
            return locked.pausedReason().map(Writing.AccountPaused::new);
        }
        Optional<Instant> closes = ConversationStore.find(
                        handle, locked.address().conversationId())
                .flatMap(Conversation::windowClosesAt);
        return closes.filter(Instant.now()::isBefore).isPresent()
                ? Optional.empty()
                : Optional.of(new Writing.WindowClosed(closes));
    }

    private Writing write(Handle handle, Locked locked, String text, Optional<String> idempotencyKey) {
        ConversationMessage written = handle.createQuery(WRITE)
                .bind("id", locked.address().conversationId())
                .bind("text", text)
                .bind(
                        "payload",
                        idempotencyKey
                                .map(key -> Json.text(Json.object().put("idempotency_key", key)))
                                .orElse(null))
                .map((row, context) -> ConversationStore.message(row))
                .one();
        confirm(List.of(wakeUps.now(locked.address())));
        return new Writing.Written(written);
    }

    private void confirm(List<Publication> jobs) {
        if (!wakeUps.publish(jobs)) {
            throw new NotConfirmedException();
        }
    }

    private static Optional<Locked> lock(Handle handle, long id) {
        return handle.createQuery(LOCK)
                .bind("id", id)
                .map((row, context) -> new Locked(
                        new WakeUps.Address(
                                row.getString("chatbot_id"),
                                row.getObject("whatsapp_account_id", UUID.class),
                                row.getString("phone_number_id"),
                                id),
                        row.getLong("bot_version"),
                        row.getBoolean("active"),
                        Optional.ofNullable(row.getString("paused_reason"))))
                .findOne();
    }
}
