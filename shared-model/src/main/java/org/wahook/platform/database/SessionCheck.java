package org.wahook.platform.database;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.postgresql.PGConnection;

/**
 * Refuses a pooler that gives a server to transactions and not to sessions (PgBouncer in transaction or statement mode). LISTEN, the
 * lock of migrations and settings of a session need one server for as long as a connection lives.
 */
final class SessionCheck {

    static final String REFUSED =
            "DATABASE_URL leads to a pooler in transaction mode, where LISTEN and locks of a session do not work:"
                    + " use the pooler's session mode, or PostgreSQL itself";

    /** The pooler gives the server that was free last, so the first round shows it unless others use the pool too. */
    private static final int ROUNDS = 5;

    private static final String SERVER = "SELECT pg_backend_pid()";

    private SessionCheck() {}

    /** @throws IllegalStateException where two open connections have met the same server */
    static void check(DataSource source) throws SQLException {
        try (Connection first = source.getConnection()) {
            int server = server(first);
            // A pooler names no server of its own when it greets.
            if (server == first.unwrap(PGConnection.class).getBackendPID()) {
                return;
            }
            try (Connection second = source.getConnection()) {
                for (int round = 0; round < ROUNDS; round++) {
                    if (server(first) == server(second)) {
                        throw new IllegalStateException(REFUSED);
                    }
                }
            }
        }
    }

    private static int server(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet answer = statement.executeQuery(SERVER)) {
            answer.next();
            return answer.getInt(1);
        }
    }
}
