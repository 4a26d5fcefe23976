package org.wahook.platform.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.jdbi.v3.core.statement.SqlLogger;
import org.jdbi.v3.core.statement.SqlStatements;
import org.jdbi.v3.core.statement.StatementContext;
import org.junit.jupiter.api.Test;
import org.wahook.platform.config.DatabaseUrl;
import org.wahook.platform.database.Database.Plans;
import org.wahook.testbed.Deadline;
import org.wahook.testbed.postgres.TestPostgres;

class DatabaseTest {

    private static final Duration SOON = Duration.ofSeconds(60);

    @Test
    void a_failure_that_nobody_expected_does_not_end_the_watch_over_the_database() throws InterruptedException {
        AtomicInteger planted = new AtomicInteger();
        DatabaseUrl url = DatabaseUrl.parse(TestPostgres.shared().createDatabase());
        try (Database database = new Database(url, "test", 2, new SimpleMeterRegistry()).start()) {
            assertThat(database.awaitMigrated(SOON)).isTrue();
            database.jdbi().getConfig(SqlStatements.class).setSqlLogger(new SqlLogger() {
                @Override
                public void logBeforeExecution(StatementContext context) {
                    if (planted.getAndIncrement() == 0) {
                        throw new ArithmeticException("nobody expected this");
                    }
                }
            });
            Deadline.eventually(SOON, "the watcher met it", () -> planted.get() > 0);
            database.suspect(new IllegalStateException("a statement failed"));

            Deadline.eventually(
                    SOON,
                    "it is seen that the database answers",
                    () -> database.problem().isEmpty());
        }
    }

    @Test
    void the_schema_is_migrated_without_a_watch_over_the_database_twice_too() {
        DatabaseUrl url = DatabaseUrl.parse(TestPostgres.shared().createDatabase());

        Database.migrate(url);

        assertThat(Database.migrate(url)).isEqualTo(Database.migrate(url));
    }

    @Test
    void a_statement_with_small_arrays_is_planned_for_each_call_or_once_as_the_service_wants() {
        DatabaseUrl url = DatabaseUrl.parse(TestPostgres.shared().createDatabase());

        assertThat(plansOfTwentyCalls(url, Plans.FOR_THE_VALUES)).isGreaterThan(10);
        assertThat(plansOfTwentyCalls(url, Plans.GENERIC)).isZero();
    }

    @Test
    void an_option_of_the_url_stands_beside_ours_and_wins_where_it_is_the_same() {
        String url = TestPostgres.shared().createDatabase();
        DatabaseUrl withOptions = DatabaseUrl.parse(
                url + (url.contains("?") ? "&" : "?") + "options=-c%20work_mem=9MB%20-c%20statement_timeout=7000");
        try (Database database =
                new Database(withOptions, "test", 1, Plans.GENERIC, new SimpleMeterRegistry()).start()) {

            assertThat(setting(database, "work_mem")).isEqualTo("9MB");
            assertThat(setting(database, "statement_timeout")).isEqualTo("7s");
            assertThat(setting(database, "plan_cache_mode")).isEqualTo("force_generic_plan");
        }
    }

    private static String setting(Database database, String name) {
        return database.jdbi()
                .withHandle(handle ->
                        handle.createQuery("SHOW " + name).mapTo(String.class).one());
    }

    private static long plansOfTwentyCalls(DatabaseUrl url, Plans plans) {
        try (Database database = new Database(url, "test", 2, plans, new SimpleMeterRegistry()).start()) {
            return database.jdbi().withHandle(handle -> {
                for (int call = 0; call < 20; call++) {
                    handle.createQuery("SELECT relname FROM unnest(:ids) AS wanted (id)"
                                    + " JOIN pg_class ON pg_class.oid = wanted.id::oid")
                            .bind("ids", new Long[] {(long) call})
                            .mapTo(String.class)
                            .list();
                }
                return handle.createQuery(
                                "SELECT custom_plans FROM pg_prepared_statements WHERE statement LIKE '%wanted%'")
                        .mapTo(Long.class)
                        .one();
            });
        }
    }

    @Test
    void a_plan_that_was_made_for_a_small_table_is_not_kept_while_the_table_grows() {
        DatabaseUrl url = DatabaseUrl.parse(TestPostgres.shared().createDatabase());
        try (Database database = new Database(url, "test", 1, Plans.GENERIC, new SimpleMeterRegistry()).start()) {
            database.jdbi().useHandle(handle -> {
                handle.execute("CREATE TABLE growing (id int PRIMARY KEY) WITH (autovacuum_enabled = false)");
                handle.execute("INSERT INTO growing SELECT generate_series(1, 20)");
                handle.execute("ANALYZE growing");
                handle.execute(
                        "PREPARE look AS SELECT id FROM unnest($1::int[]) AS wanted (id) JOIN growing USING (id)");
            });
            assertThat(plan(database)).contains("Seq Scan on growing");
            database.jdbi()
                    .useHandle(handle -> handle.execute("INSERT INTO growing SELECT generate_series(21, 100000)"));

            Deadline.eventually(
                    SOON, "the key is looked up", () -> plan(database).contains("using growing_pkey"));
        }
    }

    private static String plan(Database database) {
        return database.jdbi()
                .withHandle(handle -> handle.createQuery("EXPLAIN EXECUTE look('{7}')")
                        .mapTo(String.class)
                        .collect(Collectors.joining("\n")));
    }
}
