package org.wahook.admin.integration;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.wahook.admin.chatbot.ChatbotStore;
import org.wahook.admin.rest.IfMatch;
import org.wahook.platform.config.Secret;
import org.wahook.platform.secrets.Encryption;
import org.wahook.platform.secrets.SecretOwner;

/** The table {@code whatsapp_accounts}, as far as callers of the admin API see it. */
public final class IntegrationStore {

    private static final String SELECT = """
            SELECT a.id, a.xmin::text AS version, a.chatbot_id, a.phone_number_id, a.business_account_id,
                   a.webhook_url, a.status, a.access_token <> '' AS has_access_token,
                   a.verify_token <> '' AS has_verify_token, a.paused_reason, a.paused_at, a.created_at, a.updated_at,
                   c.name AS chatbot_name, c.status AS chatbot_status, c.api_key <> '' AS has_api_key,
                   ARRAY(SELECT o.chatbot_id
                         FROM whatsapp_accounts o JOIN chatbots oc ON oc.id = o.chatbot_id AND oc.status = 'active'
                         WHERE o.phone_number_id = a.phone_number_id AND o.status = 'active' AND o.id <> a.id
                         ORDER BY o.created_at, o.id LIMIT 20) AS shared_with
            FROM whatsapp_accounts a JOIN chatbots c ON c.id = a.chatbot_id
            """;

    private static final String ONE = SELECT + "WHERE a.id = :id";

    private static final String LIST = SELECT + """
            WHERE (:chatbot::text IS NULL OR a.chatbot_id = :chatbot)
              AND (:number::text IS NULL OR a.phone_number_id = :number)
              AND (:status::text IS NULL OR a.status = :status)
              AND (:after_id::uuid IS NULL OR (a.created_at, a.id) > (:after_time::timestamptz, :after_id::uuid))
            ORDER BY a.created_at, a.id
            LIMIT :limit
            """;

    /** The row's lock keeps its version until the change is made. */
    private static final String LOCK = """
            SELECT xmin::text AS version, chatbot_id, phone_number_id FROM whatsapp_accounts WHERE id = :id FOR UPDATE
            """;

    private static final String INSERT = """
            INSERT INTO whatsapp_accounts (id, chatbot_id, phone_number_id, business_account_id, verify_token,
                                           access_token, webhook_url, creation_key)
            VALUES (:id, :chatbot, :number, :business, :verify_token, :access_token, :webhook_url, :creation_key)
            ON CONFLICT (chatbot_id, phone_number_id) WHERE status = 'active' DO NOTHING
            """;

    private static final String ACTIVE_TWIN = """
            SELECT id, creation_key IS NOT DISTINCT FROM :creation_key AS repeated FROM whatsapp_accounts
            WHERE chatbot_id = :chatbot AND phone_number_id = :number AND status = 'active'
            """;

    /** A token, the same one too, or the word "active" lifts a stop: somebody has mended the cause at Meta. */
    private static final String UPDATE = """
            UPDATE whatsapp_accounts
            SET access_token = coalesce(:access_token, access_token), verify_token = coalesce(:verify_token, verify_token),
                business_account_id = coalesce(:business, business_account_id),
                webhook_url = coalesce(:webhook_url, webhook_url), status = coalesce(:status, status),
                paused_reason = CASE WHEN :lifts THEN NULL ELSE paused_reason END,
                paused_at = CASE WHEN :lifts THEN NULL ELSE paused_at END
            WHERE id = :id
              AND NOT (:status IS NOT DISTINCT FROM 'active' AND EXISTS (
                  SELECT 1 FROM whatsapp_accounts twin
                  WHERE twin.chatbot_id = :chatbot AND twin.phone_number_id = :number AND twin.status = 'active'
                    AND twin.id <> :id))
            """;

    private final Jdbi jdbi;
    private final Encryption encryption;
    private final ChatbotStore chatbots;

    public IntegrationStore(Jdbi jdbi, Encryption encryption, ChatbotStore chatbots) {
        this.jdbi = jdbi;
        this.encryption = encryption;
        this.chatbots = chatbots;
    }

    /** What came of a creation. */
    sealed interface Creation {
        record Created(Integration integration) implements Creation {}

        /** The same request came before, by its Idempotency-Key. */
        record Repeated(Integration integration) implements Creation {}

        /** The chatbot has this number already. */
        record Taken(UUID existing) implements Creation {}
    }

    Optional<Integration> find(UUID id) {
        return jdbi.withHandle(handle -> find(handle, id));
    }

    /** At most {@code limit + 1}: one more than fits the page tells that there is another. */
    List<Integration> list(IntegrationFilter filter) {
        return jdbi.withHandle(handle -> handle.createQuery(LIST)
                .bind("chatbot", filter.chatbotId().orElse(null))
                .bind("number", filter.phoneNumberId().orElse(null))
                .bind("status", filter.status().orElse(null))
                .bind(
                        "after_time",
                        filter.after()
                                .map(after -> after.createdAt().toString())
                                .orElse(null))
                .bind(
                        "after_id",
                        filter.after().map(after -> after.id().toString()).orElse(null))
                .bind("limit", filter.limit() + 1)
                .map((row, context) -> integration(row))
                .list());
    }

    /** All of it or nothing. A chatbot that is not there yet is made. */
    Creation create(NewIntegration wanted, Optional<String> creationKey) {
        while (true) {
            Optional<Creation> creation = tryToCreate(UUID.randomUUID(), wanted, creationKey);
            if (creation.isPresent()) {
                return creation.get();
            }
        }
    }

    /** Empty where the integration in the way was deactivated at the same moment. */
    private Optional<Creation> tryToCreate(UUID id, NewIntegration wanted, Optional<String> creationKey) {
        return jdbi.inTransaction(handle -> {
            chatbots.make(handle, wanted.chatbotId(), wanted.chatbotName());
            boolean inserted = handle.createUpdate(INSERT)
                            .bind("id", id)
                            .bind("chatbot", wanted.chatbotId())
                            .bind("number", wanted.phoneNumberId())
                            .bind("business", wanted.businessAccountId())
                            .bind("verify_token", wanted.verifyToken())
                            .bind("access_token", encryption.seal(wanted.accessToken(), SecretOwner.accessTokenOf(id)))
                            .bind("webhook_url", wanted.webhookUrl())
                            .bind("creation_key", creationKey.orElse(null))
                            .execute()
                    == 1;
            if (!inserted) {
                return twin(handle, wanted.chatbotId(), wanted.phoneNumberId(), creationKey)
                        .flatMap(twin -> taken(handle, twin));
            }
            chatbots.update(handle, wanted.chatbotId(), wanted.chatbotName(), wanted.apiKey());
            return find(handle, id).map(Creation.Created::new);
        });
    }

    IntegrationChangeResult change(UUID id, IntegrationChange change, IfMatch ifMatch) {
        return jdbi.inTransaction(handle -> {
            Optional<Locked> locked = handle.createQuery(LOCK)
                    .bind("id", id)
                    .map((row, context) -> new Locked(row.getString(1), row.getString(2), row.getString(3)))
                    .findOne();
            if (locked.isEmpty()) {
                return new IntegrationChangeResult.Missing();
            }
            if (!ifMatch.allows(locked.get().version())) {
                return new IntegrationChangeResult.Stale(locked.get().version());
            }
            return update(handle, id, locked.get(), change);
        });
    }

    private record Locked(String version, String chatbotId, String phoneNumberId) {}

    private IntegrationChangeResult update(Handle handle, UUID id, Locked locked, IntegrationChange change) {
        boolean updated = handle.createUpdate(UPDATE)
                        .bind("id", id)
                        .bind("chatbot", locked.chatbotId())
                        .bind("number", locked.phoneNumberId())
                        .bind("access_token", sealed(change.accessToken(), SecretOwner.accessTokenOf(id)))
                        .bind("verify_token", change.verifyToken().orElse(null))
                        .bind("business", change.businessAccountId().orElse(null))
                        .bind("webhook_url", change.webhookUrl().orElse(null))
                        .bind("status", change.status().orElse(null))
                        .bind("lifts", change.liftsStop())
                        .execute()
                == 1;
        if (updated) {
            return new IntegrationChangeResult.Changed(find(handle, id).orElseThrow());
        }
        return twin(handle, locked.chatbotId(), locked.phoneNumberId(), Optional.empty())
                .<IntegrationChangeResult>map(twin -> new IntegrationChangeResult.Taken(twin.id()))
                .orElseGet(IntegrationChangeResult.Missing::new);
    }

    /** The active integration of the same chatbot and number. */
    private record Twin(UUID id, boolean madeBySameKey) {}

    private static Optional<Twin> twin(Handle handle, String chatbotId, String number, Optional<String> creationKey) {
        return handle.createQuery(ACTIVE_TWIN)
                .bind("chatbot", chatbotId)
                .bind("number", number)
                .bind("creation_key", creationKey.orElse(null))
                .map((row, context) -> new Twin(
                        row.getObject("id", UUID.class), creationKey.isPresent() && row.getBoolean("repeated")))
                .findOne();
    }

    private static Optional<Creation> taken(Handle handle, Twin twin) {
        return twin.madeBySameKey()
                ? find(handle, twin.id()).map(Creation.Repeated::new)
                : Optional.of(new Creation.Taken(twin.id()));
    }

    private @Nullable String sealed(Optional<Secret> secret, SecretOwner owner) {
        return secret.map(it -> encryption.seal(it, owner)).orElse(null);
    }

    private static Optional<Integration> find(Handle handle, UUID id) {
        return handle.createQuery(ONE)
                .bind("id", id)
                .map((row, context) -> integration(row))
                .findOne();
    }

    private static Integration integration(ResultSet row) throws SQLException {
        return new Integration(
                row.getObject("id", UUID.class),
                row.getString("version"),
                row.getString("chatbot_id"),
                row.getString("phone_number_id"),
                row.getString("business_account_id"),
                row.getString("webhook_url"),
                row.getString("status"),
                row.getBoolean("has_access_token"),
                row.getBoolean("has_verify_token"),
                Optional.ofNullable(row.getString("paused_reason")),
                Optional.ofNullable(row.getObject("paused_at", OffsetDateTime.class))
                        .map(OffsetDateTime::toInstant),
                time(row, "created_at"),
                time(row, "updated_at"),
                row.getString("chatbot_name"),
                row.getString("chatbot_status"),
                row.getBoolean("has_api_key"),
                List.of((String[]) row.getArray("shared_with").getArray()));
    }

    private static Instant time(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
