package org.wahook.testbed.meta;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A message that simulated Meta accepted.
 *
 * @param to as the caller wrote it, with its plus sign
 * @param recipient the business-scoped user id, where there is no phone number
 * @param text the body of a text message, else empty
 * @param content the type and its object, as they were sent
 * @param bizOpaqueCallbackData empty when there was none
 * @param version the Graph API version of the URL
 */
public record SentMessage(
        String phoneNumberId,
        String token,
        @Nullable String to,
        @Nullable String recipient,
        String text,
        JsonNode content,
        String bizOpaqueCallbackData,
        String wamid,
        Instant at,
        String version) {

    /** As Meta names it. */
    public String type() {
        return content.path("type").asString("text");
    }

    /** The phone number's digits, or else the business-scoped user id. */
    public String contactId() {
        return to != null ? SendRequest.digits(to) : recipient == null ? "" : recipient;
    }
}
