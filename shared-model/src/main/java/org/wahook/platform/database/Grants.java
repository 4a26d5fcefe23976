package org.wahook.platform.database;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javax.sql.DataSource;

/** The rights of the services' roles: {@code infra/postgres/grants.sql}, which the jars have as a resource. */
final class Grants {

    private static final String FILE = "/db/grants.sql";
    private static final String ROLES = """
            SELECT rolname FROM pg_roles WHERE rolname IN ('wahook_ingest', 'wahook_worker', 'wahook_admin')
            ORDER BY rolname
            """;

    private Grants() {}

    /** Answers the roles that exist; a role that does not exist is left out. */
    static List<String> give(DataSource source) {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(read());
            List<String> roles = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery(ROLES)) {
                while (rows.next()) {
                    roles.add(rows.getString(1));
                }
            }
            return roles;
        } catch (SQLException e) {
            throw new IllegalStateException(DatabaseErrors.explain(e), e);
        }
    }

    private static String read() {
        try (InputStream file = Objects.requireNonNull(Grants.class.getResourceAsStream(FILE), FILE)) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(FILE + " can't be read", e);
        }
    }
}
