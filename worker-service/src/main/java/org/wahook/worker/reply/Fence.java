package org.wahook.worker.reply;

import org.jdbi.v3.core.statement.SqlStatement;

/** Makes a turn's writes change nothing once another worker has taken the turn over. */
final class Fence {

    /** True for the conversation's row as long as the turn is ours. */
    static final String HELD = "id = :conversation AND turn_job = :job AND turn_number = :number";

    /**
     * Begins a WITH clause; whatever is written is written for the row in {@code fence}. The lock makes a claim that
     * comes at the same moment wait, and see what was written.
     */
    static final String WITH_FENCE = """
            WITH fence AS (
                SELECT id FROM whatsapp_conversations
                WHERE %s
                FOR NO KEY UPDATE)
            """.formatted(HELD);

    private Fence() {}

    /** The turn, for a statement with one of these. */
    static <S extends SqlStatement<S>> S bind(S statement, ClaimedTurn turn) {
        return statement
                .bind("conversation", turn.conversationId())
                .bind("job", turn.jobId())
                .bind("number", turn.number());
    }
}
