package org.wahook.admin.conversation;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.wahook.admin.rest.IfMatch;

/**
 * Takes a conversation over from the bot and gives it back. A delayed job is published and confirmed before the change, so that
 * each change has one even if this process dies; another job is published right after it. No row is locked while RabbitMQ is
 * waited for.
 */
public final class BotPauses {

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

    private final Jdbi jdbi;
    private final WakeUps wakeUps;

    public BotPauses(Jdbi jdbi, WakeUps wakeUps) {
        this.jdbi = jdbi;
        this.wakeUps = wakeUps;
    }

    BotChangeResult change(long id, BotChange change, IfMatch ifMatch) {
        String seen = "";
        for (int attempt = 0; attempt < SeenConversation.MOST_ATTEMPTS; attempt++) {
            Optional<SeenConversation> now = jdbi.withHandle(handle -> SeenConversation.read(handle, id));
            if (now.isEmpty()) {
                return new BotChangeResult.Missing();
            }
            seen = "bot-" + now.get().version();
            if (!ifMatch.allows(seen)) {
                break;
            }
            Optional<Instant> until =
                    change.resumeAfter().map(after -> Instant.now().plus(after).truncatedTo(ChronoUnit.MILLIS));
            if (!wakeUps.publish(wakeUps.ahead(now.get(), until))) {
                return new BotChangeResult.Unconfirmed();
            }
            Optional<Conversation> changed = change(now.get(), change, until);
            if (changed.isPresent()) {
                wakeUps.now(now.get().address());
                return new BotChangeResult.Changed(changed.get());
            }
        }
        return new BotChangeResult.Stale(seen);
    }

    /** Empty where somebody else has changed it since it was read. */
    private Optional<Conversation> change(SeenConversation seen, BotChange change, Optional<Instant> until) {
        long id = seen.address().conversationId();
        return jdbi.inTransaction(handle -> {
            boolean same = SeenConversation.lock(handle, id)
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
                dropDrafts(handle, id);
            }
            return ConversationStore.find(handle, id);
        });
    }

    /** Within the transaction that stores what a person has written. */
    static void pause(Handle handle, long id, Instant until) {
        handle.createUpdate(PAUSE)
                .bind("id", id)
                .bind("until", until.toString())
                .execute();
        dropDrafts(handle, id);
    }

    private static void dropDrafts(Handle handle, long id) {
        handle.createUpdate(DROP_DRAFTS)
                .bind("id", id)
                .bind("error", PAUSED_ERROR)
                .execute();
    }
}
