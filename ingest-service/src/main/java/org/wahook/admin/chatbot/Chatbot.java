package org.wahook.admin.chatbot;

import java.time.Instant;
import org.wahook.platform.json.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A chatbot as callers see it.
 *
 * @param version changes with every change of the row
 * @param settings as they are stored
 */
public record Chatbot(
        String id,
        String version,
        String name,
        String status,
        boolean hasApiKey,
        boolean hasSigningSecret,
        boolean hasTranscriptionKey,
        JsonNode settings,
        Instant createdAt,
        Instant updatedAt) {

    ObjectNode toJson() {
        ObjectNode json = Json.object()
                .put("id", id)
                .put("name", name)
                .put("status", status)
                .put("hasApiKey", hasApiKey)
                .put("hasSigningSecret", hasSigningSecret)
                .put("hasTranscriptionKey", hasTranscriptionKey);
        json.set("settings", settings);
        return json.put("createdAt", createdAt.toString()).put("updatedAt", updatedAt.toString());
    }
}
