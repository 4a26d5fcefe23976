package org.wahook.shared.account;

import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.wahook.platform.secrets.Decrypted;
import org.wahook.platform.secrets.Encryption;
import org.wahook.platform.secrets.SecretOwner;

/** Writes every stored secret anew with the first key, also those that stand there in clear. */
public final class ReEncryption {

    /** A new token lifts an account's pause; the same one in another form must not. */
    private static final String SAME_SECRETS = "SET LOCAL wahook.same_secrets = 'yes'";

    private static final String TOKENS = """
            SELECT id::text AS id, access_token AS secret FROM whatsapp_accounts
            WHERE access_token <> '' AND NOT starts_with(access_token, :current) AND id::text > :after
            ORDER BY id::text LIMIT 500 FOR UPDATE
            """;

    private static final String WRITE_TOKEN =
            "UPDATE whatsapp_accounts SET access_token = :secret WHERE id = :id::uuid";

    private static final String KEYS = """
            SELECT id, api_key AS secret FROM chatbots
            WHERE api_key <> '' AND NOT starts_with(api_key, :current) AND id > :after
            ORDER BY id LIMIT 500 FOR UPDATE
            """;

    private static final String WRITE_KEY = "UPDATE chatbots SET api_key = :secret WHERE id = :id";

    private static final String SIGNING_SECRETS = """
            SELECT id, signing_secret AS secret FROM chatbots
            WHERE signing_secret <> '' AND NOT starts_with(signing_secret, :current) AND id > :after
            ORDER BY id LIMIT 500 FOR UPDATE
            """;

    private static final String WRITE_SIGNING_SECRET = "UPDATE chatbots SET signing_secret = :secret WHERE id = :id";

    private static final String TRANSCRIPTION_KEYS = """
            SELECT id, transcription_key AS secret FROM chatbots
            WHERE transcription_key <> '' AND NOT starts_with(transcription_key, :current) AND id > :after
            ORDER BY id LIMIT 500 FOR UPDATE
            """;

    private static final String WRITE_TRANSCRIPTION_KEY =
            "UPDATE chatbots SET transcription_key = :secret WHERE id = :id";

    private final Jdbi jdbi;
    private final Encryption encryption;

    /** @param encryption with keys; without them there is nothing to write with */
    public ReEncryption(Jdbi jdbi, Encryption encryption) {
        if (!encryption.on()) {
            throw new IllegalArgumentException("there is no key to encrypt with");
        }
        this.jdbi = jdbi;
        this.encryption = encryption;
    }

    /**
     * What was done.
     *
     * @param unreadable secrets that none of the keys reads; they stay as they are
     */
    public record Result(int written, int unreadable) {
        Result plus(Result other) {
            return new Result(written + other.written, unreadable + other.unreadable);
        }
    }

    /** Can be run again at any time, also while the services run. */
    public Result run() {
        return each(TOKENS, WRITE_TOKEN, id -> SecretOwner.accessTokenOf(UUID.fromString(id)))
                .plus(each(KEYS, WRITE_KEY, SecretOwner::apiKeyOf))
                .plus(each(SIGNING_SECRETS, WRITE_SIGNING_SECRET, SecretOwner::signingSecretOf))
                .plus(each(TRANSCRIPTION_KEYS, WRITE_TRANSCRIPTION_KEY, SecretOwner::transcriptionKeyOf));
    }

    private record Row(String id, String secret) {}

    private Result each(String select, String write, Function<String, SecretOwner> owner) {
        Result result = new Result(0, 0);
        String after = "";
        while (true) {
            String from = after;
            List<Row> rows = jdbi.inTransaction(handle -> {
                handle.execute(SAME_SECRETS);
                List<Row> found = handle.createQuery(select)
                        .bind("current", encryption.currentPrefix())
                        .bind("after", from)
                        .map((row, context) -> new Row(row.getString("id"), row.getString("secret")))
                        .list();
                return found.stream()
                        .map(row -> rewrite(handle, write, row, owner.apply(row.id())) ? row : new Row(row.id(), ""))
                        .toList();
            });
            if (rows.isEmpty()) {
                return result;
            }
            int unreadable =
                    (int) rows.stream().filter(row -> row.secret().isEmpty()).count();
            result = result.plus(new Result(rows.size() - unreadable, unreadable));
            after = rows.getLast().id();
        }
    }

    private boolean rewrite(Handle handle, String write, Row row, SecretOwner owner) {
        return switch (encryption.open(row.secret(), owner)) {
            case Decrypted.Clear(var secret) ->
                handle.createUpdate(write)
                                .bind("id", row.id())
                                .bind("secret", encryption.seal(secret, owner))
                                .execute()
                        == 1;
            case Decrypted.Unreadable(String why) -> false;
        };
    }
}
