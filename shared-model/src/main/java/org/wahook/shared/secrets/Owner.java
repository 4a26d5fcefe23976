package org.wahook.shared.secrets;

import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * Whose secret it is. It is bound into the encrypted form, so that a value copied into another row can't be read there.
 *
 * @param name of column and row
 */
public record Owner(String name) {

    public static Owner accessTokenOf(UUID accountId) {
        return new Owner("whatsapp_accounts.access_token " + accountId);
    }

    public static Owner apiKeyOf(String chatbotId) {
        return new Owner("chatbots.api_key " + chatbotId);
    }

    byte[] bytes() {
        return name.getBytes(StandardCharsets.UTF_8);
    }
}
