package org.wahook.worker.media;

import java.time.Duration;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;

/** What is kept of media: the words of voice notes, and the ids of what was uploaded. Never their bytes. */
public final class MediaStore {

    /** What was revoked meanwhile keeps no words. The description in brackets gives way to them. */
    private static final String TRANSCRIBED = """
            UPDATE messages
            SET transcript = :words,
                prompt = CASE WHEN :words = '' THEN prompt
                              ELSE regexp_replace(coalesce(prompt, text, ''), '\\[(voice note|audio)\\]$', '')
                                   || '[voice] ' || :words END
            WHERE id = :id AND direction = 'inbound' AND transcript IS NULL AND NOT hidden
            """;

    private static final String UPLOADED_BEFORE = """
            SELECT media_id FROM media_uploads
            WHERE phone_number_id = :number AND sha256 = :sha256 AND mime_type = :type AND expires_at > now()
            """;

    /** Those whose time is over go at the same time, so that nobody else has to remove them. */
    private static final String UPLOADED = """
            WITH expired AS (
                DELETE FROM media_uploads WHERE (phone_number_id, sha256, mime_type) IN (
                    SELECT phone_number_id, sha256, mime_type FROM media_uploads
                    WHERE expires_at < now() - interval '1 day'
                    ORDER BY expires_at LIMIT 100 FOR UPDATE SKIP LOCKED))
            INSERT INTO media_uploads (phone_number_id, sha256, mime_type, media_id, expires_at)
            VALUES (:number, :sha256, :type, :media, now() + :lifetime * interval '1 second')
            ON CONFLICT (phone_number_id, sha256, mime_type)
            DO UPDATE SET media_id = excluded.media_id, uploaded_at = now(), expires_at = excluded.expires_at
            """;

    private static final String FORGET =
            "DELETE FROM media_uploads WHERE phone_number_id = :number AND media_id = :media";

    private final Jdbi jdbi;

    public MediaStore(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /**
     * Keeps the words of a voice note, or that there are none; false where somebody has done so before, or it was revoked.
     *
     * @param words empty where there are none
     */
    public boolean transcribed(long messageId, String words) {
        return jdbi.withHandle(handle -> handle.createUpdate(TRANSCRIBED)
                        .bind("words", words)
                        .bind("id", messageId)
                        .execute())
                == 1;
    }

    Optional<String> uploadedBefore(String phoneNumberId, String sha256, String mimeType) {
        return jdbi.withHandle(handle -> handle.createQuery(UPLOADED_BEFORE)
                .bind("number", phoneNumberId)
                .bind("sha256", sha256)
                .bind("type", mimeType)
                .mapTo(String.class)
                .findOne());
    }

    void uploaded(String phoneNumberId, String sha256, String mimeType, String mediaId, Duration lifetime) {
        jdbi.useHandle(handle -> handle.createUpdate(UPLOADED)
                .bind("number", phoneNumberId)
                .bind("sha256", sha256)
                .bind("type", mimeType)
                .bind("media", mediaId)
                .bind("lifetime", lifetime.toSeconds())
                .execute());
    }

    /** Meta refused a message with it: perhaps it has the file no more. */
    void forget(String phoneNumberId, String mediaId) {
        jdbi.useHandle(handle -> handle.createUpdate(FORGET)
                .bind("number", phoneNumberId)
                .bind("media", mediaId)
                .execute());
    }
}
