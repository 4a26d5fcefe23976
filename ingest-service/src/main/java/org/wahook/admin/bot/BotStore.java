package org.wahook.admin.bot;

import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.wahook.platform.config.Secret;
import org.wahook.platform.secrets.Decrypted;
import org.wahook.platform.secrets.Encryption;
import org.wahook.platform.secrets.SecretOwner;
import org.wahook.shared.account.ClientSettings;
import org.wahook.shared.account.ResponseApiDefaults;

/** What it takes to ask a chatbot's bot. */
public final class BotStore {

    private static final String FIND =
            "SELECT api_key, signing_secret, settings::text AS settings FROM chatbots WHERE id = :id";

    private final Jdbi jdbi;
    private final Encryption encryption;

    public BotStore(Jdbi jdbi, Encryption encryption) {
        this.jdbi = jdbi;
        this.encryption = encryption;
    }

    /** A secret that can't be decrypted is empty, as for a worker. */
    record Found(Secret apiKey, Secret signingSecret, ClientSettings settings) {}

    Optional<Found> find(String chatbotId) {
        return jdbi.withHandle(handle -> handle.createQuery(FIND)
                .bind("id", chatbotId)
                .map((row, context) -> new Found(
                        opened(row.getString("api_key"), SecretOwner.apiKeyOf(chatbotId)),
                        opened(row.getString("signing_secret"), SecretOwner.signingSecretOf(chatbotId)),
                        ClientSettings.read(row.getString("settings"))))
                .findOne());
    }

    Optional<ResponseApiDefaults> defaults() {
        return ResponseApiDefaults.read(jdbi);
    }

    private Secret opened(String stored, SecretOwner owner) {
        return switch (encryption.open(stored, owner)) {
            case Decrypted.Clear(Secret secret) -> secret;
            case Decrypted.Unreadable(String why) -> new Secret("");
        };
    }
}
