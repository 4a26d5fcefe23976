package org.wahook.sandbox.story;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What {@code infra/postgres/grants.sql} gives each role, and no more. */
class DatabaseRightsTest {

    private final RoleDatabase database = new RoleDatabase();

    @Test
    void what_a_role_does_not_need_is_denied() throws Exception {
        database.migrate();
        database.migrate();

        database.as("wahook_ingest", "SELECT 1 FROM whatsapp_accounts WHERE verify_token = 'x' AND status = 'active'");
        for (String statement : List.of(
                "SELECT access_token FROM whatsapp_accounts",
                "SELECT count(*) FROM messages",
                "SELECT api_key FROM chatbots",
                "SELECT * FROM whatsapp_conversations",
                "UPDATE whatsapp_accounts SET status = 'active'",
                "INSERT INTO chatbots (id) VALUES ('x')",
                "CREATE TABLE mine (id int)")) {
            denied("wahook_ingest", statement);
        }
        for (String statement : List.of(
                "UPDATE whatsapp_accounts SET access_token = 'mine'",
                "UPDATE whatsapp_accounts SET verify_token = 'mine'",
                "DELETE FROM whatsapp_accounts",
                "UPDATE chatbots SET api_key = 'mine'",
                "INSERT INTO chatbots (id) VALUES ('x')")) {
            denied("wahook_worker", statement);
        }
        for (String role : RoleDatabase.ROLES) {
            for (String statement : List.of(
                    "DROP TABLE messages",
                    "TRUNCATE messages",
                    "ALTER TABLE messages DROP COLUMN text",
                    "CREATE TABLE mine (id int)",
                    "DELETE FROM flyway_schema_history",
                    "COPY chatbots TO PROGRAM 'cat'")) {
                denied(role, statement);
            }
        }
    }

    private void denied(String role, String statement) {
        assertThatThrownBy(() -> database.as(role, statement))
                .as("%s: %s", role, statement)
                .isInstanceOf(SQLException.class)
                .matches(
                        e -> e instanceof SQLException denied && "42501".equals(denied.getSQLState()),
                        "is refused for lack of a right");
    }
}
