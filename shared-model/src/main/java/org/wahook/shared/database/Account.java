package org.wahook.shared.database;

import java.util.Optional;
import java.util.UUID;
import org.wahook.shared.config.Secret;

/**
 * A client's WhatsApp number, with what it takes to answer there.
 *
 * @param apiKey the client's key for the response API
 * @param accessToken the client's token for the Graph API
 * @param pausedReason why nothing is sent for it now, such as a token that Meta refuses
 */
public record Account(
        UUID id,
        String chatbotId,
        String phoneNumberId,
        Secret apiKey,
        Secret accessToken,
        Optional<String> pausedReason) {}
