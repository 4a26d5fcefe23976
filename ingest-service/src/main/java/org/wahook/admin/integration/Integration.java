package org.wahook.admin.integration;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.wahook.platform.json.Json;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * An integration as callers see it: secrets are not among its fields.
 *
 * @param version changes with every change of the row
 * @param pausedReason why nothing is sent for it, such as a token that Meta refuses
 * @param sharedWith the chatbots of other active integrations with the same number
 */
public record Integration(
        UUID id,
        String version,
        String chatbotId,
        String phoneNumberId,
        String businessAccountId,
        String webhookUrl,
        String status,
        boolean hasAccessToken,
        boolean hasVerifyToken,
        Optional<String> pausedReason,
        Optional<Instant> pausedAt,
        Instant createdAt,
        Instant updatedAt,
        String chatbotName,
        String chatbotStatus,
        boolean hasApiKey,
        List<String> sharedWith) {

    public Integration {
        sharedWith = List.copyOf(sharedWith);
    }

    public boolean active() {
        return status.equals("active");
    }

    ObjectNode toJson() {
        ObjectNode json = Json.object()
                .put("id", id.toString())
                .put("chatbotId", chatbotId)
                .put("chatbotName", chatbotName)
                .put("phoneNumberId", phoneNumberId)
                .put("businessAccountId", businessAccountId)
                .put("webhookUrl", webhookUrl)
                .put("status", status)
                .put("hasAccessToken", hasAccessToken)
                .put("hasVerifyToken", hasVerifyToken)
                .put("hasApiKey", hasApiKey)
                .put("pausedReason", pausedReason.orElse(null))
                .put("pausedAt", pausedAt.map(Instant::toString).orElse(null))
                .put("createdAt", createdAt.toString())
                .put("updatedAt", updatedAt.toString());
        ArrayNode list = json.putArray("warnings");
        warnings().forEach(list::add);
        return json;
    }

    /** What works, but perhaps not as its owner thinks. */
    public List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        if (!active()) {
            return warnings;
        }
        if (!sharedWith.isEmpty()) {
            warnings.add("Another active client has this phone number: %s. Each of them answers its messages."
                    .formatted(String.join(", ", sharedWith)));
        }
        if (!hasApiKey) {
            warnings.add("The chatbot has no apiKey: the response API will be asked without one.");
        }
        if (!chatbotStatus.equals("active")) {
            warnings.add("The chatbot is inactive: nothing is answered.");
        }
        if (!hasAccessToken) {
            warnings.add("There is no accessToken: replies can't be sent.");
        }
        if (!hasVerifyToken) {
            warnings.add("There is no verifyToken: Meta's handshake works with the fallback token alone.");
        }
        pausedReason.ifPresent(why -> warnings.add(
                ("Sending is stopped: %s. Mend the cause at Meta; then change status to active, or give an accessToken,"
                                + " the same one too, and replay the dead letters.")
                        .formatted(why)));
        if (webhookUrl.contains("+")) {
            warnings.add("The webhookUrl has a plus sign, which Meta turns into a space in its handshake.");
        }
        return warnings;
    }
}
