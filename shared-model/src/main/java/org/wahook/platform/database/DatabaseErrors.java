package org.wahook.platform.database;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Optional;

/** Tells an unavailable database from a wrong statement. */
public final class DatabaseErrors {

    static final String LOCK_NOT_AVAILABLE = "55P03";

    private DatabaseErrors() {}

    /**
     * Whether the same statement may succeed once the database is back: connection failures (class 08), too few
     * resources (53), shutdown and cancelled statements (57), a read-only standby (25006), a session that was ended for
     * its idleness (25P03), lost races (40).
     */
    public static boolean isOutage(Throwable failure) {
        Optional<SQLException> sql = sqlException(failure);
        if (sql.isEmpty()) {
            return false;
        }
        String state = sql.get().getSQLState();
        return sql.get() instanceof SQLTransientConnectionException
                || state == null
                || state.startsWith("08")
                || state.startsWith("53")
                || state.startsWith("57")
                || state.startsWith("40")
                || state.startsWith("58")
                || state.startsWith("XX")
                || state.equals("25006")
                || state.equals("25P03");
    }

    /** Whether a row or table stays locked by another transaction for longer than we wait. That is no outage. */
    public static boolean isLocked(Throwable failure) {
        return sqlException(failure)
                .map(SQLException::getSQLState)
                .filter(LOCK_NOT_AVAILABLE::equals)
                .isPresent();
    }

    /**
     * Of the outages those that a statement can bring about itself, again and again, while the database answers others:
     * it was cancelled for its length (57014), lost a race (40), or met a bug (XX).
     */
    public static boolean maybeTheStatement(Throwable failure) {
        return sqlException(failure)
                .map(SQLException::getSQLState)
                .filter(state -> state.equals("57014") || state.startsWith("40") || state.startsWith("XX"))
                .isPresent();
    }

    /** Whether the data itself is refused (class 22 and 23), so that trying again won't help. */
    public static boolean isBadData(Throwable failure) {
        return sqlException(failure)
                .map(SQLException::getSQLState)
                .filter(state -> state.startsWith("22") || state.startsWith("23") || state.startsWith("54"))
                .isPresent();
    }

    /** One line for logs and health: PostgreSQL's message without the values that a detail line may quote. */
    public static String explain(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        String message = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        return message.lines().findFirst().orElse(message);
    }

    private static Optional<SQLException> sqlException(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                return Optional.of(sql);
            }
        }
        return Optional.empty();
    }
}
