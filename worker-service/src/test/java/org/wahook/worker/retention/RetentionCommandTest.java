package org.wahook.worker.retention;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wahook.shared.analytics.RollUp;
import org.wahook.worker.media.store.KeptFiles;
import org.wahook.worker.media.store.MediaRetention;
import org.wahook.worker.testing.Client;
import org.wahook.worker.testing.WorkerDatabase;

class RetentionCommandTest {

    private static final WorkerDatabase database = WorkerDatabase.create();

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    @BeforeEach
    void fill() {
        database.run("TRUNCATE messages, webhook_changes, media_objects, media_deletions");
        Client client = database.client();
        long conversation = database.conversation(client, "4915112345678");
        database.run("""
                INSERT INTO messages (chatbot_id, conversation_id, direction, text, status, created_at)
                SELECT ?, ?, 'inbound', 'message ' || n,
                       CASE WHEN n % 10 = 0 THEN 'pending' ELSE 'answered' END, now() - (100 - n) * interval '1 day' + interval '1 hour'
                FROM generate_series(1, 100) n
                """, client.chatbotId(), conversation);
        database.run("INSERT INTO webhook_changes (event_id, position, field, waba_id, value, created_at)"
                + " SELECT 'event-' || n, 0, 'account_update', 'w', '{}', now() - (40 - n) * interval '1 day' + interval '1 hour'"
                + " FROM generate_series(1, 40) n");
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @Test
    void old_rows_go_in_batches_and_what_is_new_or_unfinished_stays() {
        assertThat(run("--days", "30", "--batch", "7")).isZero();

        // 69 are older than 30 days, 6 of them pending.
        assertThat(out.toString()).contains("63 row(s) of messages").contains("9 row(s) of webhook_changes");
        assertThat(count("SELECT count(*) FROM messages WHERE created_at < now() - interval '30 days'"
                        + " AND status <> 'pending'"))
                .isZero();
        assertThat(count("SELECT count(*) FROM messages")).isEqualTo(37);
        assertThat(count("SELECT count(*) FROM messages WHERE status = 'pending'"))
                .isEqualTo(10);
        assertThat(count("SELECT count(*) FROM webhook_changes")).isEqualTo(31);
    }

    @Test
    void a_second_run_finds_nothing() {
        run("--days", "30");
        out.getBuffer().setLength(0);

        assertThat(run("--days", "30")).isZero();

        assertThat(out.toString()).contains("0 row(s) of messages").contains("0 row(s) of webhook_changes");
    }

    @Test
    void a_dry_run_counts_the_same_rows_and_deletes_none() {
        assertThat(run("--days", "30", "--dry-run", "--batch", "7")).isZero();

        assertThat(out.toString()).contains("63 row(s) of messages").contains("would be deleted");
        assertThat(count("SELECT count(*) FROM messages")).isEqualTo(100);
        assertThat(count("SELECT count(*) FROM webhook_changes")).isEqualTo(40);
    }

    @Test
    void an_archive_has_each_deleted_row_as_a_line_of_json() throws IOException {
        Path file = folder.resolve("old.jsonl");

        assertThat(run("--days", "30", "--archive", file.toString(), "--batch", "7"))
                .isZero();

        List<String> lines = Files.readAllLines(file);
        assertThat(lines).hasSize(63 + 9);
        assertThat(lines.getFirst()).contains("\"message 1\"").contains("\"table\": \"messages\"");
        assertThat(lines).filteredOn(line -> line.contains("\"message 10\"")).isEmpty();
    }

    @Test
    void an_archive_is_for_its_owner_alone() throws IOException {
        Path file = folder.resolve("private.jsonl");

        run("--days", "30", "--archive", file.toString());

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void an_archive_that_cannot_be_written_deletes_nothing() {
        assertThat(run(
                        "--days",
                        "30",
                        "--archive",
                        folder.resolve("no/such/folder").toString()))
                .isEqualTo(1);

        assertThat(count("SELECT count(*) FROM messages")).isEqualTo(100);
        assertThat(err.toString()).contains("no/such/folder");
    }

    @Test
    void files_go_with_their_messages_and_their_objects_are_left_for_a_worker() {
        keepFiles();

        run("--days", "30", "--batch", "7");

        assertThat(count("SELECT count(*) FROM media_objects")).isEqualTo(37);
        assertThat(count("SELECT count(*) FROM media_deletions WHERE due_at <= now()"))
                .isEqualTo(63);
        assertThat(out.toString()).contains("63 object(s) of the media store are left for the workers");
    }

    @Test
    void files_can_go_earlier_than_their_messages() {
        keepFiles();

        assertThat(run("--days", "200", "--media-days", "10", "--batch", "7", "--dry-run"))
                .isZero();
        assertThat(run("--days", "200", "--media-days", "10", "--batch", "7")).isZero();

        assertThat(out.toString()).contains("90 file(s)").contains("would be deleted");
        assertThat(count("SELECT count(*) FROM messages")).isEqualTo(100);
        assertThat(count("SELECT count(*) FROM media_objects")).isEqualTo(10);
        assertThat(count("SELECT count(*) FROM media_deletions")).isEqualTo(90);
    }

    private static void keepFiles() {
        database.run(
                "INSERT INTO media_objects (message_id, object_key, mime_type, bytes, stored_at, created_at)"
                        + " SELECT id, 'shop/' || id, 'image/png', 1, created_at, created_at - interval '2 hours' FROM messages");
    }

    @Test
    void too_few_days_and_unknown_options_are_refused() {
        assertThat(run("--days", "1")).isEqualTo(64);
        assertThat(run("--days", "many")).isEqualTo(64);
        assertThat(run()).isEqualTo(64);
        assertThat(run("--days", "30", "--all")).isEqualTo(64);
        assertThat(run("--days", "30", "--media-days", "0")).isEqualTo(64);

        assertThat(count("SELECT count(*) FROM messages")).isEqualTo(100);
    }

    private int run(String... arguments) {
        return RetentionCommand.run(
                batch -> new Retention(database.jdbi(), batch),
                () -> new MediaRetention(new KeptFiles(database.jdbi()), Optional.empty()),
                new RollUp(database.jdbi())::all,
                List.of(arguments),
                Clock.systemUTC(),
                new PrintWriter(out, true),
                new PrintWriter(err, true));
    }

    private static long count(String sql) {
        return Long.parseLong(database.column(sql).getFirst());
    }
}
