package org.wahook.sandbox.run;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import org.wahook.platform.config.DatabaseUrl;

/** The clients, as another program would add them: with plain SQL, and the least of it. */
final class Seed {

    // A demo that is started again finds its clients there.
    private static final String CHATBOT =
            "INSERT INTO chatbots (id, api_key, settings) VALUES (?, ?, ?::jsonb) ON CONFLICT DO NOTHING";

    private static final String ACCOUNT = """
            INSERT INTO whatsapp_accounts (chatbot_id, phone_number_id, verify_token, access_token) VALUES (?, ?, ?, ?)
            ON CONFLICT DO NOTHING""";

    private final DatabaseUrl database;

    Seed(String databaseUrl) {
        this.database = DatabaseUrl.parse(databaseUrl);
    }

    /** @param shopNumbers phone_number_ids that the shop gets on top of its own */
    void plant(List<String> shopNumbers) {
        try (Connection connection = DriverManager.getConnection(
                database.jdbcUrl(), database.user(), database.password().reveal())) {
            for (DemoClient client : DemoClient.ALL) {
                execute(connection, CHATBOT, client.chatbotId(), client.apiKey(), client.settings());
                account(connection, client, client.phoneNumberId());
            }
            for (String number : shopNumbers) {
                account(connection, DemoClient.SHOP, number);
            }
        } catch (SQLException e) {
            throw new IllegalStateException("The demo clients could not be added: " + e.getMessage(), e);
        }
    }

    private static void account(Connection connection, DemoClient client, String number) throws SQLException {
        execute(connection, ACCOUNT, client.chatbotId(), number, client.verifyToken(), client.accessToken());
    }

    private static void execute(Connection connection, String sql, String... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setString(i + 1, parameters[i]);
            }
            statement.executeUpdate();
        }
    }
}
