package org.wahook.testbed.responder;

import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One request to the response API as it came, in contract 1 or 2 or as chat completions; an absent text is empty.
 *
 * @param query what was said, oldest first, with the new messages at its end
 * @param chatbotId empty for chat completions, and so is {@code uniqueClientId}: nobody is named there
 * @param converslyWebId the chatbot's API key
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
    static ReceivedQuestion read(byte[] bytes, String idempotencyKey, String bearer) {
        JsonNode body = JSON.readTree(bytes);
        if (body.path("messages").isArray()) {
            return new ReceivedQuestion(
                    body, said(body.path("messages")), "", "", bearer, idempotencyKey, Instant.now());
        }
        if (body.path("version").asInt(1) == 2) {
            return new ReceivedQuestion(
                    body,
                    Stream.concat(
                                    said(body.path("history")).stream(),
                                    body.path("input")
                                            .valueStream()
                                            .map(input -> new Turn(
                                                    "user",
                                                    input.path("description").asString(""))))
                            .toList(),
                    body.path("chatbotId").asString(""),
                    body.path("conversation").path("id").asString(""),
                    bearer,
                    idempotencyKey,
                    Instant.now());
        }
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

    /** Without what the system says. A picture goes along as a part beside the words. */
    private static List<Turn> said(JsonNode messages) {
        return messages.valueStream()
                .filter(it -> !it.path("role").asString("").equals("system"))
                .map(it -> {
                    JsonNode content = it.path("content");
                    String words =
                            content.isArray() ? content.path(0).path("text").asString("") : content.asString("");
                    return new Turn(it.path("role").asString(""), words);
                })
                .toList();
    }

    private static List<Turn> turns(String query) {
        return JSON.readTree(query)
                .valueStream()
                .map(t ->
                        new Turn(t.path("role").asString(""), t.path("content").asString("")))
                .toList();
    }
}
