package org.wahook.admin;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A message as it is stored. */
record StoredMessage(
        String chatbot,
        long conversation,
        boolean inbound,
        String status,
        Optional<Long> turn,
        Optional<Instant> sent,
        Instant created) {

    static List<StoredMessage> all(AdminService admin) throws SQLException {
        List<StoredMessage> rows = new ArrayList<>();
        try (Connection connection = admin.database();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SELECT * FROM messages")) {
            while (result.next()) {
                long turn = result.getLong("turn_number");
                Optional<Long> maybeTurn = result.wasNull() ? Optional.empty() : Optional.of(turn);
                rows.add(new StoredMessage(
                        result.getString("chatbot_id"),
                        result.getLong("conversation_id"),
                        result.getString("direction").equals("inbound"),
                        result.getString("status"),
                        maybeTurn,
                        time(result, "sent_at"),
                        time(result, "created_at").orElseThrow()));
            }
        }
        return rows;
    }

    private static Optional<Instant> time(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, OffsetDateTime.class)).map(OffsetDateTime::toInstant);
    }
}
