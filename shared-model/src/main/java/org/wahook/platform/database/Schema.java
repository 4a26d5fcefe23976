package org.wahook.platform.database;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/**
 * Brings the tables up to this version. Services that start together do it one at a time; a service whose role may not do
 * it says what is missing.
 */
final class Schema {

    /** The newest of our migrations. */
    static final String VERSION = "25";

    /** Any number that nobody else in this database locks. */
    private static final long LOCK = 7_201_522_001L;

    private static final String THERE = "SELECT to_regclass('flyway_schema_history') IS NOT NULL";
    private static final String DONE =
            "SELECT EXISTS (SELECT 1 FROM flyway_schema_history WHERE version = '" + VERSION + "' AND success)";

    private static final String NEWEST = """
            SELECT version FROM flyway_schema_history WHERE success AND version IS NOT NULL
            ORDER BY installed_rank DESC LIMIT 1
            """;
    private static final String MAY_READ = """
            SELECT has_table_privilege(to_regclass('flyway_schema_history')::oid, 'SELECT')
            """;
    private static final String MAY_MIGRATE = """
            SELECT coalesce((SELECT pg_has_role(relowner, 'USAGE') FROM pg_class
                             WHERE oid = to_regclass('flyway_schema_history')),
                            has_schema_privilege(current_schema(), 'CREATE'))
            """;

    private final DataSource source;

    Schema(DataSource source) {
        this.source = source;
    }

    /** Where the newest migration is done, or a later version has been here, there is nothing to load Flyway for. */
    void migrate() {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            SessionCheck.check(source);
            boolean there = isTrue(statement, THERE);
            boolean readable = there && isTrue(statement, MAY_READ);
            if (readable && isTrue(statement, DONE)) {
                return;
            }
            if (!isTrue(statement, MAY_MIGRATE)) {
                throw new IllegalStateException(whatIsMissing(statement, there, readable));
            }
            // Also while Flyway makes its own table: services that start together would trip over each other.
            statement.execute("SELECT pg_advisory_lock(" + LOCK + ")");
            migrateAlone();
        } catch (SQLException e) {
            throw new IllegalStateException(DatabaseErrors.explain(e), e);
        }
    }

    private static String whatIsMissing(Statement statement, boolean there, boolean readable) throws SQLException {
        String role = text(statement, "SELECT current_user");
        if (there && !readable) {
            return ("the role %s has no right to read the tables. Run worker-service.jar migrate with the"
                            + " DATABASE_URL of the tables' owner: it gives the services' roles their rights")
                    .formatted(role);
        }
        String state = there
                ? "the tables are at version %s and this service needs version %s"
                        .formatted(text(statement, NEWEST), VERSION)
                : "the tables are not there";
        return "%s; the role %s may not make them. Run worker-service.jar migrate with the DATABASE_URL of their owner"
                .formatted(state, role);
    }

    private void migrateAlone() {
        Flyway.configure()
                .dataSource(source)
                .locations("classpath:db/migration")
                // The brief's main API may have put tables of its own into this schema.
                .baselineOnMigrate(true)
                .baselineVersion("0")
                .load()
                .migrate();
    }

    private static boolean isTrue(Statement statement, String question) throws SQLException {
        try (ResultSet answer = statement.executeQuery(question)) {
            return answer.next() && answer.getBoolean(1);
        }
    }

    private static String text(Statement statement, String question) throws SQLException {
        try (ResultSet answer = statement.executeQuery(question)) {
            return answer.next() ? String.valueOf(answer.getString(1)) : "none";
        }
    }
}
