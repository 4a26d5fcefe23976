package org.wahook.shared.backlog;

import org.jdbi.v3.core.Jdbi;

/**
 * Two look-ups by small partial indexes.
 *
 * @param ageSeconds of the oldest message that waits for an answer; 0 where none does
 * @param pausedAccounts active accounts that can't send
 */
record Unanswered(double ageSeconds, long pausedAccounts) {

    static final String LOOK = """
            SELECT coalesce((SELECT extract(epoch FROM now() - created_at) FROM messages
                             WHERE (direction = 'inbound' AND status = 'pending') IS TRUE
                             ORDER BY created_at LIMIT 1), 0)::float8 AS age,
                   (SELECT count(*) FROM whatsapp_accounts
                    WHERE paused_reason IS NOT NULL AND status = 'active') AS paused
            """;

    static Unanswered look(Jdbi jdbi) {
        return jdbi.withHandle(handle -> handle.createQuery(LOOK)
                .map((row, context) -> new Unanswered(row.getDouble("age"), row.getLong("paused")))
                .one());
    }
}
