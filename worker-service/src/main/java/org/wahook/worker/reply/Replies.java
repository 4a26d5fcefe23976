package org.wahook.worker.reply;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.wahook.shared.database.DatabaseErrors;
import org.wahook.shared.json.Json;
import org.wahook.shared.telemetry.Redaction;
import org.wahook.worker.outcome.Reason;

/**
 * Writes how far a reply is: draft, sending, sent. Before Meta is asked each write is fenced by the turn. What Meta has
 * answered is a fact and is written down whoever has the turn.
 */
public final class Replies {

    /**
     * The first part is marked as being sent at once, since its keeper hands it to Meta next. The lock on the
     * conversation makes a claim that comes at the same moment see the reply.
     */
    private static final String KEEP = """
            WITH fence AS (
                SELECT id FROM whatsapp_conversations
                WHERE id = :conversation AND turn_job = :job AND turn_number = :number
                FOR NO KEY UPDATE),
            questions AS (
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
     * Only one can raise {@code sends} from the number it has seen: that one sends. The lock on the conversation makes a
     * claim that comes at the same moment see it; else the new holder would find its part taken and let its job go.
     */
    private static final String SENDING = """
            WITH fence AS (
                SELECT id FROM whatsapp_conversations
                WHERE id = :conversation AND turn_job = :job AND turn_number = :number
                FOR NO KEY UPDATE)
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

    private static final String IGNORE = """
            UPDATE messages SET status = 'ignored', error = :error::jsonb
            WHERE id = ANY (:ids) AND status = 'pending'
              AND EXISTS (SELECT 1 FROM whatsapp_conversations
                          WHERE id = :conversation AND turn_job = :job AND turn_number = :number)
            """;

    private static final String ABANDON = """
            UPDATE messages SET status = 'failed', error = :error::jsonb, settle_at = NULL
            WHERE conversation_id = :conversation AND (status IN ('pending', 'draft', 'sending')) IS TRUE
              AND direction = 'outbound' AND NOT by_human
            """;

    /** What a person wrote and Meta will not take: it stays in the history, with the reason. */
    private static final String HUMAN_FAILED = """
            UPDATE messages SET status = 'failed', error = :error::jsonb, settle_at = NULL
            WHERE id = ANY (:ids) AND by_human AND status IN ('draft', 'sending')
            """;

    /** A person's reply answers what was said before it; the bot's own reply to that, if it is not out yet, is dropped. */
    private static final String ANSWERED_BY_HUMAN = """
            WITH turn AS (
                SELECT id FROM whatsapp_conversations
                WHERE id = :conversation AND turn_job = :job AND turn_number = :number
                FOR NO KEY UPDATE),
            asked AS (
                SELECT id, turn_number FROM messages
                WHERE conversation_id = :conversation AND (status IN ('pending', 'draft', 'sending')) IS TRUE
                  AND status = 'pending' AND id < :reply AND EXISTS (SELECT 1 FROM turn)),
            dropped AS (
                UPDATE messages SET status = 'failed', error = :error::jsonb, settle_at = NULL
                WHERE conversation_id = :conversation AND (status IN ('pending', 'draft', 'sending')) IS TRUE
                  AND direction = 'outbound' AND NOT by_human
                  AND turn_number IN (SELECT asked.turn_number FROM asked) AND EXISTS (SELECT 1 FROM turn))
            UPDATE messages SET status = 'answered', turn_number = reply.turn_number
            FROM asked, (SELECT turn_number FROM messages WHERE id = :reply) AS reply
            WHERE messages.id = asked.id
            """;

    /**
     * Ends a turn that won't be answered. Messages that came after those it saw stay pending; so does everything where
     * another job has the turn by now.
     */
    private static final String GIVE_UP = """
            WITH turn AS (
                SELECT id FROM whatsapp_conversations
                WHERE id = :conversation AND (turn_job IS NULL OR turn_job = :job)
                FOR NO KEY UPDATE),
            questions AS (
                UPDATE messages SET status = 'failed', error = :error::jsonb
                WHERE conversation_id = :conversation AND (status IN ('pending', 'draft', 'sending')) IS TRUE
                  AND status = 'pending' AND (id = ANY (:ids) OR wa_message_id = ANY (:wamids))
                  AND EXISTS (SELECT 1 FROM turn)),
            drafts AS (
                UPDATE messages SET status = 'failed', error = :error::jsonb, settle_at = NULL
                WHERE conversation_id = :conversation AND (status IN ('pending', 'draft', 'sending')) IS TRUE
                  AND direction = 'outbound' AND (NOT by_human OR id = ANY (:ids)) AND EXISTS (SELECT 1 FROM turn))
            UPDATE whatsapp_conversations SET turn_job = NULL, turn_expires_at = NULL
            FROM turn
            WHERE whatsapp_conversations.id = turn.id
            """;

    private static final String LEFT_OVER = """
            SELECT EXISTS (SELECT 1 FROM messages
                           WHERE conversation_id = :conversation
                             AND (status IN ('pending', 'draft', 'sending')) IS TRUE AND status = 'pending')
            """;

    private final Jdbi jdbi;
    private final Fallbacks fallbacks;
    private final Batched<Keep, List<StoredMessage>> keeps;
    private final Batched<Start, Boolean> starts;
    private final Batched<Accepted, Boolean> accepted;

    record Keep(OpenTurn open, List<String> texts) {}

    record Start(ClaimedTurn turn, StoredMessage part) {}

    record Accepted(UUID accountId, long id, String wamid) {}

    public Replies(Jdbi jdbi) {
        this.jdbi = jdbi;
        this.fallbacks = new Fallbacks(jdbi);
        ReplyBatches batches = new ReplyBatches(jdbi);
        this.keeps = new Batched<>(it -> it.open().turn().conversationId(), batches::keep, this::keep);
        this.starts = new Batched<>(it -> it.part().id(), batches::startSending, this::startSending);
        this.accepted = new Batched<>(Accepted::id, batches::sent, this::sent);
    }

    Fallbacks fallbacks() {
        return fallbacks;
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
                .withHandle(handle -> handle.createQuery(KEEP)
                        .bind("conversation", turn.conversationId())
                        .bind("job", turn.jobId())
                        .bind("number", turn.number())
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
        return jdbi.withHandle(handle -> handle.createUpdate(SENDING)
                        .bind("id", start.part().id())
                        .bind("sends", start.part().sends())
                        .bind("conversation", start.turn().conversationId())
                        .bind("job", start.turn().jobId())
                        .bind("number", start.turn().number())
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
                if (!DatabaseErrors.isOutage(e) || !Waiting.pause()) {
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

    void ignore(ClaimedTurn turn, List<Long> ids, String why) {
        jdbi.useHandle(handle -> handle.createUpdate(IGNORE)
                .bind("ids", ids.toArray(Long[]::new))
                .bind("error", Json.text(Json.object().put("reason", why)))
                .bind("conversation", turn.conversationId())
                .bind("job", turn.jobId())
                .bind("number", turn.number())
                .execute());
    }

    /** A kept reply that came too late is not sent any more. */
    void abandon(long conversationId, Reason reason) {
        jdbi.useHandle(handle -> handle.createUpdate(ABANDON)
                .bind("conversation", conversationId)
                .bind("error", errorJson(reason, "the customer-service window is over"))
                .execute());
    }

    /** What a person wrote can't be sent; that one sees it in the history, and may write again. */
    void humanFailed(List<Long> ids, Reason reason, String error) {
        jdbi.useHandle(handle -> handle.createUpdate(HUMAN_FAILED)
                .bind("ids", ids.toArray(Long[]::new))
                .bind("error", errorJson(reason, error))
                .execute());
    }

    /**
     * What was asked before needs no answer of the bot any more, be it more than a turn has loaded.
     *
     * @param reply the person's message that came after it
     */
    void answeredByHuman(ClaimedTurn turn, long reply) {
        jdbi.useHandle(handle -> handle.createUpdate(ANSWERED_BY_HUMAN)
                .bind("conversation", turn.conversationId())
                .bind("job", turn.jobId())
                .bind("number", turn.number())
                .bind("reply", reply)
                .bind("error", errorJson(Reason.CONVERSATION_PAUSED, "a person answered instead"))
                .execute());
    }

    /** Marks a turn as failed and lets it go; true when other messages wait there for a turn of their own. */
    public boolean giveUp(
            String jobId, long conversationId, List<Long> ids, List<String> wamids, Reason reason, String error) {
        return jdbi.inTransaction(handle -> {
            handle.createUpdate(GIVE_UP)
                    .bind("conversation", conversationId)
                    .bind("job", jobId)
                    .bind("ids", ids.toArray(Long[]::new))
                    .bind("wamids", wamids.toArray(String[]::new))
                    .bind("error", errorJson(reason, error))
                    .execute();
            return handle.createQuery(LEFT_OVER)
                    .bind("conversation", conversationId)
                    .mapTo(Boolean.class)
                    .one();
        });
    }

    private static String errorJson(Reason reason, String error) {
        return Json.text(Json.object().put("reason", reason.word()).put("message", error));
    }
}
