package org.wahook.platform.secrets;

import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * Whose secret it is. It is bound into the encrypted form, so that a value copied into another row can't be read there.
 *
 * @param name of column and row
 */
public record SecretOwner(String name) {

    public static SecretOwner accessTokenOf(UUID accountId) {
        return new SecretOwner("whatsapp_accounts.access_token " + accountId);
    }

    public static SecretOwner apiKeyOf(String chatbotId) {
        return new SecretOwner("chatbots.api_key " + chatbotId);
    }

    public static SecretOwner transcriptionKeyOf(String chatbotId) {
        return new SecretOwner("chatbots.transcription_key " + chatbotId);
    }

    public static SecretOwner signingSecretOf(String chatbotId) {
        return new SecretOwner("chatbots.signing_secret " + chatbotId);
    }

    public static SecretOwner botStateOf(long conversationId) {
        return new SecretOwner("whatsapp_conversations.bot_state " + conversationId);
    }

    byte[] bytes() {
        return name.getBytes(StandardCharsets.UTF_8);
    }
}
