package org.wahook.worker.reply;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.wahook.platform.database.DatabaseErrors;
import org.wahook.platform.json.Json;
import org.wahook.platform.secrets.Encryption;
import org.wahook.platform.telemetry.Redaction;
import org.wahook.worker.outcome.Reason;

/**
 * Writes how far a reply is: draft, sending, sent. Before Meta is asked each write is fenced by the turn. What Meta has
 * answered is a fact and is written down whoever has the turn.
 */
public final class Replies {

    /** The first to find it so sets the time: what a worker left behind counts from when it was found. */
    private static final String FOUND_SENDING = """
            UPDATE messages SET settle_at = now() + :settle * interval '1 ms'
            WHERE id = :id AND status = 'sending' AND sends = :sends AND settle_at IS NULL
            """;

    /** What failed with Meta's id was accepted first; without it, it was given up. */
    private static final String IS_WITH_META =
            "SELECT status NOT IN ('draft', 'sending') AND (status <> 'failed' OR wa_message_id IS NOT NULL)"
                    + " FROM messages WHERE id = :id";

    private static final String MAY_ANSWER = """
            SELECT EXISTS (SELECT 1 FROM whatsapp_conversations
                           WHERE %s AND NOT (bot_paused AND (bot_paused_until IS NULL OR bot_paused_until > now())))
            """.formatted(Fence.HELD);

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

    /** Its files are with Meta. */
    private static final String WITH_CONTENT = """
            UPDATE messages SET payload = :payload::jsonb
            WHERE id = :id AND status IN ('draft', 'sending') AND sends = :sends
            """;

    /** Meta will not take it as it is: it is plain text from now on. */
    private static final String DEGRADE = """
            UPDATE messages SET type = 'text', text = :text, prompt = NULL, payload = NULL, status = 'draft', settle_at = NULL,
                                error = :error::jsonb
            WHERE id = :id AND status IN ('draft', 'sending') AND sends = :sends
            """;

    private final Jdbi jdbi;
    private final BotStates states;
    private final AwaitedAnswers awaited;
    private final FollowUps followUps;
    private final Fallbacks fallbacks;
    private final TurnResolution resolution;
    private final RequestBatcher<Keep, List<StoredMessage>> keeps;
    private final RequestBatcher<Start, Boolean> starts;
    private final RequestBatcher<Accepted, Boolean> accepted;

    record Keep(OpenTurn open, List<Draft> drafts, BotMemory memory) {}

    record Start(ClaimedTurn turn, StoredMessage part) {}

    record Accepted(UUID accountId, long id, String wamid) {}

    /** For states in clear. */
    public Replies(Jdbi jdbi) {
        this(jdbi, Encryption.none());
    }

    public Replies(Jdbi jdbi, Encryption encryption) {
        this.jdbi = jdbi;
        this.states = new BotStates(jdbi, encryption);
        this.awaited = new AwaitedAnswers(jdbi, encryption);
        this.followUps = new FollowUps(jdbi);
        this.fallbacks = new Fallbacks(jdbi);
        this.resolution = new TurnResolution(jdbi);
        ReplyStatements batch = new ReplyStatements(jdbi, states, RowLock.SKIP);
        ReplyStatements single = new ReplyStatements(jdbi, states, RowLock.WAIT);
        this.keeps = new RequestBatcher<>(
                it -> it.open().turn().conversationId(),
                batch::keep,
                keep -> single.keep(List.of(keep))
                        .getOrDefault(keep.open().turn().conversationId(), List.of()));
        this.starts = new RequestBatcher<>(
                it -> it.part().id(),
                batch::startSending,
                start -> single.startSending(List.of(start))
                        .getOrDefault(start.part().id(), false));
        this.accepted = new RequestBatcher<>(
                Accepted::id, batch::sent, news -> single.sent(List.of(news)).getOrDefault(news.id(), false));
    }

    /** What bots leave behind in conversations. */
    BotStates states() {
        return states;
    }

    /** The callbacks that bots were offered. */
    AwaitedAnswers awaited() {
        return awaited;
    }

    FollowUps followUps() {
        return followUps;
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
     * the first to Meta, as if {@link #startSending} had been asked for it, unless a file of it must be uploaded before.
     */
    List<StoredMessage> keep(OpenTurn open, List<Draft> drafts, BotMemory memory) {
        return keeps.ask(new Keep(open, drafts, memory));
    }

    /** Plain text. */
    List<StoredMessage> keep(OpenTurn open, List<String> texts) {
        return keep(open, Draft.texts(texts), BotMemory.NONE);
    }

    /** Takes the right to hand a part to Meta; false when the turn, or the part, is no longer ours to send. */
    boolean startSending(ClaimedTurn turn, StoredMessage part) {
        return starts.ask(new Start(turn, part));
    }

    /** Somebody began to send it and said no more. After this time, without news from Meta, it may be sent again. */
    void foundSending(StoredMessage part, Duration settle) {
        jdbi.useHandle(handle -> handle.createUpdate(FOUND_SENDING)
                .bind("id", part.id())
                .bind("sends", part.sends())
                .bind("settle", settle.toMillis())
                .execute());
    }

    /** Whether Meta has accepted it, whatever became of it then. */
    boolean isWithMeta(long id) {
        return jdbi.withHandle(handle -> handle.createQuery(IS_WITH_META)
                .bind("id", id)
                .mapTo(Boolean.class)
                .one());
    }

    /** Whether the bot may still answer in this turn: it is ours, and no person has taken the conversation over. */
    boolean mayAnswer(ClaimedTurn turn) {
        return jdbi.withHandle(handle -> Fence.bind(handle.createQuery(MAY_ANSWER), turn)
                .mapTo(Boolean.class)
                .one());
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

    /** Meta refused it; the same in words takes its place. What is answered can be sent. */
    StoredMessage degrade(StoredMessage part, String text, String error) {
        return degrade(part, text, error, part.sends() + 1);
    }

    /** The same before it was handed to Meta. */
    StoredMessage degradeUnsent(StoredMessage part, String text, String error) {
        return degrade(part, text, error, part.sends());
    }

    private StoredMessage degrade(StoredMessage part, String text, String error, int sends) {
        jdbi.useHandle(handle -> handle.createUpdate(DEGRADE)
                .bind("id", part.id())
                .bind("sends", sends)
                .bind("text", text)
                .bind("error", errorJson(Reason.GRAPH_REJECTED, error))
                .execute());
        return part.degraded(text, sends);
    }

    /** The same message with other content, before it is handed to Meta. */
    StoredMessage withContent(StoredMessage part, String payload) {
        jdbi.useHandle(handle -> handle.createUpdate(WITH_CONTENT)
                .bind("id", part.id())
                .bind("sends", part.sends())
                .bind("payload", payload)
                .execute());
        return part.withContent(payload);
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
