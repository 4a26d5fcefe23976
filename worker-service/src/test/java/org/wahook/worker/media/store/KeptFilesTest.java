package org.wahook.worker.media.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.wahook.worker.testing.Background;
import org.wahook.worker.testing.Client;
import org.wahook.worker.testing.WorkerDatabase;

/** The rows of kept files, whatever else happens to their messages. */
class KeptFilesTest {

    @AutoClose
    private static final WorkerDatabase database = WorkerDatabase.create();

    private static final Client client = database.client();

    private final KeptFiles files = new KeptFiles(database.jdbi());
    private final long conversation =
            database.conversation(client, String.valueOf(UUID.randomUUID().getMostSignificantBits()));
    private final long message = database.inbound(conversation, "wamid." + UUID.randomUUID(), "photo");

    @BeforeEach
    void empty() {
        database.run("TRUNCATE media_objects, media_deletions");
    }

    private String begin() {
        return files.begin(message, "shop/1", "image/png", 10).orElseThrow();
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static List<String> deletions() {
        return database.column("SELECT object_key || ' ' || (due_at <= now()) FROM media_deletions");
    }

    @Test
    void a_second_attempt_goes_on_under_the_first_ones_name_and_what_is_stored_stays() {
        begin();

        assertThat(files.begin(message, "shop/2", "image/png", 10)).contains("shop/1");
        assertThat(files.stored(message, "shop/1")).isTrue();
        assertThat(files.begin(message, "shop/3", "image/png", 10)).isEmpty();
        assertThat(deletions()).isEmpty();
    }

    @Test
    void what_is_erased_on_its_way_to_the_store_is_deleted_there_once_it_has_come() {
        begin();
        database.run("DELETE FROM messages WHERE id = ?", message);
        assertThat(deletions()).as("it may not be there yet").containsExactly("shop/1 false");

        assertThat(files.stored(message, "shop/1")).isFalse();

        assertThat(deletions()).containsExactly("shop/1 true");
        assertThat(files.begin(message, "shop/2", "image/png", 10)).isEmpty();
    }

    @Test
    void a_message_that_was_taken_back_is_not_kept() {
        begin();
        files.stored(message, "shop/1");
        database.run("UPDATE messages SET revoked_at = now() WHERE id = ?", message);

        assertThat(deletions()).containsExactly("shop/1 true");
        assertThat(files.begin(message, "shop/2", "image/png", 10)).isEmpty();
    }

    @Test
    void a_message_that_is_deleted_in_that_moment_is_not_kept() throws SQLException {
        try (Connection eraser = database.connect()) {
            eraser.setAutoCommit(false);
            execute(eraser, "DELETE FROM messages WHERE id = " + message);
            Background<Optional<String>> began =
                    Background.start(() -> files.begin(message, "shop/1", "image/png", 10));
            database.awaitLockWait("INSERT INTO media_objects");
            eraser.commit();

            assertThat(began.result()).isEmpty();
        }
        assertThat(database.column("SELECT object_key FROM media_objects")).isEmpty();
    }

    @Test
    void a_message_that_is_taken_back_in_that_moment_is_deleted_once_its_file_has_come() throws SQLException {
        try (Connection customer = database.connect()) {
            customer.setAutoCommit(false);
            execute(customer, "UPDATE messages SET revoked_at = now() WHERE id = " + message);
            begin();
            customer.commit();
        }
        assertThat(deletions()).isEmpty();

        assertThat(files.stored(message, "shop/1")).isFalse();

        assertThat(deletions()).containsExactly("shop/1 true");
    }

    @Test
    void what_nobody_has_finished_is_cleared_after_an_hour_and_what_is_stored_stays() {
        begin();
        assertThat(files.deleteAbandoned()).isZero();
        long another = database.inbound(conversation, "wamid." + UUID.randomUUID(), "photo");
        files.begin(another, "shop/2", "image/png", 10);
        files.stored(another, "shop/2");
        database.run("UPDATE media_objects SET created_at = now() - interval '61 minutes'");

        assertThat(files.deleteAbandoned()).isEqualTo(1);
        assertThat(deletions()).containsExactly("shop/1 false");
        assertThat(database.column("SELECT object_key FROM media_objects")).containsExactly("shop/2");
    }

    /** Another replica has it in hand: whoever waited for it would do the same once more. */
    @Test
    void of_two_who_clear_at_once_each_takes_what_the_other_has_not() throws SQLException {
        begin();
        database.run("UPDATE media_objects SET created_at = now() - interval '61 minutes'");
        database.run("INSERT INTO media_deletions (object_key) VALUES ('old/1'), ('old/2')");
        try (Connection replica = database.connect()) {
            replica.setAutoCommit(false);
            execute(replica, "SELECT 1 FROM media_objects FOR UPDATE");
            execute(replica, "SELECT 1 FROM media_deletions WHERE object_key = 'old/1' FOR UPDATE");

            assertThat(Background.start(() -> files.takeDue(10)).result()).containsExactly("old/2");
            assertThat(Background.start(files::deleteAbandoned).result()).isZero();
            replica.rollback();
        }
    }

    @Test
    void a_deletion_is_put_off_longer_each_time() {
        database.run("INSERT INTO media_deletions (object_key) VALUES ('shop/1')");

        assertThat(files.takeDue(10)).containsExactly("shop/1");
        assertThat(files.takeDue(10)).isEmpty();
        assertThat(database.column("SELECT due_at - now() < interval '61 seconds' FROM media_deletions"))
                .containsExactly("t");
        database.run("UPDATE media_deletions SET due_at = now(), tries = 50");
        files.takeDue(10);
        assertThat(database.column("SELECT due_at - now() > interval '59 minutes' FROM media_deletions"))
                .containsExactly("t");
        assertThat(files.oldestWaiting()).isBetween(0.0, 60.0);
    }
}
