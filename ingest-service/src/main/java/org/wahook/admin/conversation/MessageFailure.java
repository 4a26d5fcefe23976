package org.wahook.admin.conversation;

import java.util.Optional;
import org.wahook.platform.json.Json;
import org.wahook.platform.telemetry.Redaction;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Why a message failed.
 *
 * @param reason our own, or {@code meta}; empty where there is none
 * @param code Meta's; empty where Meta gave none
 * @param message one line, without secrets
 */
public record MessageFailure(String reason, Optional<Integer> code, String message) {

    /** As it is stored: ours has a reason and a message, Meta's a code and a title. */
    static MessageFailure of(JsonNode stored) {
        JsonNode code = stored.path("code");
        String said = stored.path("message").asString(stored.path("title").asString(""));
        String details = stored.at("/error_data/details").asString("");
        return new MessageFailure(
                stored.path("reason").asString(code.isMissingNode() ? "" : "meta"),
                code.isIntegralNumber() ? Optional.of(code.asInt()) : Optional.empty(),
                Redaction.line(Redaction.quoted(said + (details.isEmpty() ? "" : " (" + details + ")"))));
    }

    ObjectNode toJson() {
        return Json.object()
                .put("reason", reason)
                .put("code", code.orElse(null))
                .put("message", message);
    }
}
