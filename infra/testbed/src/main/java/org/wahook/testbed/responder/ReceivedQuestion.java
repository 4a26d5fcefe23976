package org.wahook.testbed.responder;

import java.time.Instant;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One request to the response API as it came; an absent text is empty.
 *
 * @param query the history, parsed from the string that carries it
 */
public record ReceivedQuestion(
        JsonNode body,
        List<Turn> query,
        String chatbotId,
        String uniqueClientId,
        String converslyWebId,
        String idempotencyKey,
        Instant at) {
    private static final JsonMapper JSON = new JsonMapper();

    public ReceivedQuestion {
        query = List.copyOf(query);
    }

    /** What the user said last; empty when the last entry is not the user's. */
    public String lastUserContent() {
        boolean user = !query.isEmpty() && query.getLast().role().equals("user");
        return user ? query.getLast().content() : "";
    }

    /** @throws JacksonException when the body or its query is no JSON */
    static ReceivedQuestion read(byte[] bytes, String idempotencyKey) {
        JsonNode body = JSON.readTree(bytes);
        JsonNode user = body.path("user");
        return new ReceivedQuestion(
                body,
                turns(body.path("query").asString("[]")),
                body.path("chatbotId").asString(""),
                user.path("uniqueClientId").asString(""),
                user.path("converslyWebId").asString(""),
                idempotencyKey,
                Instant.now());
    }

    private static List<Turn> turns(String query) {
        return JSON.readTree(query)
                .valueStream()
                .map(t ->
                        new Turn(t.path("role").asString(""), t.path("content").asString("")))
                .toList();
    }
}
