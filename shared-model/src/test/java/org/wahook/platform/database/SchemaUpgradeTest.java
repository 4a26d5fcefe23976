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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

    /** What a service of the schema before statuses had keys and prices, and before stops had kinds, has left behind. */
    private static final String ROWS_OF_TODAY = ROWS + """
            UPDATE whatsapp_accounts SET paused_reason = 'code 131048: spam limit', paused_at = now();
            INSERT INTO chatbots (id) VALUES ('blocked'), ('free');
            INSERT INTO whatsapp_accounts (chatbot_id, phone_number_id, paused_reason, paused_at)
            VALUES ('blocked', '107', 'code 190: expired', now()), ('free', '108', NULL, NULL);
            """;

    @ParameterizedTest
    @CsvSource({"12, false", "14, true"})
    void rows_of_the_schema_before_prices_and_before_the_conversation_as_it_was_stay_what_they_are(
            String version, boolean knowsOrigins) throws SQLException {
        String url = TestPostgres.shared().createDatabase();
        DatabaseUrl parsed = DatabaseUrl.parse(url);
        try (Connection connection = TestPostgres.shared().connect(url);
                Statement statement = connection.createStatement()) {
            Flyway.configure()
                    .dataSource(source(parsed))
                    .locations("classpath:db/migration")
                    .target(version)
                    .load()
                    .migrate();
            statement.execute(ROWS_OF_TODAY);
            if (knowsOrigins) {
                statement.execute(
                        "INSERT INTO messages (chatbot_id, conversation_id, direction, type, wa_message_id, status,"
                                + " origin, hidden, turn_number, by_human)"
                                + " VALUES ('shop', 1, 'outbound', 'text', 'wamid.echo', 'sent', 'echo', false, NULL, true),"
                                + " ('shop', 1, 'inbound', 'text', 'wamid.standby', 'ignored', 'standby', false, 0, false),"
                                + " ('shop', 1, 'inbound', 'unknown', 'wamid.expected', 'ignored', 'expected', true, 0, false)");
            }

            new Schema(source(parsed)).migrate();

            assertThat(column(
                            statement,
                            "SELECT origin || ' ' || direction || ' ' || status || ' ' || count(*) FROM messages"
                                    + " WHERE callback_key IS NULL AND pricing IS NULL AND lead IS NULL"
                                    + " GROUP BY origin, direction, status ORDER BY 1"))
                    .containsExactlyElementsOf(knowsOrigins ? withOrigins() : LIVE);
            assertThat(
                            column(
                                    statement,
                                    "SELECT chatbot_id || ' ' || coalesce(stop_kind, '-') || ' ' || coalesce(stop_code::text, '-')"
                                            + " || ' ' || (next_try_at IS NOT NULL) FROM whatsapp_accounts ORDER BY chatbot_id"))
                    .containsExactly("blocked blocked 190 false", "free - - false", "shop limited 131048 true");
            assertThat(column(statement, "SELECT count(*) FROM whatsapp_account_health WHERE waba_id IS NULL"))
                    .containsExactly("3");
            assertThat(column(
                            statement,
                            "SELECT count(*) FROM messages WHERE (direction = 'outbound' AND status = 'sent'"
                                    + " AND origin = 'live' AND type <> 'reaction') IS TRUE"))
                    .containsExactly("2");
            assertThat(column(
                            statement,
                            "SELECT (bot_state IS NULL AND bot_actions IS NULL AND handoffs_of_day = 0)::text"
                                    + " FROM whatsapp_conversations"))
                    .containsExactly("true");
        }
    }

    private static final List<String> LIVE = List.of(
            "live inbound answered 1",
            "live inbound failed 1",
            "live inbound ignored 1",
            "live inbound pending 1",
            "live outbound delivered 2",
            "live outbound draft 2",
            "live outbound failed 2",
            "live outbound read 2",
            "live outbound sending 2",
            "live outbound sent 2");

    private static List<String> withOrigins() {
        List<String> all = new ArrayList<>(List.of("echo outbound sent 1", "expected inbound ignored 1"));
        all.addAll(LIVE);
        all.add("standby inbound ignored 1");
        return all;
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
