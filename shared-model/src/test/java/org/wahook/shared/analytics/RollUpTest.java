package org.wahook.shared.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.transaction.TransactionIsolationLevel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.wahook.platform.config.DatabaseUrl;
import org.wahook.platform.database.Database;
import org.wahook.shared.analytics.MessageCountQueries.Span;
import org.wahook.testbed.postgres.TestPostgres;

class RollUpTest {

    private static final Duration SOON = Duration.ofSeconds(60);

    private final Database database = new Database(
                    DatabaseUrl.parse(TestPostgres.shared().createDatabase()), "test", 6, new SimpleMeterRegistry())
            .start();
    private final Jdbi jdbi = database.jdbi();
    private final RollUp rollUp = new RollUp(jdbi);

    /** Of what was over when the test began: an hour that ends meanwhile is counted too. */
    private final String counts = """
            SELECT string_agg(c::text, E'\\n' ORDER BY span, chatbot_id, started_at) FROM message_counts c
            WHERE started_at + ('1 ' || span)::interval <= date_bin('1 hour', '%s'::timestamptz, 'epoch')
            """.formatted(Instant.now());

    /** Three days of two chatbots, a message in and one out every two minutes each. */
    @BeforeEach
    void fill() throws InterruptedException {
        assertThat(database.awaitMigrated(SOON)).isTrue();
        run("INSERT INTO chatbots (id) VALUES ('a'), ('b')");
        run("INSERT INTO whatsapp_accounts (chatbot_id, phone_number_id) VALUES ('a', '1'), ('b', '2')");
        run("INSERT INTO whatsapp_conversations (whatsapp_account_id, chatbot_id, contact_id)"
                + " SELECT id, chatbot_id, '49' FROM whatsapp_accounts");
        run("""
                INSERT INTO messages (chatbot_id, conversation_id, direction, status, turn_number, created_at, sent_at)
                SELECT c.chatbot_id, c.id, way, CASE way WHEN 'inbound' THEN 'answered' ELSE 'read' END, n, at,
                       at + interval '2 seconds'
                FROM generate_series(1, 2160) n
                CROSS JOIN LATERAL (SELECT now() - n * interval '2 minutes' AS at) t
                CROSS JOIN (VALUES ('inbound'), ('outbound')) AS ways (way)
                CROSS JOIN whatsapp_conversations c
                """);
        run("ANALYZE messages");
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void two_replicas_that_count_at_once_leave_what_one_would() throws Exception {
        rollUp.all();
        String alone = text(counts);
        run("TRUNCATE message_counts, message_counts_done");
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<Boolean> work = () -> {
                new RollUp(jdbi).all();
                return true;
            };
            for (Future<Boolean> replica : threads.invokeAll(List.of(work, work, work))) {
                assertThat(replica.get()).isTrue();
            }
        }

        assertThat(text(counts)).isEqualTo(alone);
        assertThat(number("SELECT count(*) FROM message_counts WHERE span = 'hour'"))
                .isGreaterThan(2 * 70);
        assertThat(number("SELECT count(*) FROM message_counts WHERE span = 'day'"))
                .isGreaterThanOrEqualTo(2 * 2);
    }

    @Test
    void while_somebody_counts_another_replica_goes_on_without_waiting() {
        jdbi.useTransaction(other -> {
            other.execute("SELECT pg_advisory_xact_lock(7201522002)");

            assertThat(elsewhere(rollUp::step)).isFalse();
        });
        assertThat(rollUp.step()).isTrue();
    }

    @Test
    void whoever_changes_a_message_does_not_wait_for_the_count_and_its_change_is_not_forgotten() {
        rollUp.all();
        run("UPDATE messages SET status = 'failed' WHERE id = (SELECT min(id) FROM messages"
                + " WHERE direction = 'outbound' AND created_at < now() - interval '1 day')");
        jdbi.useTransaction(counting -> {
            counting.execute("SELECT pg_advisory_xact_lock(7201522002)");
            counting.execute("DELETE FROM message_counts_stale");

            int changed = elsewhere(this::readAgain);

            assertThat(changed).isEqualTo(1);
        });

        assertThat(number("SELECT count(*) FROM message_counts_stale")).isEqualTo(1);
    }

    @Test
    void messages_of_this_hour_leave_no_mark_whatever_happens_to_them() {
        run("DELETE FROM message_counts_stale");
        run("""
                INSERT INTO messages (chatbot_id, conversation_id, direction, status, turn_number)
                SELECT chatbot_id, id, 'outbound', 'draft', 5000 FROM whatsapp_conversations""");
        run("UPDATE messages SET status = 'sent', sent_at = now() WHERE turn_number = 5000");
        run("UPDATE messages SET status = 'failed' WHERE turn_number = 5000");

        // Nothing to see in the moment in which an hour ends.
        assertThat(
                        number(
                                "SELECT count(*) FROM message_counts_stale s WHERE s.hour >= date_bin('1 hour', now(), 'epoch')"))
                .isZero();
    }

    @Test
    void a_status_that_changes_no_count_leaves_no_mark() {
        run("DELETE FROM message_counts_stale");
        run("UPDATE messages SET status = 'delivered' WHERE direction = 'outbound'");
        run("UPDATE messages SET status = 'pending' WHERE direction = 'inbound'");

        assertThat(number("SELECT count(*) FROM message_counts_stale")).isZero();
    }

    @Test
    void an_hour_of_a_chatbot_is_counted_from_the_day_before_it_and_no_more() {
        Instant end = Instant.now();
        TimeRange hour = new TimeRange(Optional.of("a"), end.minus(Duration.ofHours(1)), end);

        List<String> plan = jdbi.withHandle(handle -> plan(handle, hour));

        assertThat(plan).noneMatch(line -> line.contains("Seq Scan on messages"));
        long read = plan.stream()
                .filter(line -> line.matches(".* on messages( messages_\\d+)? \\(.*"))
                .mapToLong(RollUpTest::rows)
                .sum();
        // 60 of the hour itself, 750 questions of 25 hours; 8640 are stored.
        assertThat(read).isBetween(700L, 1000L);
    }

    @Test
    void what_is_counted_and_what_is_not_are_read_in_one_snapshot() {
        Instant from = Instant.now().minus(Duration.ofDays(1));
        jdbi.useTransaction(TransactionIsolationLevel.REPEATABLE_READ, reader -> {
            long before = stored(reader, from);
            assertThat(elsewhere(rollUp::step)).isTrue();

            assertThat(stored(reader, from)).isEqualTo(before);
        });
    }

    private Integer readAgain() {
        return jdbi.inTransaction(changing -> {
            changing.execute("SET LOCAL lock_timeout = '5s'");
            return changing.execute("UPDATE messages SET status = 'read' WHERE status = 'failed'");
        });
    }

    /** On a thread of its own, since a handle is a thread's. */
    private static <T> T elsewhere(Callable<T> work) {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            return threads.submit(work).get(30, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    private static long stored(Handle handle, Instant from) {
        List<MessageCounts> counted = new ArrayList<>();
        TimeRange day = new TimeRange(Optional.empty(), from, from.plus(Duration.ofDays(1)));
        MessageCountQueries.made(handle, List.of(day), Optional.empty(), Span.HOUR, 1000, counted::add);
        return counted.stream().mapToLong(MessageCounts::stored).sum();
    }

    private static List<String> plan(Handle handle, TimeRange stretch) {
        return MessageCountQueries.bind(
                        handle.createQuery("EXPLAIN (ANALYZE, COSTS OFF) " + MessageCountQueries.COUNT),
                        List.of(stretch))
                .bind("bucket", "1 hour")
                .mapTo(String.class)
                .list();
    }

    private static long rows(String line) {
        Matcher matcher = Pattern.compile("rows=([0-9.]+) loops=(\\d+)").matcher(line);
        assertThat(matcher.find()).as(line).isTrue();
        return Math.round(Double.parseDouble(matcher.group(1)) * Long.parseLong(matcher.group(2)));
    }

    private void run(String sql) {
        jdbi.useHandle(handle -> handle.execute(sql));
    }

    private long number(String sql) {
        return jdbi.withHandle(
                handle -> handle.createQuery(sql).mapTo(Long.class).one());
    }

    private String text(String sql) {
        return jdbi.withHandle(
                handle -> handle.createQuery(sql).mapTo(String.class).one());
    }
}
