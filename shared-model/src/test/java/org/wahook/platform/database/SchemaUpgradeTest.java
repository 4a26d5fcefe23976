package org.wahook.platform.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;
import org.wahook.platform.config.DatabaseUrl;
import org.wahook.testbed.postgres.TestPostgres;

/** The migration of a database that is in use. */
class SchemaUpgradeTest {

    private static final String ROWS = """
            INSERT INTO chatbots (id, api_key) VALUES ('shop', 'key');
            INSERT INTO whatsapp_accounts (id, chatbot_id, phone_number_id)
            VALUES ('00000000-0000-0000-0000-000000000001', 'shop', '106');
            INSERT INTO whatsapp_conversations (whatsapp_account_id, chatbot_id, contact_id, contact_phone, turn_job)
            VALUES ('00000000-0000-0000-0000-000000000001', 'shop', '4915112345678', '4915112345678', 'a job');
            INSERT INTO messages (chatbot_id, conversation_id, direction, text, wa_message_id, status, by_human)
            SELECT 'shop', 1, direction, status, 'wamid.same', status, by_human
            FROM (VALUES ('inbound', 'pending', false)) AS one (direction, status, by_human)
            UNION ALL
            SELECT 'shop', 1, 'inbound', status, 'wamid.' || status, status, false
            FROM unnest(ARRAY['answered', 'ignored', 'failed']) AS status
            UNION ALL
            SELECT 'shop', 1, 'outbound', status, 'wamid.same', status, by_human
            FROM unnest(ARRAY['draft', 'sending', 'sent', 'delivered', 'read', 'failed']) AS status,
                 unnest(ARRAY[true, false]) AS by_human;
            """;

    @Test
    void rows_in_every_state_stay_what_they_are_and_mean_the_same() throws SQLException {
        String url = TestPostgres.shared().createDatabase();
        DatabaseUrl parsed = DatabaseUrl.parse(url);
        try (Connection connection = TestPostgres.shared().connect(url);
                Statement statement = connection.createStatement()) {
            Flyway.configure()
                    .dataSource(source(parsed))
                    .locations("classpath:db/migration")
                    .target("8")
                    .load()
                    .migrate();
            statement.execute(ROWS);

            new Schema(source(parsed)).migrate();

            assertThat(column(
                            statement,
                            "SELECT DISTINCT origin || hidden::text FROM messages WHERE refers_to IS NULL"
                                    + " AND edited_at IS NULL AND revoked_at IS NULL"))
                    .containsExactly("livefalse");
            assertThat(column(statement, "SELECT count(*) FROM messages WHERE text = status"))
                    .containsExactly("16");
            assertThat(column(
                            statement,
                            "SELECT turn_job || is_group || thread_owner || question_version"
                                    + " FROM whatsapp_conversations"))
                    .containsExactly("a jobfalse0");
            assertThat(column(statement, "SELECT human_pause FROM routing_progress"))
                    .containsExactly("1800000");
        }
    }

    private static PGSimpleDataSource source(DatabaseUrl url) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(url.jdbcUrl());
        source.setUser(url.user());
        source.setPassword(url.password().reveal());
        return source;
    }

    private static List<String> column(Statement statement, String sql) throws SQLException {
        List<String> found = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                found.add(rows.getString(1));
            }
        }
        return found;
    }
}
