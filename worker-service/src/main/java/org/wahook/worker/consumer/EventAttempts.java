package org.wahook.worker.consumer;

import org.jdbi.v3.core.Jdbi;

/** Which events were in hand alone when their worker died. */
final class EventAttempts {

    /** A mark that is older than this says nothing about an event of today. */
    private static final String BEGIN = """
            INSERT INTO event_attempts AS a (event_id) VALUES (:event)
            ON CONFLICT (event_id) DO UPDATE SET begun_at = now()
            RETURNING EXISTS (SELECT 1 FROM event_attempts old
                              WHERE old.event_id = :event AND old.begun_at > now() - interval '1 day')
            """;

    private static final String END =
            "DELETE FROM event_attempts WHERE event_id = :event OR begun_at < now() - interval '1 day'";

    private final Jdbi jdbi;

    EventAttempts(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /**
     * Marks that the event is in hand. True where the mark was there already: the worker that set it died before it
     * could remove it.
     */
    boolean begin(String eventId) {
        return jdbi.withHandle(handle -> handle.createQuery(BEGIN)
                .bind("event", eventId)
                .mapTo(Boolean.class)
                .one());
    }

    void end(String eventId) {
        jdbi.useHandle(handle -> handle.createUpdate(END).bind("event", eventId).execute());
    }
}
