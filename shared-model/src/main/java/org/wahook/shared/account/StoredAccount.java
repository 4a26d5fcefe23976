package org.wahook.shared.account;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.wahook.platform.config.Secret;
import org.wahook.platform.secrets.Decrypted;
import org.wahook.platform.secrets.Encryption;
import org.wahook.platform.secrets.SecretOwner;

/** An account as its rows have it, its secrets perhaps encrypted. */
record StoredAccount(
        UUID id,
        String chatbotId,
        String phoneNumberId,
        String apiKey,
        String accessToken,
        String signingSecret,
        String transcriptionKey,
        Optional<String> pausedReason,
        Optional<Instant> nextTryAt,
        ClientSettings settings) {

    /** The account, and what is wrong with its secrets, if anything. */
    record Unsealed(Account account, Optional<String> problem) {}

    /**
     * An account whose secrets can't be read is one whose sending is stopped, so that its messages become dead letters
     * and can be replayed; other clients don't notice.
     */
    Unsealed unseal(Encryption encryption) {
        Decrypted token = encryption.open(accessToken, SecretOwner.accessTokenOf(id));
        Decrypted key = encryption.open(apiKey, SecretOwner.apiKeyOf(chatbotId));
        Decrypted signing = encryption.open(signingSecret, SecretOwner.signingSecretOf(chatbotId));
        Decrypted transcription = encryption.open(transcriptionKey, SecretOwner.transcriptionKeyOf(chatbotId));
        Optional<String> problem = problem("access token", token)
                .or(() -> problem("API key", key))
                .or(() -> problem("signing secret", signing))
                .or(() -> problem("transcription key", transcription));
        return new Unsealed(
                new Account(
                        id,
                        chatbotId,
                        phoneNumberId,
                        secret(key),
                        secret(token),
                        new Secret(accessToken),
                        secret(signing),
                        secret(transcription),
                        problem.or(() -> pausedReason),
                        problem.isPresent() ? Optional.empty() : nextTryAt,
                        settings),
                problem);
    }

    private static Optional<String> problem(String what, Decrypted opened) {
        return switch (opened) {
            case Decrypted.Clear(Secret secret) -> Optional.empty();
            case Decrypted.Unreadable(String why) -> Optional.of("its " + what + " can't be decrypted: " + why);
        };
    }

    private static Secret secret(Decrypted opened) {
        return switch (opened) {
            case Decrypted.Clear(Secret secret) -> secret;
            case Decrypted.Unreadable(String why) -> new Secret("");
        };
    }
}
