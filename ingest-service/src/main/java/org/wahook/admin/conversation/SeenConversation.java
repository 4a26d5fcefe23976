package org.wahook.admin.conversation;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.wahook.shared.account.ClientSettings;

/**
 * What a change must know of a conversation. It is read twice: before RabbitMQ is waited for, and then with the row locked. With
 * another version somebody else was faster.
 *
 * @param version of what stands between bot and person there
 * @param active whether integration and chatbot are
 * @param pausedReason why nothing is sent for the integration
 * @param humanPause how long a person's message pauses the bot; zero where it doesn't
 */
record SeenConversation(
        WakeUps.Address address, long version, boolean active, Optional<String> pausedReason, Duration humanPause) {

    /** Who is overtaken by others so often is told that the conversation has changed. */
    static final int MOST_ATTEMPTS = 5;

    private static final String READ = """
            SELECT c.chatbot_id, c.whatsapp_account_id, a.phone_number_id, c.bot_version,
                   a.status = 'active' AND b.status = 'active' AS active, a.paused_reason, b.settings::text AS settings,
                   (SELECT human_pause FROM routing_progress) AS human_pause,
                   c.bot_paused AND c.bot_paused_until IS NULL AS paused_for_good
            FROM whatsapp_conversations c
            JOIN whatsapp_accounts a ON a.id = c.whatsapp_account_id
            JOIN chatbots b ON b.id = c.chatbot_id
            WHERE c.id = :id
            """;

    private static final String LOCK = READ + " FOR NO KEY UPDATE OF c";

    static Optional<SeenConversation> read(Handle handle, long id) {
        return find(handle, READ, id);
    }

    /** Nobody else changes the row until the transaction ends. */
    static Optional<SeenConversation> lock(Handle handle, long id) {
        return find(handle, LOCK, id);
    }

    /** When the pause ends that a person's message makes now. */
    Optional<Instant> pauseUntil() {
        return humanPause.isPositive()
                ? Optional.of(Instant.now().plus(humanPause).truncatedTo(ChronoUnit.MILLIS))
                : Optional.empty();
    }

    private static Optional<SeenConversation> find(Handle handle, String sql, long id) {
        return handle.createQuery(sql)
                .bind("id", id)
                .map((row, context) -> new SeenConversation(
                        new WakeUps.Address(
                                row.getString("chatbot_id"),
                                row.getObject("whatsapp_account_id", UUID.class),
                                row.getString("phone_number_id"),
                                id),
                        row.getLong("bot_version"),
                        row.getBoolean("active"),
                        Optional.ofNullable(row.getString("paused_reason")),
                        row.getBoolean("paused_for_good") ? Duration.ZERO : humanPause(row)))
                .findOne();
    }

    private static Duration humanPause(ResultSet row) throws SQLException {
        Duration usual = Duration.ofMillis(row.getLong("human_pause"));
        return ClientSettings.read(row.getString("settings")).humanPause().orElse(usual);
    }
}
