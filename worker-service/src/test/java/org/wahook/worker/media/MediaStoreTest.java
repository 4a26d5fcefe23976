package org.wahook.worker.media;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.wahook.worker.testing.WorkerDatabase;

/** What is kept of media: words of voice notes, and ids of uploads. */
class MediaStoreTest {

    private static final Duration LIFETIME = Duration.ofDays(28);
    private static final String JPEG = "image/jpeg";

    @AutoClose
    private static final WorkerDatabase database = WorkerDatabase.create();

    private final MediaStore store = new MediaStore(database.jdbi());
    private final String number = UUID.randomUUID().toString();
    private final String hash = UUID.randomUUID().toString();

    private long voiceNote() {
        long conversation = database.conversation(database.client(), "4915112345678");
        long message = database.inbound(conversation, "wamid." + UUID.randomUUID(), "");
        database.run("UPDATE messages SET type = 'audio', prompt = '[voice note]' WHERE id = ?", message);
        return message;
    }

    private static String kept(long message) {
        return database.column(
                        "SELECT concat_ws('|', coalesce(transcript, '-'), prompt) FROM messages WHERE id = ?", message)
                .getFirst();
    }

    @Test
    void the_words_of_a_voice_note_are_kept_once() {
        long message = voiceNote();

        assertThat(store.transcribed(message, "is it open?")).isTrue();
        assertThat(store.transcribed(message, "does it hope?")).isFalse();

        assertThat(kept(message)).isEqualTo("is it open?|[voice] is it open?");
    }

    @Test
    void what_was_taken_back_while_it_was_written_down_keeps_no_words() {
        long message = voiceNote();
        database.run("UPDATE messages SET hidden = true, revoked_at = now() WHERE id = ?", message);

        assertThat(store.transcribed(message, "is it open?")).isFalse();

        assertThat(kept(message)).isEqualTo("-|[voice note]");
    }

    @Test
    void an_upload_is_for_its_number_and_its_type_alone() {
        store.uploaded(number, hash, JPEG, "media-1", LIFETIME);

        assertThat(store.uploadedBefore(number, hash, JPEG)).contains("media-1");
        assertThat(store.uploadedBefore("another number", hash, JPEG)).isEmpty();
        assertThat(store.uploadedBefore(number, "other bytes", JPEG)).isEmpty();
        assertThat(store.uploadedBefore(number, hash, "image/png")).isEmpty();
    }

    @Test
    void the_newest_upload_counts_and_one_that_meta_may_have_lost_is_forgotten() {
        store.uploaded(number, hash, JPEG, "media-1", LIFETIME);
        store.uploaded(number, hash, JPEG, "media-2", LIFETIME);
        assertThat(store.uploadedBefore(number, hash, JPEG)).contains("media-2");

        store.forget(number, "media-1");
        store.forget("another number", "media-2");
        assertThat(store.uploadedBefore(number, hash, JPEG)).contains("media-2");
        store.forget(number, "media-2");
        assertThat(store.uploadedBefore(number, hash, JPEG)).isEmpty();
    }

    @Test
    void an_upload_whose_time_is_over_is_none_and_goes_with_the_next_one() {
        store.uploaded(number, "over for long", JPEG, "media-1", Duration.ofDays(-2));
        store.uploaded(number, "over", JPEG, "media-2", Duration.ofHours(-1));
        assertThat(store.uploadedBefore(number, "over", JPEG)).isEmpty();

        store.uploaded(number, hash, JPEG, "media-3", LIFETIME);

        assertThat(database.column(
                        "SELECT media_id FROM media_uploads WHERE phone_number_id = ? ORDER BY media_id", number))
                .containsExactly("media-2", "media-3");
    }
}
