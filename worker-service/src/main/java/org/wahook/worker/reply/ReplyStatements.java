package org.wahook.worker.reply;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.wahook.platform.database.SqlArrays;
import org.wahook.shared.bot.StateChange;

/** The writes of {@link Replies} that each turn makes, for one turn or for many in one statement. */
final class ReplyStatements {

    /**
     * The first part is marked as being sent at once, since its keeper hands it to Meta next; but for one with a file that must
     * be uploaded before.
     */
    private static final String KEEP = """
            WITH fence AS (
                SELECT c.id, wanted.number, wanted.chatbot
                FROM unnest(:conversations, :jobs, :numbers, :chatbots) AS wanted (id, job, number, chatbot)
                JOIN whatsapp_conversations c
                  ON c.id = wanted.id AND c.turn_job = wanted.job AND c.turn_number = wanted.number
                FOR NO KEY UPDATE OF c %1$s),
            questions AS (
                UPDATE messages SET turn_number = fence.number
                FROM unnest(:questionOf, :questions) AS question (conversation, id)
                JOIN fence ON fence.id = question.conversation
                WHERE messages.id = question.id),
            memories AS (
                UPDATE whatsapp_conversations c
                SET bot_state = CASE WHEN memory.change = 'keep' THEN c.bot_state ELSE memory.state END,
                    bot_actions = memory.actions::jsonb
                FROM unnest(:memoryOf, :stateChanges, :states, :actions) AS memory (conversation, change, state, actions)
                JOIN fence ON fence.id = memory.conversation
                WHERE c.id = fence.id)
            INSERT INTO messages (chatbot_id, conversation_id, direction, type, text, prompt, payload, status, sends,
                                  turn_number, part, callback_key)
            SELECT fence.chatbot, fence.id, 'outbound', part.type, part.text, part.written, part.payload::jsonb,
                   CASE part.starts WHEN 1 THEN 'sending' ELSE 'draft' END, part.starts,
                   fence.number, part.number, gen_random_uuid()
            FROM fence JOIN unnest(:partOf, :parts, :starts, :types, :texts, :written, :payloads)
                AS part (conversation, number, starts, type, text, written, payload)
              ON part.conversation = fence.id
            ORDER BY fence.id, part.number
            RETURNING id, conversation_id, turn_number, part, text, callback_key, payload::text AS content
            """;

    /**
     * Only one can raise {@code sends} from the number it has seen: that one sends. Without the fence's lock a new holder
     * would find its part taken and ack its job.
     */
    private static final String SENDING = """
            WITH mine AS (
                SELECT wanted.part, wanted.number
                FROM unnest(:conversations, :jobs, :numbers, :ids, :sends)
                    AS wanted (conversation, job, number, part, sends)
                JOIN whatsapp_conversations c
                  ON c.id = wanted.conversation AND c.turn_job = wanted.job AND c.turn_number = wanted.number
                JOIN messages m ON m.id = wanted.part AND m.sends = wanted.sends AND m.status IN ('draft', 'sending')
                FOR NO KEY UPDATE OF c, m %1$s)
            UPDATE messages
            SET status = 'sending', sends = sends + 1, settle_at = NULL, turn_number = coalesce(turn_number, mine.number)
            FROM mine WHERE messages.id = mine.part
            RETURNING messages.id
            """;

    /**
     * Meta has it, whoever has the turn: a part that was given up meanwhile is sent all the same. Also notes, once a second
     * at most, that this account can send. Nobody waits for that: a locked row is skipped.
     */
    private static final String SENT = """
            WITH account AS (
                SELECT account_id FROM whatsapp_account_health
                WHERE account_id = ANY (:accounts)
                  AND (last_send_at IS NULL OR last_send_at < now() - interval '1 second')
                FOR NO KEY UPDATE SKIP LOCKED),
            noted AS (
                UPDATE whatsapp_account_health h SET last_send_at = now()
                FROM account WHERE h.account_id = account.account_id),
            accepted AS (
                SELECT m.id, news.wamid
                FROM unnest(:ids, :wamids) AS news (id, wamid) JOIN messages m ON m.id = news.id
                FOR NO KEY UPDATE OF m %1$s)
            UPDATE messages m
            SET status = CASE WHEN m.status IN ('draft', 'sending') OR m.status = 'failed' AND m.wa_message_id IS NULL
                              THEN 'sent' ELSE m.status END,
                wa_message_id = coalesce(m.wa_message_id, accepted.wamid), sent_at = coalesce(m.sent_at, now()),
                settle_at = NULL
            FROM accepted WHERE m.id = accepted.id
            RETURNING m.id
            """;

    private final Jdbi jdbi;
    private final BotStates states;
    private final String keep;
    private final String sending;
    private final String sent;

    ReplyStatements(Jdbi jdbi, BotStates states, RowLock lock) {
        this.jdbi = jdbi;
        this.states = states;
        this.keep = lock.in(KEEP);
        this.sending = lock.in(SENDING);
        this.sent = lock.in(SENT);
    }

    /** The kept parts in order, by conversation. */
    Map<Long, List<StoredMessage>> keep(List<Replies.Keep> keeps) {
        SqlArrays<Replies.Keep> turns = SqlArrays.of(keeps);
        List<Question> questions = new ArrayList<>();
        List<Part> parts = new ArrayList<>();
        for (Replies.Keep keep : keeps) {
            long conversation = keep.open().turn().conversationId();
            keep.open().pendingIds().forEach(id -> questions.add(new Question(conversation, id)));
            for (int i = 0; i < keep.drafts().size(); i++) {
                parts.add(new Part(conversation, i + 1, keep.drafts().get(i)));
            }
        }
        SqlArrays<Question> question = SqlArrays.of(questions);
        SqlArrays<Part> part = SqlArrays.of(parts);
        SqlArrays<Replies.Keep> memory = SqlArrays.of(
                keeps.stream().filter(it -> !it.memory().isNothing()).toList());
        Map<Long, List<StoredMessage>> kept = new HashMap<>();
        jdbi.useHandle(handle -> handle.createQuery(keep)
                .bind("conversations", turns.longs(it -> it.open().turn().conversationId()))
                .bind("jobs", turns.strings(it -> it.open().turn().jobId()))
                .bind("numbers", turns.longs(it -> it.open().turn().number()))
                .bind("chatbots", turns.strings(it -> it.open().turn().chatbotId()))
                .bind("questionOf", question.longs(Question::conversation))
                .bind("questions", question.longs(Question::id))
                .bind("partOf", part.longs(Part::conversation))
                .bind("parts", part.longs(Part::number))
                .bind(
                        "starts",
                        part.integers(it -> it.number() == 1 && !it.draft().linked() ? 1 : 0))
                .bind("types", part.strings(it -> it.draft().type()))
                .bind("texts", part.strings(it -> it.draft().text()))
                .bind("written", part.strings(it -> it.draft().asWritten().orElse(null)))
                .bind("payloads", part.strings(it -> it.draft().payload().orElse(null)))
                .bind("memoryOf", memory.longs(it -> it.open().turn().conversationId()))
                .bind("stateChanges", memory.strings(it -> change(it.memory().state())))
                .bind("states", memory.strings(it -> state(it)))
                .bind("actions", memory.strings(it -> it.memory().actions().orElse(null)))
                .map((row, context) -> {
                    StoredMessage draft = StoredMessage.draft(
                            row.getLong("id"),
                            row.getString("text"),
                            row.getLong("turn_number"),
                            row.getInt("part"),
                            row.getString("callback_key"),
                            Optional.ofNullable(row.getString("content")));
                    return kept.computeIfAbsent(row.getLong("conversation_id"), id -> new ArrayList<>())
                            .add(draft);
                })
                .list());
        kept.values().forEach(reply -> reply.sort(Comparator.comparingInt(StoredMessage::part)));
        return kept;
    }

    /** True for each part that is now the caller's to send. */
    Map<Long, Boolean> startSending(List<Replies.Start> starts) {
        SqlArrays<Replies.Start> asked = SqlArrays.of(starts);
        Map<Long, Boolean> started = new HashMap<>();
        jdbi.useHandle(handle -> handle.createQuery(sending)
                .bind("conversations", asked.longs(it -> it.turn().conversationId()))
                .bind("jobs", asked.strings(it -> it.turn().jobId()))
                .bind("numbers", asked.longs(it -> it.turn().number()))
                .bind("ids", asked.longs(it -> it.part().id()))
                .bind("sends", asked.integers(it -> it.part().sends()))
                .mapTo(Long.class)
                .forEach(id -> started.put(id, true)));
        return started;
    }

    /** True for each that is written down. */
    Map<Long, Boolean> sent(List<Replies.Accepted> accepted) {
        SqlArrays<Replies.Accepted> news = SqlArrays.of(accepted);
        Map<Long, Boolean> written = new HashMap<>();
        jdbi.useHandle(handle -> handle.createQuery(sent)
                .bind("ids", news.longs(Replies.Accepted::id))
                .bind("accounts", news.uuids(Replies.Accepted::accountId))
                .bind("wamids", news.strings(Replies.Accepted::wamid))
                .mapTo(Long.class)
                .forEach(id -> written.put(id, true)));
        return written;
    }

    private static String change(StateChange change) {
        return change instanceof StateChange.Unchanged ? "keep" : "set";
    }

    private @Nullable String state(Replies.Keep keep) {
        return keep.memory().state() instanceof StateChange.Set(String state)
                ? states.encrypted(keep.open().turn().conversationId(), state)
                : null;
    }

    private record Question(long conversation, long id) {}

    private record Part(long conversation, long number, Draft draft) {}
}
