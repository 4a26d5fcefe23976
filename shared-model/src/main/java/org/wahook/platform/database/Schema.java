package org.wahook.platform.database;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/** Brings the tables up to this version. Services that start together do it one at a time. */
final class Schema {

    /** The newest of our migrations. */
    static final String VERSION = "14";

    /** Any number that nobody else in this database locks. */
    private static final long LOCK = 7_201_522_001L;

    private static final String THERE = "SELECT to_regclass('flyway_schema_history') IS NOT NULL";
    private static final String DONE =
            "SELECT EXISTS (SELECT 1 FROM flyway_schema_history WHERE version = '" + VERSION + "' AND success)";

    private final DataSource source;

    Schema(DataSource source) {
        this.source = source;
    }

    /** Where the newest migration is done, or a later version has been here, there is nothing to load Flyway for. */
    void migrate() {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            if (isTrue(statement, THERE) && isTrue(statement, DONE)) {
                return;
            }
            // Also while Flyway makes its own table: services that start together would trip over each other.
            statement.execute("SELECT pg_advisory_lock(" + LOCK + ")");
            migrateAlone();
        } catch (SQLException e) {
            throw new IllegalStateException(DatabaseErrors.explain(e), e);
        }
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
}
