package org.wahook.admin.health;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.wahook.admin.integration.AccountPlace;
import org.wahook.platform.secrets.Decrypted;
import org.wahook.platform.secrets.Encryption;
import org.wahook.platform.secrets.SecretOwner;

/** Reads what the workers note about accounts. Secrets are opened only to tell whether they can be. */
public final class AccountHealthStore {

    private static final String LIST = """
            SELECT a.id, a.chatbot_id, a.phone_number_id, a.status, a.access_token, a.paused_reason, a.paused_at,
                   a.stop_kind, a.next_try_at, a.verify_token, a.created_at, c.status AS chatbot_status, c.api_key,
                   h.last_webhook_at, h.last_send_at, h.last_error, h.last_error_at,
                   ai.ai_reason, ai.ai_error, ai.ai_error_at
            FROM whatsapp_accounts a JOIN chatbots c ON c.id = a.chatbot_id
            LEFT JOIN whatsapp_account_health h ON h.account_id = a.id
            LEFT JOIN chatbot_health ai ON ai.chatbot_id = a.chatbot_id
            WHERE (:chatbot::text IS NULL OR a.chatbot_id = :chatbot)
              AND (:after_id::uuid IS NULL OR (a.created_at, a.id) > (:after_time::timestamptz, :after_id::uuid))
            ORDER BY a.created_at, a.id LIMIT :limit
            """;

    /** By the small index of what waits. */
    private static final String UNANSWERED = """
            SELECT c.whatsapp_account_id AS account, count(*) AS messages, min(m.created_at) AS oldest
            FROM messages m JOIN whatsapp_conversations c ON c.id = m.conversation_id
            WHERE (m.direction = 'inbound' AND m.status = 'pending') IS TRUE AND c.whatsapp_account_id = ANY (:accounts)
            GROUP BY c.whatsapp_account_id
            """;

    private static final String DEAD_LETTERS = """
            SELECT chatbot_id, sum(copies) AS letters FROM dead_letters
            WHERE queue = 'replies' AND chatbot_id = ANY (:chatbots) GROUP BY chatbot_id
            """;

    private final Jdbi jdbi;
    private final Encryption encryption;
    private final LastDays lastDays;

    /** Messages of the last 24 hours, by chatbot. */
    public interface LastDays {
        Map<String, AccountHealth.LastDay> of(Optional<String> chatbotId);
    }

    public AccountHealthStore(Jdbi jdbi, Encryption encryption, LastDays lastDays) {
        this.lastDays = lastDays;
        this.jdbi = jdbi;
        this.encryption = encryption;
    }

    /** At most {@code limit + 1}. */
    List<AccountHealth> list(Optional<String> chatbotId, Optional<AccountPlace> after, int limit) {
        Map<String, AccountHealth.LastDay> days = lastDays.of(chatbotId);
        return jdbi.withHandle(handle -> {
            List<AccountHealth> accounts = handle.createQuery(LIST)
                    .bind("chatbot", chatbotId.orElse(null))
                    .bind(
                            "after_time",
                            after.map(it -> it.createdAt().toString()).orElse(null))
                    .bind("after_id", after.map(it -> it.id().toString()).orElse(null))
                    .bind("limit", limit + 1)
                    .map((row, context) -> health(row))
                    .list();
            Map<UUID, AccountHealth.Unanswered> waiting = unanswered(handle, accounts);
            Map<String, Long> letters = deadLetters(handle, accounts);
            return accounts.stream()
                    .map(it -> it.with(
                            waiting.getOrDefault(it.id(), AccountHealth.Unanswered.NONE),
                            days.getOrDefault(it.chatbotId(), AccountHealth.LastDay.QUIET),
                            letters.getOrDefault(it.chatbotId(), 0L)))
                    .toList();
        });
    }

    private static Map<UUID, AccountHealth.Unanswered> unanswered(Handle handle, List<AccountHealth> accounts) {
        Map<UUID, AccountHealth.Unanswered> waiting = new HashMap<>();
        handle.createQuery(UNANSWERED)
                .bind("accounts", accounts.stream().map(AccountHealth::id).toArray(UUID[]::new))
                .map((row, context) -> waiting.put(
                        row.getObject("account", UUID.class),
                        new AccountHealth.Unanswered(row.getLong("messages"), time(row, "oldest"))))
                .list();
        return waiting;
    }

    private static Map<String, Long> deadLetters(Handle handle, List<AccountHealth> accounts) {
        Map<String, Long> letters = new HashMap<>();
        handle.createQuery(DEAD_LETTERS)
                .bind(
                        "chatbots",
                        accounts.stream()
                                .map(AccountHealth::chatbotId)
                                .distinct()
                                .toArray(String[]::new))
                .map((row, context) -> letters.put(row.getString("chatbot_id"), row.getLong("letters")))
                .list();
        return letters;
    }

    private AccountHealth health(ResultSet row) throws SQLException {
        UUID id = row.getObject("id", UUID.class);
        String chatbotId = row.getString("chatbot_id");
        Optional<Instant> errorAt = time(row, "last_error_at");
        Optional<Instant> aiErrorAt = time(row, "ai_error_at");
        String aiReason = Optional.ofNullable(row.getString("ai_reason")).orElse("");
        String aiError = Optional.ofNullable(row.getString("ai_error")).orElse("");
        return new AccountHealth(
                id,
                chatbotId,
                row.getString("phone_number_id"),
                row.getString("status"),
                row.getString("chatbot_status"),
                time(row, "last_webhook_at"),
                time(row, "last_send_at"),
                Optional.ofNullable(row.getString("last_error"))
                        .flatMap(line -> errorAt.map(at -> new AccountHealth.LastError(line, at))),
                unreadable("access token", row.getString("access_token"), SecretOwner.accessTokenOf(id))
                        .or(unreadableKey(row.getString("api_key"), chatbotId))
                        .or(pausedReason(row.getString("paused_reason"))),
                time(row, "paused_at"),
                Optional.ofNullable(row.getString("stop_kind")),
                time(row, "next_try_at"),
                aiErrorAt.map(at -> new AccountHealth.AiError(aiReason, aiError, at)),
                AccountHealth.Unanswered.NONE,
                AccountHealth.LastDay.QUIET,
                0,
                missing(row),
                time(row, "created_at").orElseThrow());
    }

    private static List<String> missing(ResultSet row) throws SQLException {
        List<String> missing = new ArrayList<>();
        if (row.getString("access_token").isEmpty()) {
            missing.add("access token");
        }
        if (row.getString("verify_token").isEmpty()) {
            missing.add("verify token");
        }
        return missing;
    }

    private Supplier<Optional<String>> unreadableKey(String stored, String chatbotId) {
        return () -> unreadable("API key", stored, SecretOwner.apiKeyOf(chatbotId));
    }

    private static Supplier<Optional<String>> pausedReason(@Nullable String reason) {
        return () -> Optional.ofNullable(reason);
    }

    /** The workers send nothing for such an account. They have the same keys, if they were told the same. */
    private Optional<String> unreadable(String what, String stored, SecretOwner owner) {
        return switch (encryption.open(stored, owner)) {
            case Decrypted.Clear clear -> Optional.empty();
            case Decrypted.Unreadable(String why) -> Optional.of("its " + what + " can't be decrypted: " + why);
        };
    }

    private static Optional<Instant> time(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, OffsetDateTime.class)).map(OffsetDateTime::toInstant);
    }
}
