package org.wahook.platform.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.wahook.platform.config.DatabaseUrl;
import org.wahook.testbed.Deadline;
import org.wahook.testbed.postgres.TestPostgres;

class SharedConnectionsTest {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String URL = TestPostgres.shared().createDatabase();
    private static final Database database =
            new Database(DatabaseUrl.parse(URL), "shared", 4, new SimpleMeterRegistry()).start();

    @AfterAll
    static void close() {
        database.close();
    }

    @Test
    void one_client_takes_no_more_than_half_of_the_connections() throws InterruptedException {
        Deadline.eventually(SOON, "it answers", () -> database.problem().isEmpty());
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> flood = IntStream.range(0, 4)
                    .<Future<?>>mapToObj(i -> threads.submit(() -> {
                        Database.asClient("flood", () -> run("SELECT pg_sleep(3)"));
                        return i;
                    }))
                    .toList();
            Deadline.eventually(SOON, "its statements run", () -> sleeping() == 2);

            Database.asClient("other", () -> run("SELECT 1"));
            run("SELECT 1");

            assertThat(sleeping()).isEqualTo(2);
            assertThat(flood).noneMatch(Future::isDone);
            for (Future<?> one : flood) {
                one.get();
            }
        } catch (ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void who_waits_for_a_lock_too_long_is_told_so_and_that_is_no_outage() throws SQLException {
        Deadline.eventually(SOON, "it answers", () -> database.problem().isEmpty());
        try (Connection holder = TestPostgres.shared().connect(URL)) {
            holder.setAutoCommit(false);
            holder.createStatement().execute("LOCK TABLE chatbots IN ACCESS EXCLUSIVE MODE");

            assertThatThrownBy(() -> run("SELECT 1 FROM chatbots"))
                    .matches(DatabaseErrors::isLocked)
                    .matches(e -> !DatabaseErrors.isOutage(e));
        }
    }

    private static void run(String sql) {
        database.jdbi().useHandle(handle -> handle.createQuery(sql).mapToMap().list());
    }

    private static int sleeping() {
        try (Connection connection = TestPostgres.shared().connect(URL);
                var rows = connection
                        .createStatement()
                        .executeQuery("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                                + " AND wait_event = 'PgSleep'")) {
            rows.next();
            return rows.getInt(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
