package org.wahook.admin;

import static java.time.temporal.ChronoUnit.DAYS;
import static java.time.temporal.ChronoUnit.HOURS;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** By a chance that is always the same: 900 turns of two chatbots since the day four days ago, and late changes of them. */
final class GeneratedTraffic {

    final Instant now = Instant.now();
    final Instant today = now.truncatedTo(DAYS);
    final Instant first = today.minus(4, DAYS);

    private final AdminService admin;
    private final Random random = new Random(4711);

    GeneratedTraffic(AdminService admin) {
        this.admin = admin;
    }

    void store() throws SQLException {
        for (String bot : new String[] {"shop", "support"}) {
            admin.execute("INSERT INTO chatbots (id) VALUES (?)", bot);
            admin.execute("INSERT INTO whatsapp_accounts (chatbot_id, phone_number_id) VALUES (?, '1')", bot);
            admin.execute("""
                    INSERT INTO whatsapp_conversations (whatsapp_account_id, chatbot_id, contact_id)
                    SELECT id, chatbot_id, n::text FROM whatsapp_accounts, generate_series(1, 3) n
                    WHERE chatbot_id = ?""", bot);
        }
        List<String> conversations = admin.query("SELECT id FROM whatsapp_conversations");
        try (Connection connection = admin.database();
                PreparedStatement insert = connection.prepareStatement("""
                        INSERT INTO messages (chatbot_id, conversation_id, direction, status, turn_number, sent_at, created_at)
                        SELECT chatbot_id, id, ?, ?, ?, ?::timestamptz, ?::timestamptz
                        FROM whatsapp_conversations WHERE id = ?""")) {
            for (int number = 1; number <= 900; number++) {
                Instant asked = instant(number);
                turn(insert, Long.parseLong(conversations.get(random.nextInt(6))), number, asked);
            }
            insert.executeBatch();
        }
    }

    /** Anywhere in these days, and every fifth within a moment of a full hour, or exactly there. */
    private Instant instant(int number) {
        Instant any =
                first.plusMillis(random.nextLong(Duration.between(first, now).toMillis()));
        Instant border = any.truncatedTo(HOURS).plusMillis(random.nextInt(3) * 1000 - 1000);
        return number % 5 == 0 && border.isAfter(first) ? border : any;
    }

    private void turn(PreparedStatement insert, long conversation, int number, Instant asked) throws SQLException {
        String fate = random.nextInt(10) == 0 ? "failed" : "answered";
        message(insert, "inbound", fate, number, asked, asked, conversation);
        if (random.nextInt(4) == 0) {
            message(insert, "inbound", "answered", number, asked, asked.plusMillis(900), conversation);
        }
        Instant kept = asked.plusMillis(200 + random.nextInt(number % 7 == 0 ? 7_200_000 : 5_000));
        if (fate.equals("answered") && kept.isBefore(now)) {
            String status =
                    List.of("sent", "delivered", "read", "failed", "sending").get(random.nextInt(5));
            Instant sent = status.equals("sending") ? null : kept.plusMillis(random.nextInt(3000));
            message(insert, "outbound", status, number, sent, kept, conversation);
        }
    }

    private static void message(
            PreparedStatement insert,
            String direction,
            String status,
            int turn,
            @Nullable Instant sent,
            Instant created,
            long conversation)
            throws SQLException {
        insert.setString(1, direction);
        insert.setString(2, status);
        insert.setLong(3, turn);
        insert.setString(4, sent == null ? null : sent.toString());
        insert.setString(5, created.toString());
        insert.setLong(6, conversation);
        insert.addBatch();
    }

    /** By a program whose time zone has half an hour, since buckets are of UTC for everybody. */
    void changeLate() throws SQLException {
        try (Connection connection = admin.database();
                Statement statement = connection.createStatement()) {
            statement.execute("SET timezone = 'Asia/Kolkata'");
            statement.execute("UPDATE messages SET status = 'failed' WHERE id % 7 = 0 AND sent_at IS NOT NULL");
            statement.execute("UPDATE messages SET status = 'pending' WHERE id % 5 = 0 AND direction = 'inbound'");
            statement.execute("UPDATE messages SET status = 'sent', sent_at = created_at + interval '7 minutes'"
                    + " WHERE status = 'sending' AND id % 3 = 0");
            statement.execute("UPDATE messages SET turn_number = turn_number + 5000, status = 'answered'"
                    + " WHERE turn_number % 11 = 0 AND direction = 'inbound'");
            statement.execute("UPDATE messages SET turn_number = turn_number + 5000"
                    + " WHERE turn_number % 22 = 0 AND direction = 'outbound'");
            statement.execute("INSERT INTO messages (chatbot_id, conversation_id, direction, status, created_at)"
                    + " SELECT chatbot_id, id, 'inbound', 'ignored', now() - interval '30 hours'"
                    + " FROM whatsapp_conversations");
        }
    }
}
