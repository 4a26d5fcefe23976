package org.wahook.platform.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import javax.sql.DataSource;
import org.jdbi.v3.core.ConnectionFactory;
import org.postgresql.jdbc.PgConnection;

/**
 * Connections whose plans are some seconds old at most. PostgreSQL keeps a plan for any values until it looks at the
 * tables again, once in a minute: one that reads the whole of a table with fifty messages would be kept while a flood
 * makes fifty thousand of them.
 */
final class PlanExpiringConnections implements ConnectionFactory {

    private static final long OLDEST_NANOS = Duration.ofSeconds(5).toNanos();

    private final DataSource pool;

    /** When each connection's plans were thrown away, or could first be made. */
    private final Map<PgConnection, Long> since = Collections.synchronizedMap(new WeakHashMap<>());

    PlanExpiringConnections(DataSource pool) {
        this.pool = pool;
    }

    @Override
    public Connection openConnection() throws SQLException {
        Connection connection = pool.getConnection();
        try {
            throwAwayOldPlans(connection);
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
        return connection;
    }

    private void throwAwayOldPlans(Connection connection) throws SQLException {
        PgConnection session = connection.unwrap(PgConnection.class);
        long now = System.nanoTime();
        if (now - since.computeIfAbsent(session, fresh -> now) > OLDEST_NANOS) {
            try (Statement statement = connection.createStatement()) {
                statement.execute("DISCARD PLANS");
            }
            since.put(session, now);
        }
    }
}
