package org.wahook.worker.reply;

import java.time.Duration;
import java.util.Optional;
import org.wahook.platform.json.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The payload of an outbound message that is more than plain text.
 *
 * @param meta what Meta is sent: type, object and context
 * @param fallbackText what is sent where Meta does not take that; empty where nothing is
 */
record RichContent(ObjectNode meta, String fallbackText, Duration delay) {

    /** Empty for plain text, whose payload, if any, says something else. */
    static Optional<RichContent> read(String payload) {
        Optional<JsonNode> json = Json.parse(payload);
        if (json.isEmpty()
                || !(json.get() instanceof ObjectNode object)
                || !object.path("type").isString()) {
            return Optional.empty();
        }
        JsonNode ours = object.path(Draft.OURS);
        String fallback = ours.path("fallbackText").asString("");
        Duration delay = Duration.ofMillis(ours.path("delayMs").asLong(0));
        object.remove(Draft.OURS);
        return Optional.of(new RichContent(object, fallback, delay));
    }
}
