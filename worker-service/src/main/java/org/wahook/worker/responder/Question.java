package org.wahook.worker.responder;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.wahook.platform.config.Secret;
import org.wahook.platform.json.Json;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the response API is asked.
 *
 * @param history oldest first, ending with the unanswered messages
 * @param contactId phone number, or business-scoped user id
 * @param idempotencyKey the same for every attempt at the same turn
 * @param ownBaseUrl of the client's own response API
 */
public record Question(
        String chatbotId,
        Secret apiKey,
        String contactId,
        List<HistoryEntry> history,
        String idempotencyKey,
        Optional<String> ownBaseUrl) {

    public Question {
        history = List.copyOf(history);
    }

    byte[] toJson() {
        ArrayNode query = Json.array();
        for (HistoryEntry said : history) {
            query.addObject()
                    .put("role", said.role().name().toLowerCase(Locale.ROOT))
                    .put("content", said.content());
        }
        ObjectNode body = Json.object();
        body.put("query", Json.text(query));
        body.put("chatbotId", chatbotId);
        body.putObject("user")
                .put("uniqueClientId", "whatsapp_" + contactId + "_" + chatbotId)
                .put("converslyWebId", apiKey.reveal());
        return Json.bytes(body);
    }
}
