package org.wahook.testbed.meta;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.wahook.testbed.http.SimulatedAnswer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** {@code POST /{version}/{phone_number_id}/thread_control}: we are no escalation partner, so we can't take a thread. */
final class ThreadControls {
    private static final JsonMapper JSON = new JsonMapper();

    private final List<JsonNode> accepted = new CopyOnWriteArrayList<>();

    SimulatedAnswer answer(JsonNode body) {
        boolean addressed = body.has("to") != body.has("recipient");
        String action = body.path("action").asString("");
        if (!addressed || !List.of("pass", "release", "take").contains(action)) {
            return GraphError.invalidParameter("exactly one of to and recipient, and an action")
                    .answer();
        }
        if (action.equals("take")) {
            return GraphError.of(400, 2494191, "Only the escalation partner may take a thread")
                    .answer();
        }
        accepted.add(body);
        ObjectNode answer =
                JSON.createObjectNode().put("messaging_product", "whatsapp").put("request_id", "request-1");
        return SimulatedAnswer.json(200, JSON.writeValueAsString(answer));
    }

    List<JsonNode> accepted() {
        return List.copyOf(accepted);
    }
}
