package org.wahook.testbed.postgres;

import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.wahook.testbed.Engine;
import org.wahook.testbed.process.StartUp;

/**
 * A real PostgreSQL 18, with fsync on, 300 connections and 256 MB of shared buffers.
 *
 * <p>One server holds many databases: start it once and call {@link #createDatabase()} in each test.
 */
public final class TestPostgres implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofMinutes(1);
    private static final String MAINTENANCE = "postgres";
    private static @Nullable TestPostgres shared;
    private final PostgresServer server;
    private final AtomicInteger databases = new AtomicInteger();
    private final String url;

    private TestPostgres(PostgresServer server) {
        this.server = server;
        awaitConnections();
        this.url = createDatabase("wahook");
    }

    /** Starts a server of its own; the engine as {@link Engine#choose()} says. */
    public static TestPostgres start() {
        return start(PostgresSettings.Logins.QUICK);
    }

    /** One whose logins cost what they cost where PostgreSQL is as delivered: for measurements. */
    public static TestPostgres startAsDelivered() {
        return start(PostgresSettings.Logins.AS_DELIVERED);
    }

    private static TestPostgres start(PostgresSettings.Logins logins) {
        PostgresServer server = switch (Engine.choose()) {
            case DOCKER -> new DockerPostgres();
            case NATIVE -> new NativePostgres(logins);
        };
        try {
            return new TestPostgres(server);
        } catch (RuntimeException | AssertionError e) {
            server.close();
            throw e;
        }
    }

    /** The one server of this JVM, started at the first call and closed at exit; not for tests that harm it. */
    public static synchronized TestPostgres shared() {
        if (shared == null) {
            shared = start();
        }
        return shared;
    }

    /** The database {@code wahook}, as {@code postgresql://user:password@127.0.0.1:port/wahook}. */
    public String url() {
        return url;
    }

    /** A new, empty database; returns its URL. */
    public String createDatabase() {
        return createDatabase("test_" + databases.incrementAndGet());
    }

    /** A connection to a database of this server, by its URL; the caller closes it. */
    public Connection connect(String databaseUrl) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", PostgresServer.USER);
        properties.setProperty("password", PostgresServer.PASSWORD);
        properties.setProperty("connectTimeout", "10");
        properties.setProperty("loginTimeout", "10");
        URI uri = URI.create(databaseUrl);
        return DriverManager.getConnection(
                "jdbc:postgresql://%s:%d%s".formatted(uri.getHost(), uri.getPort(), uri.getPath()), properties);
    }

    /** {@code kill -9} of every process: what was committed is there again after {@link #startAgain()}. */
    public void crash() {
        server.crash();
    }

    /** Starts a crashed server on the same port with the same data; returns when it takes connections. */
    public void startAgain() {
        server.startAgain();
        awaitConnections();
    }

    /** Stops every process where it is: connections stay open and nothing answers. */
    public void freeze() {
        server.freeze();
    }

    /** Ends {@link #freeze()}. */
    public void thaw() {
        server.thaw();
    }

    @Override
    public void close() {
        server.close();
    }

    private String createDatabase(String name) {
        try (Connection connection = connect(url(MAINTENANCE));
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name + " TEMPLATE template0");
            return url(name);
        } catch (SQLException e) {
            throw new IllegalStateException("Database not created: " + name, e);
        }
    }

    private String url(String database) {
        return "postgresql://%s:%s@127.0.0.1:%d/%s"
                .formatted(PostgresServer.USER, PostgresServer.PASSWORD, server.port(), database);
    }

    private void awaitConnections() {
        StartUp.await(START_LIMIT, "PostgreSQL takes connections", server, this::takesConnections);
    }

    private boolean takesConnections() {
        try (Connection connection = connect(url(MAINTENANCE))) {
            return connection.isValid(5);
        } catch (SQLException notYet) {
            return false;
        }
    }
}
