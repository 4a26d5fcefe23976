package org.wahook.admin.conversation;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.wahook.admin.rest.IfMatch;
import org.wahook.platform.broker.Publication;
import org.wahook.platform.json.Json;
import org.wahook.shared.account.ClientSettings;

/**
 * Takes a conversation over from the bot, gives it back, and keeps what a person writes. A wake-up that comes a little
 * later is confirmed by RabbitMQ before the change is made, so that no change is without one; another follows the change
 * at once. No row is locked while RabbitMQ is waited for.
 */
public final class ConversationChanges {

    private static final String READ = """
            SELECT c.chatbot_id, c.whatsapp_account_id, a.phone_number_id, c.bot_version,
                   a.status = 'active' AND b.status = 'active' AS active, a.paused_reason, b.settings::text AS settings,
                   (SELECT human_pause FROM routing_progress) AS human_pause,
                   c.bot_paused AND c.bot_paused_until IS NULL AS paused_for_good
            FROM whatsapp_conversations c
            JOIN whatsapp_accounts a ON a.id = c.whatsapp_account_id
            JOIN chatbots b ON b.id = c.chatbot_id
            WHERE c.id = :id
            """;

    private static final String LOCK = READ + " FOR NO KEY UPDATE OF c";

    /**
     * A pause takes the turn away from whoever has it: the reply that the bot is thinking of is not kept, and a job that
     * waits for its next attempt holds up no person. inbound_seq makes the holder of a turn look again. What is given back to
     * the bot is handed over no more.
     */
    private static final String CHANGE = """
            UPDATE whatsapp_conversations
            SET bot_paused = :paused, bot_paused_until = :until::timestamptz, bot_version = bot_version + 1,
                inbound_seq = inbound_seq + 1, turn_job = CASE WHEN :paused THEN NULL ELSE turn_job END,
                turn_expires_at = CASE WHEN :paused THEN NULL ELSE turn_expires_at END,
                handoff_at = CASE WHEN :paused THEN handoff_at END
            WHERE id = :id
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

    /**
     * A person has written: the bot is silent for as long as the client wants, or HUMAN_PAUSE of the workers. One that was
     * answering gives way, as with any pause.
     */
    private static final String PAUSE = """
            UPDATE whatsapp_conversations
            SET bot_paused = true, bot_version = bot_version + 1,
                bot_paused_until = greatest(:until::timestamptz, CASE WHEN bot_paused THEN bot_paused_until END),
                turn_job = CASE WHEN bot_paused AND bot_paused_until > now() THEN turn_job END,
                turn_expires_at = CASE WHEN bot_paused AND bot_paused_until > now() THEN turn_expires_at END
            WHERE id = :id
            """;

    private static final String PAUSED_ERROR =
            "{\"reason\": \"conversation_paused\", \"message\": \"a person took over\"}";

    /** Who is overtaken by others so often is told that the conversation has changed. */
    private static final int MOST_ATTEMPTS = 5;

    private final Jdbi jdbi;
    private final WakeUps wakeUps;

    public ConversationChanges(Jdbi jdbi, WakeUps wakeUps) {
        this.jdbi = jdbi;
        this.wakeUps = wakeUps;
    }

    /** @param humanPause how long a person's message pauses the bot; zero where it doesn't */
    private record Locked(
            WakeUps.Address address, long version, boolean active, Optional<String> pausedReason, Duration humanPause) {

        Optional<Instant> pauseUntil() {
            return humanPause.isPositive()
                    ? Optional.of(Instant.now().plus(humanPause).truncatedTo(ChronoUnit.MILLIS))
                    : Optional.empty();
        }
    }

    BotChangeResult change(long id, BotChange change, IfMatch ifMatch) {
        String seen = "";
        for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
            Optional<Locked> now = jdbi.withHandle(handle -> read(handle, READ, id));
            if (now.isEmpty()) {
                return new BotChangeResult.Missing();
            }
            seen = "bot-" + now.get().version();
            if (!ifMatch.allows(seen)) {
                break;
            }
            Optional<Instant> until =
                    change.resumeAfter().map(after -> Instant.now().plus(after).truncatedTo(ChronoUnit.MILLIS));
            if (!wakeUps.publish(ahead(now.get(), until))) {
                return new BotChangeResult.Unconfirmed();
            }
            Optional<Conversation> changed = change(now.get(), change, until);
            if (changed.isPresent()) {
                wakeUps.publish(List.of(wakeUps.now(now.get().address())));
                return new BotChangeResult.Changed(changed.get());
            }
        }
        return new BotChangeResult.Stale(seen);
    }

    private List<Publication> ahead(Locked now, Optional<Instant> until) {
        List<Publication> jobs = new ArrayList<>();
        until.ifPresent(end -> jobs.add(wakeUps.at(now.address(), now.version() + 1, end)));
        jobs.add(wakeUps.soon(now.address()));
        return jobs;
    }

    /** Empty where somebody else has changed it since it was read. */
    private Optional<Conversation> change(Locked seen, BotChange change, Optional<Instant> until) {
        long id = seen.address().conversationId();
        return jdbi.inTransaction(handle -> {
            boolean same = read(handle, LOCK, id)
                    .filter(locked -> locked.version() == seen.version())
                    .isPresent();
            if (!same) {
                return Optional.empty();
            }
            handle.createUpdate(CHANGE)
                    .bind("id", id)
                    .bind("paused", change.paused())
                    .bind("until", until.map(Instant::toString).orElse(null))
                    .execute();
            if (change.paused()) {
                handle.createUpdate(DROP_DRAFTS)
                        .bind("id", id)
                        .bind("error", PAUSED_ERROR)
                        .execute();
            }
            return ConversationStore.find(handle, id);
        });
    }

    WritingResult write(long id, String text, Optional<String> idempotencyKey) {
        for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
            Optional<Locked> now = jdbi.withHandle(handle -> read(handle, READ, id));
            if (now.isEmpty()) {
                return new WritingResult.Missing();
            }
            Optional<WritingResult> refusal = jdbi.withHandle(handle -> refusal(handle, now.get(), idempotencyKey));
            if (refusal.isPresent()) {
                return refusal.get();
            }
            Optional<Instant> until = now.get().pauseUntil();
            if (!wakeUps.publish(ahead(now.get(), until))) {
                return new WritingResult.Unconfirmed();
            }
            Optional<WritingResult> writing =
                    jdbi.inTransaction(handle -> write(handle, now.get(), until, text, idempotencyKey));
            if (writing.isPresent()) {
                if (writing.get() instanceof WritingResult.Written) {
                    wakeUps.publish(List.of(wakeUps.now(now.get().address())));
                }
                return writing.get();
            }
        }
        return new WritingResult.Unconfirmed();
    }

    /** Empty where somebody else has changed the pause since it was read. */
    private static Optional<WritingResult> write(
            Handle handle, Locked seen, Optional<Instant> until, String text, Optional<String> idempotencyKey) {
        long id = seen.address().conversationId();
        Optional<Locked> locked = read(handle, LOCK, id);
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
        until.ifPresent(end -> pause(handle, id, end));
        return Optional.of(insert(handle, id, text, idempotencyKey));
    }

    private static void pause(Handle handle, long id, Instant until) {
        handle.createUpdate(PAUSE)
                .bind("id", id)
                .bind("until", until.toString())
                .execute();
        handle.createUpdate(DROP_DRAFTS)
                .bind("id", id)
                .bind("error", PAUSED_ERROR)
                .execute();
    }

    private static Optional<WritingResult> refusal(Handle handle, Locked locked, Optional<String> idempotencyKey) {
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

    private static Optional<WritingResult> refusal(Handle handle, Locked locked) {
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

    private static Optional<Locked> read(Handle handle, String sql, long id) {
        return handle.createQuery(sql)
                .bind("id", id)
                .map((row, context) -> new Locked(
                        new WakeUps.Address(
                                row.getString("chatbot_id"),
                                row.getObject("whatsapp_account_id", UUID.class),
                                row.getString("phone_number_id"),
                                id),
                        row.getLong("bot_version"),
                        row.getBoolean("active"),
                        Optional.ofNullable(row.getString("paused_reason")),
                        row.getBoolean("paused_for_good") ? Duration.ZERO : humanPause(row)))
                .findOne();
    }

    private static Duration humanPause(ResultSet row) throws SQLException {
        Duration usual = Duration.ofMillis(row.getLong("human_pause"));
        return ClientSettings.read(row.getString("settings")).humanPause().orElse(usual);
    }
}
