package org.wahook.worker.reply;

import java.time.Duration;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;

/** The follow-ups that bots wait for: the timers of that kind. */
final class FollowUps {

    private static final String OF_CONVERSATION = """
            SELECT job_id, follow_up_id, version, fired, reply_turn FROM conversation_timers
            WHERE conversation_id = :conversation AND kind = 'followUp' AND fired > 0
            """;

    /** Before the reply is kept: whoever goes on finds its parts by the turn's number. */
    private static final String KEEPS = Fence.WITH_FENCE + """
            UPDATE conversation_timers t SET reply_turn = :number
            FROM fence WHERE t.conversation_id = fence.id AND t.kind = 'followUp' AND t.job_id = :id
            """;

    private static final String LATER = Fence.WITH_FENCE + """
            UPDATE conversation_timers t SET due_at = now() + :wait * interval '1 ms'
            FROM fence WHERE t.conversation_id = fence.id AND t.kind = 'followUp' AND t.job_id = :id
            """;

    private static final String DONE = Fence.WITH_FENCE + """
            DELETE FROM conversation_timers t USING fence
            WHERE t.conversation_id = fence.id AND t.kind = 'followUp' AND t.job_id = :id
            """;

    private final Jdbi jdbi;

    FollowUps(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /**
     * One that is due.
     *
     * @param id of its turn, and of its job
     * @param name what the bot called it
     * @param inboundSeq how many messages the conversation had when the bot wanted it
     * @param tries that were made, with this one
     * @param replyTurn the turn whose reply to it was kept
     */
    record Due(String id, String name, long inboundSeq, int tries, Optional<Long> replyTurn) {}

    Optional<Due> due(ClaimedTurn turn) {
        return jdbi.withHandle(handle -> handle.createQuery(OF_CONVERSATION)
                .bind("conversation", turn.conversationId())
                .map((row, context) -> new Due(
                        row.getString("job_id"),
                        row.getString("follow_up_id"),
                        row.getLong("version"),
                        row.getInt("fired"),
                        Optional.ofNullable(row.getObject("reply_turn", Long.class))))
                .findOne());
    }

    /** The reply to it is kept in this turn. */
    void keeps(ClaimedTurn turn, Due due) {
        jdbi.useHandle(handle -> Fence.bind(handle.createUpdate(KEEPS), turn)
                .bind("id", due.id())
                .execute());
    }

    void tryAgain(ClaimedTurn turn, Due due, Duration wait) {
        jdbi.useHandle(handle -> Fence.bind(handle.createUpdate(LATER), turn)
                .bind("id", due.id())
                .bind("wait", wait.toMillis())
                .execute());
    }

    /** Another that the bot has wanted meanwhile has another id, and stays. */
    void done(ClaimedTurn turn, Due due) {
        jdbi.useHandle(handle ->
                Fence.bind(handle.createUpdate(DONE), turn).bind("id", due.id()).execute());
    }
}
