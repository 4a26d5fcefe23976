package org.wahook.testbed.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.wahook.testbed.Engine;
import org.wahook.testbed.TakenPort;

@SuppressWarnings("NullAway.Init")
class TestPostgresTest {
    private static TestPostgres postgres;

    @BeforeAll
    static void start() {
        long began = System.nanoTime();
        postgres = TestPostgres.start();
        System.out.printf(
                "PostgreSQL started in %d ms%n",
                Duration.ofNanos(System.nanoTime() - began).toMillis());
    }

    @AfterAll
    static void stop() {
        postgres.close();
    }

    @Test
    void it_is_version_18_with_fsync_and_300_connections() throws SQLException {
        assertThat(setting("server_version_num")).startsWith("18");
        assertThat(setting("fsync")).isEqualTo("on");
        assertThat(setting("max_connections")).isEqualTo("300");
        assertThat(setting("shared_buffers")).isEqualTo("256MB");
        assertThat(setting("scram_iterations")).isEqualTo("1");
    }

    @Test
    void each_database_is_empty() throws SQLException {
        String first = postgres.createDatabase();
        String second = postgres.createDatabase();
        run(first, "CREATE TABLE t (x int)");

        run(second, "CREATE TABLE t (x int)");

        assertThat(query(second, "SELECT count(*) FROM t")).isEqualTo("0");
    }

    @Test
    void a_crashed_server_comes_back_with_what_was_committed() throws SQLException {
        String url = postgres.createDatabase();
        run(url, "CREATE TABLE t AS SELECT 42 AS x");

        postgres.crash();
        assertThatThrownBy(() -> query(url, "SELECT 1")).isInstanceOf(SQLException.class);
        postgres.startAgain();

        assertThat(query(url, "SELECT x FROM t")).isEqualTo("42");
    }

    @Test
    void queries_go_on_after_a_crash() throws SQLException {
        String url = postgres.createDatabase();
        run(url, "CREATE TABLE t AS SELECT 42 AS x");
        try (QueryConnection queries = new QueryConnection(postgres, url)) {
            assertThat(queries.firstColumn("SELECT x FROM t WHERE x = ?", 42)).containsExactly("42");
            run(url, "ALTER TABLE t ALTER COLUMN x TYPE text");
            assertThat(queries.firstColumn("SELECT x FROM t")).containsExactly("42");
            postgres.crash();
            assertThatThrownBy(() -> queries.firstColumn("SELECT x FROM t")).hasMessageContaining("SELECT x FROM t");
            postgres.startAgain();

            assertThat(queries.firstColumn("SELECT x FROM t UNION ALL SELECT NULL"))
                    .containsExactly("42", "null");
        }
    }

    @Test
    void a_server_that_does_not_come_up_says_why_and_at_once() throws Exception {
        assumeTrue(Engine.choose() == Engine.NATIVE, "Docker itself says that a port is taken");
        postgres.crash();
        try (TakenPort _ = new TakenPort(URI.create(postgres.url()).getPort())) {
            assertThatThrownBy(postgres::startAgain)
                    .hasMessageContaining("PostgreSQL takes connections")
                    .hasMessageContaining("Address already in use");
        }
        postgres.startAgain();

        assertThat(setting("fsync")).isEqualTo("on");
    }

    @Test
    void a_frozen_server_answers_only_after_the_thaw() throws Exception {
        String url = postgres.createDatabase();
        try (Connection connection = postgres.connect(url)) {
            postgres.freeze();
            CompletableFuture<String> answer = CompletableFuture.supplyAsync(() -> one(connection));
            assertThatThrownBy(() -> answer.get(300, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);

            postgres.thaw();

            assertThat(answer.get(30, TimeUnit.SECONDS)).isEqualTo("1");
        }
    }

    @Test
    void a_wrong_password_is_refused() {
        String wrong = postgres.url().replace("postgresql://wahook:testbed@", "jdbc:postgresql://") + "?user=wahook";

        assertThatThrownBy(() -> DriverManager.getConnection(wrong + "&password=wrong"))
                .hasMessageContaining("password");
    }

    private static String setting(String name) throws SQLException {
        return query(postgres.url(), "SHOW " + name);
    }

    private static void run(String url, String sql) throws SQLException {
        try (Connection connection = postgres.connect(url);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String query(String url, String sql) throws SQLException {
        try (Connection connection = postgres.connect(url)) {
            return query(connection, sql);
        }
    }

    private static String one(Connection connection) {
        try {
            return query(connection, "SELECT 1");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String query(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }
}
