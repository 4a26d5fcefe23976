package org.wahook.sandbox.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.wahook.platform.config.DatabaseUrl;
import org.wahook.platform.database.Database;
import org.wahook.testbed.postgres.TestPostgres;

/** A database with the roles of {@code infra/postgres/grants.sql}. Each role's password is its name. */
final class RoleDatabase {

    static final List<String> ROLES = List.of("wahook_ingest", "wahook_worker", "wahook_admin");

    private final TestPostgres postgres = TestPostgres.shared();
    private final String owner = postgres.createDatabase();

    RoleDatabase() {
        for (String role : ROLES) {
            asOwner("""
                    DO $$ BEGIN
                        CREATE ROLE %1$s LOGIN PASSWORD '%1$s';
                    EXCEPTION WHEN duplicate_object THEN NULL;
                    END $$
                    """.formatted(role));
        }
    }

    void migrate() {
        assertThat(Database.migrate(DatabaseUrl.parse(owner)))
                .containsExactly("wahook_admin", "wahook_ingest", "wahook_worker");
    }

    String url(String role) {
        URI uri = URI.create(owner);
        return "postgresql://%1$s:%1$s@%2$s:%3$d%4$s".formatted(role, uri.getHost(), uri.getPort(), uri.getPath());
    }

    void asOwner(String statement) {
        try (Connection connection = postgres.connect(owner);
                Statement running = connection.createStatement()) {
            running.execute(statement);
        } catch (SQLException e) {
            throw new IllegalStateException("failed: " + statement, e);
        }
    }

    void as(String role, String statement) throws SQLException {
        URI uri = URI.create(owner);
        String url = "jdbc:postgresql://%s:%d%s".formatted(uri.getHost(), uri.getPort(), uri.getPath());
        try (Connection connection = DriverManager.getConnection(url, role, role);
                Statement running = connection.createStatement()) {
            running.execute(statement);
        }
    }

    long count(String query) {
        try (Connection connection = postgres.connect(owner);
                Statement statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
