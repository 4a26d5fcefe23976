package org.wahook.shared.account;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.wahook.platform.config.Secret;

/**
 * A client's WhatsApp number, with what it takes to answer there.
 *
 * @param apiKey the client's key for the response API
 * @param accessToken the client's token for the Graph API
 * @param storedToken the same as it stands in the database, perhaps encrypted: tells whether it was changed since
 * @param signingSecret by which requests to the client's bot are signed ({@code whsec_…}); empty where they are not
 * @param transcriptionKey for the client's own transcription endpoint; empty where it needs none
 * @param pausedReason why nothing is sent for it now, such as a token that Meta refuses
 * @param nextTryAt when one message may be tried all the same; empty where somebody must mend it first
 */
public record Account(
        UUID id,
        String chatbotId,
        String phoneNumberId,
        Secret apiKey,
        Secret accessToken,
        Secret storedToken,
        Secret signingSecret,
        Secret transcriptionKey,
        Optional<String> pausedReason,
        Optional<Instant> nextTryAt,
        ClientSettings settings) {

    /** With a token in clear, and without settings of its own. */
    public Account(
            UUID id,
            String chatbotId,
            String phoneNumberId,
            Secret apiKey,
            Secret accessToken,
            Optional<String> pausedReason) {
        this(
                id,
                chatbotId,
                phoneNumberId,
                apiKey,
                accessToken,
                accessToken,
                new Secret(""),
                new Secret(""),
                pausedReason,
                Optional.empty(),
                ClientSettings.NONE);
    }
}
