package org.wahook.testbed.meta;

import java.util.List;
import org.wahook.testbed.http.SimulatedAnswer;
import org.wahook.testbed.meta.PhoneNumbers.Registered;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What Graph says of phone numbers and business accounts themselves. */
final class GraphObjects {
    private static final JsonMapper JSON = new JsonMapper();
    private final PhoneNumbers numbers;

    GraphObjects(PhoneNumbers numbers) {
        this.numbers = numbers;
    }

    /** {@code GET /{version}/{phone_number_id}} */
    SimulatedAnswer number(String id) {
        return numbers.find(id)
                .map(number -> SimulatedAnswer.json(200, JSON.writeValueAsString(describe(number))))
                .orElseGet(() -> GraphError.noSuchObject(id).answer());
    }

    /** {@code GET /{version}/{waba_id}/phone_numbers} */
    SimulatedAnswer numbersOf(String wabaId) {
        List<Registered> found = numbers.ofAccount(wabaId);
        if (found.isEmpty()) {
            return GraphError.noSuchObject(wabaId).answer();
        }
        ObjectNode body = JSON.createObjectNode();
        ArrayNode data = body.putArray("data");
        found.forEach(number -> data.add(describe(number)));
        return SimulatedAnswer.json(200, JSON.writeValueAsString(body));
    }

    private static ObjectNode describe(Registered number) {
        return JSON.createObjectNode()
                .put("id", number.id())
                .put("display_phone_number", WebhookNumber.displayOf(number.id()))
                .put("verified_name", "Business " + number.id())
                .put("quality_rating", "GREEN");
    }
}
