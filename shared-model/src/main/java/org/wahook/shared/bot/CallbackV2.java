package org.wahook.shared.bot;

import java.util.Optional;
import org.wahook.platform.json.Json;
import tools.jackson.databind.JsonNode;

/** What a bot of contract 2 posts to its callback: an answer, or {@code {"version": 2, "error": …}}. */
public final class CallbackV2 {

    private CallbackV2() {}

    /** Empty where it is neither: then the callback counts as not made. */
    public static Optional<BotAnswer> read(String body) {
        Optional<JsonNode> json =
                Json.parse(body).filter(node -> node.path("version").asInt(0) == 2);
        return json.filter(node -> node.has("error") || node.has("messages") || node.has("actions"))
                .map(CallbackV2::answer);
    }

    /** Without an HTTP status an error may be repeated, unless the bot says that it may not. */
    private static BotAnswer answer(JsonNode json) {
        JsonNode error = json.path("error");
        return error.isObject()
                ? new BotAnswer.Failed(
                        ContractV2.kind(BotAnswer.Failure.ERROR, error),
                        "the bot called back with an error" + HttpFaults.code(error.path("code")),
                        ContractV2.retryAfter(error))
                : AnswerV2.read(json);
    }
}
