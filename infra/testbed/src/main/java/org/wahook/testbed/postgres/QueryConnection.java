package org.wahook.testbed.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/**
 * Queries over one connection, which is opened anew where it broke. Who waits for a row looks a hundred times a second, and would
 * else keep a processor busy with logins.
 */
public final class QueryConnection implements AutoCloseable {
    private static final int ANSWERS_SECONDS = 10;
    private final TestPostgres postgres;
    private final String databaseUrl;
    private @Nullable Connection open;

    /** Opens nothing yet. */
    public QueryConnection(TestPostgres postgres, String databaseUrl) {
        this.postgres = postgres;
        this.databaseUrl = databaseUrl;
    }

    /** The first column of all rows; {@code null} is the word. */
    public synchronized List<String> firstColumn(String sql, Object... parameters) {
        try (PreparedStatement statement = connection().prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            List<String> values = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    values.add(String.valueOf(rows.getString(1)));
                }
            }
            return values;
        } catch (SQLException e) {
            throw new IllegalStateException("the query failed: " + sql, e);
        }
    }

    private Connection connection() throws SQLException {
        if (open != null && !open.isValid(ANSWERS_SECONDS)) {
            open.close();
            open = null;
        }
        if (open == null) {
            open = postgres.connect(databaseUrl);
            // A plan that was kept would fail once a table has another column.
            open.unwrap(PGConnection.class).setPrepareThreshold(0);
        }
        return open;
    }

    @Override
    public synchronized void close() {
        if (open != null) {
            try {
                open.close();
            } catch (SQLException e) {
                throw new IllegalStateException("the connection can't be closed", e);
            }
            open = null;
        }
    }
}
