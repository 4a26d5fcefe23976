package org.wahook.worker.reply;

import static org.wahook.worker.reply.Fence.WITH_FENCE;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.wahook.platform.database.DatabaseErrors;
import org.wahook.platform.json.Json;
import org.wahook.platform.telemetry.Redaction;
import org.wahook.worker.outcome.Reason;

/**
 * Writes how far a reply is: draft, sending, sent. Before Meta is asked each write is fenced by the turn. What Meta has
 * answered is a fact and is written down whoever has the turn.
 */
public final class Replies {

    /** The first part is marked as being sent at once, since its keeper hands it to Meta next. */
    private static final String KEEP = WITH_FENCE + """
            , questions AS (
                UPDATE messages SET turn_number = :number
                WHERE id = ANY (:pending) AND EXISTS (SELECT 1 FROM fence))
            INSERT INTO messages (chatbot_id, conversation_id, direction, type, text, status, sends, turn_number, part)
            SELECT :chatbot, fence.id, 'outbound', 'text', part.text,
                   CASE part.number WHEN 1 THEN 'sending' ELSE 'draft' END, CASE part.number WHEN 1 THEN 1 ELSE 0 END,
                   :number, part.number
            FROM fence, unnest(:texts) WITH ORDINALITY AS part (text, number)
            RETURNING id, part, text
            """;

    /**
     * Only one can raise {@code sends} from the number it has seen: that one sends. Without the fence's lock a new holder
     * would find its part taken and let its job go.
     */
    private static final String SENDING = WITH_FENCE + """
            UPDATE messages
            SET status = 'sending', sends = sends + 1, settle_at = NULL, turn_number = coalesce(turn_number, :number)
            FROM fence
            WHERE messages.id = :id AND sends = :sends AND status IN ('draft', 'sending')
            """;

    /** The first to find it so sets the time: what a worker left behind counts from when it was found. */
    private static final String FOUND_SENDING = """
            UPDATE messages SET settle_at = now() + :settle * interval '1 ms'
            WHERE id = :id AND status = 'sending' AND sends = :sends AND settle_at IS NULL
            """;

    private static final String STATUS = "SELECT status FROM messages WHERE id = :id";

    /** Also notes, once a second at most, that this account can send. Nobody waits for that: a locked row is skipped. */
    private static final String SENT = """
            WITH account AS (
                SELECT account_id FROM whatsapp_account_health
                WHERE account_id = :account AND (last_send_at IS NULL OR last_send_at < now() - interval '1 second')
                FOR NO KEY UPDATE SKIP LOCKED),
            noted AS (
                UPDATE whatsapp_account_health h SET last_send_at = now()
                FROM account WHERE h.account_id = account.account_id)
            UPDATE messages
            SET status = CASE WHEN status IN ('draft', 'sending') THEN 'sent' ELSE status END,
                wa_message_id = coalesce(wa_message_id, :wamid), sent_at = coalesce(sent_at, now()), settle_at = NULL
            WHERE id = :id
            """;

    private static final String NOTE_ERROR = """
            WITH account AS (
                SELECT account_id FROM whatsapp_account_health
                WHERE account_id = :account FOR NO KEY UPDATE SKIP LOCKED),
            noted AS (
                UPDATE whatsapp_account_health h SET last_error = :line, last_error_at = now()
                FROM account WHERE h.account_id = account.account_id)
            """;

    private static final String BACK_TO_DRAFT = NOTE_ERROR + """
            UPDATE messages SET status = 'draft', settle_at = NULL, error = :error::jsonb
            WHERE id = :id AND status = 'sending' AND sends = :sends
            """;

    private static final String UNKNOWN = NOTE_ERROR + """
            UPDATE messages SET settle_at = now() + :settle * interval '1 ms', error = :error::jsonb
            WHERE id = :id AND status = 'sending' AND sends = :sends
            """;

    private final Jdbi jdbi;
    private final Fallbacks fallbacks;
    private final TurnResolution resolution;
    private final RequestBatcher<Keep, List<StoredMessage>> keeps;
    private final RequestBatcher<Start, Boolean> starts;
    private final RequestBatcher<Accepted, Boolean> accepted;

    record Keep(OpenTurn open, List<String> texts) {}

    record Start(ClaimedTurn turn, StoredMessage part) {}

    record Accepted(UUID accountId, long id, String wamid) {}

    public Replies(Jdbi jdbi) {
        this.jdbi = jdbi;
        this.fallbacks = new Fallbacks(jdbi);
        this.resolution = new TurnResolution(jdbi);
        ReplyBatches batches = new ReplyBatches(jdbi);
        this.keeps = new RequestBatcher<>(it -> it.open().turn().conversationId(), batches::keep, this::keep);
        this.starts = new RequestBatcher<>(it -> it.part().id(), batches::startSending, this::startSending);
        this.accepted = new RequestBatcher<>(Accepted::id, batches::sent, this::sent);
    }

    Fallbacks fallbacks() {
        return fallbacks;
    }

    /** For what won't be answered by the bot. */
    public TurnResolution resolution() {
        return resolution;
    }

    /**
     * Keeps the parts, and answers them in order; none when the turn is no longer ours. The caller has the right to hand
     * the first to Meta, as if {@link #startSending} had been asked for it.
     */
    List<StoredMessage> keep(OpenTurn open, List<String> texts) {
        return keeps.ask(new Keep(open, texts));
    }

    private List<StoredMessage> keep(Keep keep) {
        ClaimedTurn turn = keep.open().turn();
        return jdbi
                .withHandle(handle -> Fence.bind(handle.createQuery(KEEP), turn)
                        .bind("chatbot", turn.chatbotId())
                        .bind("pending", keep.open().pendingIds().toArray(Long[]::new))
                        .bind("texts", keep.texts().toArray(String[]::new))
                        .map((row, context) -> StoredMessage.draft(
                                row.getLong("id"), row.getString("text"), turn.number(), row.getInt("part")))
                        .list())
                .stream()
                .sorted(Comparator.comparingInt(StoredMessage::part))
                .toList();
    }

    /** Takes the right to hand a part to Meta; false when the turn, or the part, is no longer ours to send. */
    boolean startSending(ClaimedTurn turn, StoredMessage part) {
        return starts.ask(new Start(turn, part));
    }

    private boolean startSending(Start start) {
        return jdbi.withHandle(handle -> Fence.bind(handle.createUpdate(SENDING), start.turn())
                        .bind("id", start.part().id())
                        .bind("sends", start.part().sends())
                        .execute())
                == 1;
    }

    /** Somebody began to send it and said no more. After this time, without news from Meta, it may be sent again. */
    void foundSending(StoredMessage part, Duration settle) {
        jdbi.useHandle(handle -> handle.createUpdate(FOUND_SENDING)
                .bind("id", part.id())
                .bind("sends", part.sends())
                .bind("settle", settle.toMillis())
                .execute());
    }

    String statusOf(long id) {
        return jdbi.withHandle(handle ->
                handle.createQuery(STATUS).bind("id", id).mapTo(String.class).one());
    }

    /**
     * Meta has it. Nobody else knows that yet, so it is tried for as long as the database is away: whoever took the turn
     * over would send it again.
     */
    void sent(UUID accountId, long id, String wamid) {
        while (true) {
            try {
                accepted.ask(new Accepted(accountId, id, wamid));
                return;
            } catch (JdbiException e) {
                boolean passes = DatabaseErrors.isOutage(e) || DatabaseErrors.isLocked(e);
                if (!passes || !BoundedWait.pause()) {
                    throw e;
                }
            }
        }
    }

    private boolean sent(Accepted news) {
        return jdbi.withHandle(handle -> handle.createUpdate(SENT)
                        .bind("id", news.id())
                        .bind("wamid", news.wamid())
                        .bind("account", news.accountId())
                        .execute())
                == 1;
    }

    /** Meta did not take it, and said so: it can be sent again at any time. */
    void notSent(UUID accountId, StoredMessage part, Reason reason, String error) {
        jdbi.useHandle(handle -> handle.createUpdate(BACK_TO_DRAFT)
                .bind("account", accountId)
                .bind("line", Redaction.line(error))
                .bind("id", part.id())
                .bind("sends", part.sends() + 1)
                .bind("error", errorJson(reason, error))
                .execute());
    }

    /** Nobody knows whether Meta took it. */
    void unknown(UUID accountId, StoredMessage part, Duration settle, String error) {
        jdbi.useHandle(handle -> handle.createUpdate(UNKNOWN)
                .bind("account", accountId)
                .bind("line", Redaction.line(error))
                .bind("id", part.id())
                .bind("sends", part.sends() + 1)
                .bind("settle", settle.toMillis())
                .bind("error", errorJson(Reason.GRAPH_OUTCOME_UNKNOWN, error))
                .execute());
    }

    static String errorJson(Reason reason, String error) {
        return Json.text(Json.object().put("reason", reason.word()).put("message", error));
    }
}
