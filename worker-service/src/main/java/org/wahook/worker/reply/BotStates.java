package org.wahook.worker.reply;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.wahook.platform.json.Json;
import org.wahook.platform.secrets.Encryption;
import org.wahook.shared.bot.StateChange;
import org.wahook.shared.bot.StoredState;
import tools.jackson.databind.JsonNode;

/**
 * What bots with another contract than the first leave behind in conversations, and what they are told besides the words.
 * Turns of contract 1 never come here.
 */
final class BotStates {

    private static final String DETAILS = """
            SELECT c.contact_name, c.bot_state, m.id, m.type, m.text, m.transcript, m.payload::text AS payload
            FROM whatsapp_conversations c LEFT JOIN messages m ON m.id = ANY (:pending)
            WHERE c.id = :conversation
            """;

    /** For a reply without messages; others are kept with their messages. */
    private static final String LEAVE = """
            UPDATE whatsapp_conversations
            SET bot_state = CASE WHEN :change = 'keep' THEN bot_state ELSE :state END, bot_actions = :actions::jsonb
            WHERE %s
            """.formatted(Fence.HELD);

    /**
     * Does what the bot wanted once its messages are sent, and takes it away: doing it twice changes nothing. A handoff
     * pauses the bot until somebody resumes it; the fourth of a day is not done, nor the fourth follow-up. The end of a pause
     * and a follow-up are timers; a follow-up counts from what the turn has seen, so that a later message cancels it.
     */
    private static final String FINISH = """
            WITH wanted AS (
                SELECT id,
                       bot_actions ? 'handoff' AND (handoff_day IS DISTINCT FROM current_date OR handoffs_of_day < 3)
                           AS hands_over,
                       bot_actions ? 'optOut' AS opts_out,
                       (bot_actions ->> 'pauseSeconds')::integer AS pause,
                       bot_actions -> 'handoff' AS handoff,
                       bot_actions -> 'followUp' AS follow_up,
                       bot_actions ? 'followUp'
                           AND NOT bot_actions ?| ARRAY ['handoff', 'optOut', 'pauseSeconds']
                           AND (follow_up_day IS DISTINCT FROM current_date OR follow_ups_of_day < 3) AS follows,
                       bot_version
                FROM whatsapp_conversations
                WHERE %s AND bot_actions IS NOT NULL
                FOR NO KEY UPDATE),
            timers AS (
                INSERT INTO conversation_timers (conversation_id, kind, due_at, job_id, version, follow_up_id)
                SELECT id, 'followUp', now() + (follow_up ->> 'afterSeconds')::integer * interval '1 second',
                       'followUp:' || gen_random_uuid(), :seen, follow_up ->> 'id'
                FROM wanted WHERE follows
                UNION ALL
                SELECT id, 'resume', now() + pause * interval '1 second', 'resume:' || id || ':' || (bot_version + 1),
                       bot_version + 1, NULL
                FROM wanted WHERE pause IS NOT NULL AND NOT hands_over AND NOT opts_out
                ON CONFLICT (conversation_id, kind) DO UPDATE
                SET due_at = excluded.due_at, fired = 0, job_id = excluded.job_id, version = excluded.version,
                    follow_up_id = excluded.follow_up_id, reply_turn = NULL)
            UPDATE whatsapp_conversations c
            SET bot_paused = c.bot_paused OR hands_over OR opts_out OR pause IS NOT NULL,
                bot_paused_until = CASE WHEN hands_over OR opts_out THEN NULL
                                        WHEN pause IS NOT NULL THEN now() + pause * interval '1 second'
                                        ELSE c.bot_paused_until END,
                bot_version = c.bot_version
                              + CASE WHEN hands_over OR opts_out OR pause IS NOT NULL THEN 1 ELSE 0 END,
                handoff_at = CASE WHEN hands_over THEN now() ELSE handoff_at END,
                handoff_reason = CASE WHEN hands_over THEN handoff ->> 'reason' ELSE handoff_reason END,
                handoff_summary = CASE WHEN hands_over THEN handoff ->> 'summary' ELSE handoff_summary END,
                handoff_team = CASE WHEN hands_over THEN handoff ->> 'team' ELSE handoff_team END,
                handoffs_of_day = CASE WHEN NOT hands_over THEN handoffs_of_day
                                       WHEN handoff_day = current_date THEN handoffs_of_day + 1
                                       ELSE 1 END,
                handoff_day = CASE WHEN hands_over THEN current_date ELSE handoff_day END,
                follow_ups_of_day = CASE WHEN NOT follows THEN follow_ups_of_day
                                         WHEN follow_up_day = current_date THEN follow_ups_of_day + 1
                                         ELSE 1 END,
                follow_up_day = CASE WHEN follows THEN current_date ELSE follow_up_day END,
                opted_out_at = CASE WHEN opts_out THEN now() ELSE opted_out_at END,
                bot_actions = NULL
            FROM wanted WHERE c.id = wanted.id
            RETURNING CASE WHEN hands_over THEN c.handoff_reason END
            """.formatted(Fence.HELD).replace("?", "??");

    private final Jdbi jdbi;
    private final Encryption encryption;

    BotStates(Jdbi jdbi, Encryption encryption) {
        this.jdbi = jdbi;
        this.encryption = encryption;
    }

    /**
     * Meta's object of a message, as it was received.
     *
     * @param transcript the words of a voice note, once it was written down
     */
    record Received(String type, String text, Optional<String> transcript, JsonNode payload) {}

    /**
     * What the words of a turn leave out.
     *
     * @param state empty where the bot gave none, or it can't be decrypted: the bot begins anew
     * @param messages the pending ones, by id
     */
    record Details(Optional<String> contactName, Optional<String> state, Map<Long, Received> messages) {}

    Details details(OpenTurn open) {
        long conversation = open.turn().conversationId();
        Map<Long, Received> messages = new HashMap<>();
        List<Details> rows = jdbi.withHandle(handle -> handle.createQuery(DETAILS)
                .bind("pending", open.pendingIds().toArray(Long[]::new))
                .bind("conversation", conversation)
                .map((row, context) -> {
                    String payload = row.getString("payload");
                    messages.put(
                            row.getLong("id"),
                            new Received(
                                    Optional.ofNullable(row.getString("type")).orElse("text"),
                                    Optional.ofNullable(row.getString("text")).orElse(""),
                                    Optional.ofNullable(row.getString("transcript"))
                                            .filter(words -> !words.isEmpty()),
                                    payload == null
                                            ? Json.object()
                                            : Json.parse(payload).orElseGet(Json::object)));
                    return new Details(
                            Optional.of(row.getString("contact_name")).filter(name -> !name.isBlank()),
                            Optional.ofNullable(row.getString("bot_state"))
                                    .flatMap(stored -> StoredState.read(encryption, conversation, stored)),
                            messages);
                })
                .list());
        return rows.isEmpty() ? new Details(Optional.empty(), Optional.empty(), messages) : rows.getFirst();
    }

    String encrypted(long conversationId, String state) {
        return StoredState.write(encryption, conversationId, state);
    }

    /** Of a reply without messages. */
    void leave(ClaimedTurn turn, BotMemory memory) {
        if (memory.isNothing()) {
            return;
        }
        String state =
                memory.state() instanceof StateChange.Set(String text) ? encrypted(turn.conversationId(), text) : null;
        jdbi.useHandle(handle -> Fence.bind(handle.createUpdate(LEAVE), turn)
                .bind("change", memory.state() instanceof StateChange.Unchanged ? "keep" : "set")
                .bind("state", state)
                .bind("actions", memory.actions().orElse(null))
                .execute());
    }

    /** Why the conversation was handed over to a person; empty where it was not. */
    Optional<String> finish(ClaimedTurn turn) {
        return jdbi.withHandle(handle -> Fence.bind(handle.createQuery(FINISH), turn)
                .bind("seen", turn.inboundSeq())
                .mapTo(String.class)
                .findOne());
    }
}
