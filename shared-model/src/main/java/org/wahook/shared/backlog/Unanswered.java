package org.wahook.shared.backlog;

import org.jdbi.v3.core.Jdbi;

/**
 * A few look-ups by small partial indexes.
 *
 * @param ageSeconds of the oldest message that waits for an answer; 0 where none does
 * @param pausedAccounts active accounts that can't send
 * @param handoffs conversations that bots have handed over and that wait for a person
 * @param handoffAgeSeconds of the oldest of them; 0 where there is none
 */
record Unanswered(double ageSeconds, long pausedAccounts, long handoffs, double handoffAgeSeconds) {

    static final String LOOK = """
            SELECT coalesce((SELECT extract(epoch FROM now() - created_at) FROM messages
                             WHERE (direction = 'inbound' AND status = 'pending') IS TRUE
                             ORDER BY created_at LIMIT 1), 0)::float8 AS unanswered,
                   (SELECT count(*) FROM whatsapp_accounts
                    WHERE paused_reason IS NOT NULL AND status = 'active') AS paused,
                   h.many, h.age
            FROM (SELECT count(*) AS many,
                         coalesce(extract(epoch FROM now() - min(handoff_at)), 0)::float8 AS age
                  FROM whatsapp_conversations
                  WHERE bot_paused AND handoff_at IS NOT NULL
                    AND (bot_paused_until IS NULL OR bot_paused_until > now())) AS h
            """;

    static Unanswered look(Jdbi jdbi) {
        return jdbi.withHandle(handle -> handle.createQuery(LOOK)
                .map((row, context) -> new Unanswered(
                        row.getDouble("unanswered"), row.getLong("paused"), row.getLong("many"), row.getDouble("age")))
                .one());
    }
}
