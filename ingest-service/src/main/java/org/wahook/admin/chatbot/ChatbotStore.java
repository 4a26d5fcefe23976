package org.wahook.admin.chatbot;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.wahook.admin.rest.IfMatch;
import org.wahook.platform.config.Secret;
import org.wahook.platform.json.Json;
import org.wahook.platform.secrets.Encryption;
import org.wahook.platform.secrets.SecretOwner;

/** The table {@code chatbots}. */
public final class ChatbotStore {

    private static final String SELECT = """
            SELECT id, xmin::text AS version, name, status, api_key <> '' AS has_api_key,
                   signing_secret <> '' AS has_signing_secret,
                   transcription_key <> '' AS has_transcription_key, settings::text AS settings,
                   created_at, updated_at
            FROM chatbots WHERE id = :id
            """;

    private static final String LOCK = """
            SELECT xmin::text AS version, api_key <> '' AS has_api_key, settings ->> 'responseApiBaseUrl' AS base_url,
                   transcription_key <> '' AS has_transcription_key,
                   settings #>> '{transcription,baseUrl}' AS transcription_url
            FROM chatbots WHERE id = :id FOR UPDATE
            """;

    private static final String INSERT =
            "INSERT INTO chatbots (id, name) VALUES (:id, :name) ON CONFLICT (id) DO NOTHING";

    private static final String UPDATE = """
            UPDATE chatbots
            SET name = coalesce(:name, name), api_key = coalesce(:api_key, api_key), signing_secret = coalesce(:signing_secret, signing_secret),
                transcription_key = coalesce(:transcription_key, transcription_key), status = coalesce(:status, status),
                settings = coalesce(:settings::jsonb, settings)
            WHERE id = :id
            """;

    private final Jdbi jdbi;
    private final Encryption encryption;

    public ChatbotStore(Jdbi jdbi, Encryption encryption) {
        this.jdbi = jdbi;
        this.encryption = encryption;
    }

    private record Locked(
            String version,
            boolean hasApiKey,
            Optional<String> baseUrl,
            boolean hasTranscriptionKey,
            Optional<String> transcriptionUrl) {

        static Locked of(ResultSet row) throws SQLException {
            return new Locked(
                    row.getString("version"),
                    row.getBoolean("has_api_key"),
                    Optional.ofNullable(row.getString("base_url")),
                    row.getBoolean("has_transcription_key"),
                    Optional.ofNullable(row.getString("transcription_url")));
        }

        boolean wouldLeakKey(ChatbotChange change) {
            return hasApiKey && change.apiKey().isEmpty() && change.leadsElsewhereThan(baseUrl);
        }

        boolean wouldLeakTranscriptionKey(ChatbotChange change) {
            return hasTranscriptionKey
                    && change.transcriptionKey().isEmpty()
                    && change.transcribesElsewhereThan(transcriptionUrl);
        }
    }

    Optional<Chatbot> find(String id) {
        return jdbi.withHandle(handle -> find(handle, id));
    }

    ChatbotWriteResult write(String id, ChatbotChange change, IfMatch ifMatch) {
        return jdbi.inTransaction(handle -> {
            boolean created = make(handle, id, Optional.empty());
            Locked locked = handle.createQuery(LOCK)
                    .bind("id", id)
                    .map((row, context) -> Locked.of(row))
                    .one();
            if (created ? !ifMatch.versions().isEmpty() : !ifMatch.allows(locked.version())) {
                handle.rollback();
                return new ChatbotWriteResult.Stale(created ? "" : locked.version());
            }
            if (locked.wouldLeakKey(change)) {
                handle.rollback();
                return new ChatbotWriteResult.KeyNeeded();
            }
            if (locked.wouldLeakTranscriptionKey(change)) {
                handle.rollback();
                return new ChatbotWriteResult.TranscriptionKeyNeeded();
            }
            update(handle, id, change);
            Chatbot written = find(handle, id).orElseThrow();
            return created ? new ChatbotWriteResult.Created(written) : new ChatbotWriteResult.Changed(written);
        });
    }

    /** In the transaction of somebody who needs the chatbot. Answers whether it was not there yet. */
    public boolean make(Handle handle, String id, Optional<String> name) {
        return handle.createUpdate(INSERT)
                        .bind("id", id)
                        .bind("name", name.orElse(""))
                        .execute()
                == 1;
    }

    /** In the transaction of somebody who was told more than the chatbot's id; what is empty stays as it is. */
    public void update(Handle handle, String id, Optional<String> name, Optional<Secret> apiKey) {
        if (name.isPresent() || apiKey.isPresent()) {
            update(
                    handle,
                    id,
                    new ChatbotChange(
                            name, apiKey, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()));
        }
    }

    private void update(Handle handle, String id, ChatbotChange change) {
        handle.createUpdate(UPDATE)
                .bind("id", id)
                .bind("name", change.name().orElse(null))
                .bind(
                        "api_key",
                        change.apiKey()
                                .map(key -> encryption.seal(key, SecretOwner.apiKeyOf(id)))
                                .orElse(null))
                .bind(
                        "signing_secret",
                        change.signingSecret()
                                .map(secret -> encryption.seal(secret, SecretOwner.signingSecretOf(id)))
                                .orElse(null))
                .bind(
                        "transcription_key",
                        change.transcriptionKey()
                                .map(secret -> encryption.seal(secret, SecretOwner.transcriptionKeyOf(id)))
                                .orElse(null))
                .bind("status", change.status().orElse(null))
                .bind("settings", change.settings().map(Json::text).orElse(null))
                .execute();
    }

    private static Optional<Chatbot> find(Handle handle, String id) {
        return handle.createQuery(SELECT)
                .bind("id", id)
                .map((row, context) -> chatbot(row))
                .findOne();
    }

    private static Chatbot chatbot(ResultSet row) throws SQLException {
        return new Chatbot(
                row.getString("id"),
                row.getString("version"),
                row.getString("name"),
                row.getString("status"),
                row.getBoolean("has_api_key"),
                row.getBoolean("has_signing_secret"),
                row.getBoolean("has_transcription_key"),
                Json.parse(row.getString("settings")).orElseGet(Json::object),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getObject("updated_at", OffsetDateTime.class).toInstant());
    }
}
