package org.wahook.worker.media.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;

/** Which files are kept, and which objects are to be deleted: {@code media_objects} and {@code media_deletions}. */
public final class KeptFiles {

    /** Of the messages that have a file. */
    private static final String OF_MESSAGES = """
            SELECT m.id, m.type, m.payload -> m.type ->> 'id' AS media_id, o.object_key, o.bytes,
                   o.stored_at IS NOT NULL AS stored
            FROM messages m LEFT JOIN media_objects o ON o.message_id = m.id
            WHERE m.id = ANY (:messages) AND m.type IN ('image', 'video', 'audio', 'document', 'sticker')
              AND m.payload -> m.type ->> 'id' <> '' AND m.revoked_at IS NULL
            ORDER BY m.id DESC
            """;

    /** Nothing where the message was deleted or revoked. An attempt that was not finished is done again, with its key. */
    private static final String BEGIN = """
            INSERT INTO media_objects (message_id, object_key, mime_type, bytes)
            SELECT id, :key, :type, :bytes FROM messages WHERE id = :message AND revoked_at IS NULL FOR KEY SHARE
            ON CONFLICT (message_id) DO UPDATE SET mime_type = excluded.mime_type, bytes = excluded.bytes, created_at = now()
            WHERE media_objects.stored_at IS NULL
            RETURNING object_key
            """;

    /** Where the row is gone meanwhile, or the message was revoked, the object goes too. */
    private static final String STORED = """
            WITH stored AS (
                UPDATE media_objects o SET stored_at = now() FROM messages m
                WHERE o.message_id = :message AND o.object_key = :key AND m.id = o.message_id AND m.revoked_at IS NULL
                RETURNING o.message_id),
            forgotten AS (
                INSERT INTO media_deletions (object_key) SELECT :key WHERE NOT EXISTS (SELECT FROM stored)
                ON CONFLICT (object_key) DO UPDATE SET due_at = now())
            SELECT count(*) FROM stored
            """;

    /** An attempt that nobody has finished within an hour: the store was down, or the worker died. */
    private static final String ABANDONED = """
            DELETE FROM media_objects WHERE message_id IN (
                SELECT message_id FROM media_objects
                WHERE stored_at IS NULL AND created_at < now() - interval '1 hour'
                ORDER BY created_at LIMIT 1000 FOR UPDATE SKIP LOCKED)
            """;

    private static final String OLDER = """
            DELETE FROM media_objects WHERE message_id IN (
                SELECT message_id FROM media_objects WHERE created_at < :limit::timestamptz
                ORDER BY created_at LIMIT :batch)
            """;

    private static final String COUNT_OLDER =
            "SELECT count(*) FROM media_objects WHERE created_at < :limit::timestamptz";

    /** Put off before they are deleted, the longer the more often that has failed: a crash makes them come again. */
    private static final String DUE = """
            UPDATE media_deletions d
            SET tries = d.tries + 1, due_at = now() + least(60, 1 << least(d.tries, 6)) * interval '1 minute'
            FROM (SELECT object_key FROM media_deletions WHERE due_at <= now()
                  ORDER BY due_at LIMIT :most FOR UPDATE SKIP LOCKED) AS due
            WHERE d.object_key = due.object_key
            RETURNING d.object_key
            """;

    private static final String DELETED = "DELETE FROM media_deletions WHERE object_key = ANY (:keys)";

    private static final String COUNT_DELETIONS = "SELECT count(*) FROM media_deletions";

    private static final String OLDEST_WAITING =
            "SELECT coalesce(extract(epoch FROM now() - min(requested_at)), 0) FROM media_deletions";

    private final Jdbi jdbi;

    public KeptFiles(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /**
     * A message with a file.
     *
     * @param type of the message, as Meta names it
     * @param stored what is kept of it; empty where it is not
     */
    public record Candidate(long messageId, String type, String mediaId, Optional<Stored> stored) {}

    public record Stored(String objectKey, long bytes) {}

    /** The newest first. */
    public List<Candidate> candidates(List<Long> messages) {
        return jdbi.withHandle(handle -> handle.createQuery(OF_MESSAGES)
                .bind("messages", messages.toArray(Long[]::new))
                .map((row, context) -> new Candidate(
                        row.getLong("id"),
                        row.getString("type"),
                        row.getString("media_id"),
                        row.getBoolean("stored")
                                ? Optional.of(new Stored(row.getString("object_key"), row.getLong("bytes")))
                                : Optional.empty()))
                .list());
    }

    /** The key to put it under; empty where the message is gone or kept already. */
    public Optional<String> begin(long messageId, String newKey, String mimeType, long bytes) {
        return jdbi.withHandle(handle -> handle.createQuery(BEGIN)
                .bind("message", messageId)
                .bind("key", newKey)
                .bind("type", mimeType)
                .bind("bytes", bytes)
                .mapTo(String.class)
                .findOne());
    }

    /** Whether its row was still there. */
    public boolean stored(long messageId, String key) {
        return jdbi.withHandle(handle -> handle.createQuery(STORED)
                        .bind("message", messageId)
                        .bind("key", key)
                        .mapTo(Long.class)
                        .one())
                == 1;
    }

    public int deleteAbandoned() {
        return jdbi.withHandle(handle -> handle.createUpdate(ABANDONED).execute());
    }

    public long countOlder(Instant than) {
        return jdbi.withHandle(handle -> handle.createQuery(COUNT_OLDER)
                .bind("limit", than.toString())
                .mapTo(Long.class)
                .one());
    }

    /** A batch in a transaction; answers how many in all. */
    public long deleteOlder(Instant than, int batch) {
        long all = 0;
        while (true) {
            int deleted = jdbi.withHandle(handle -> handle.createUpdate(OLDER)
                    .bind("limit", than.toString())
                    .bind("batch", batch)
                    .execute());
            all += deleted;
            if (deleted < batch) {
                return all;
            }
        }
    }

    List<String> takeDue(int most) {
        return jdbi.withHandle(handle ->
                handle.createQuery(DUE).bind("most", most).mapTo(String.class).list());
    }

    void deleted(List<String> keys) {
        jdbi.useHandle(handle -> handle.createUpdate(DELETED)
                .bind("keys", keys.toArray(String[]::new))
                .execute());
    }

    long countDeletions() {
        return jdbi.withHandle(
                handle -> handle.createQuery(COUNT_DELETIONS).mapTo(Long.class).one());
    }

    /** Seconds since the oldest object that waits was to be deleted; 0 where none waits. */
    double oldestWaiting() {
        return jdbi.withHandle(
                handle -> handle.createQuery(OLDEST_WAITING).mapTo(Double.class).one());
    }
}
