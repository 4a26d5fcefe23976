package org.wahook.shared.bot;

import java.util.Set;
import org.wahook.shared.bot.BotAnswer.Failure;
import tools.jackson.databind.JsonNode;

/** The errors of OpenAI and of the many servers that write theirs alike, with an HTTP error or within a 200. */
final class OpenAiErrors {

    private static final Set<String> QUOTA =
            Set.of("insufficient_quota", "billing_hard_limit_reached", "billing_not_active");
    private static final Set<String> THROTTLED = Set.of("rate_limit_exceeded", "rate_limit_error", "overloaded_error");
    private static final Set<String> TROUBLE = Set.of(
            "server_error", "api_error", "internal_error", "internal_server_error", "timeout", "vector_store_timeout");

    private OpenAiErrors() {}

    static BotAnswer of(BotResponse response) {
        JsonNode error = response.json().path("error");
        Failure kind = response.status() == 409 ? Failure.ERROR : HttpFaults.kind(response.status());
        return HttpFaults.of(response, isQuota(error) ? Failure.REJECTED : kind, code(error));
    }

    /** An error within an answer of HTTP 200. */
    static BotAnswer within(BotResponse response, JsonNode error) {
        Failure kind = Failure.REJECTED;
        if (hasCode(error, THROTTLED)) {
            kind = Failure.THROTTLED;
        } else if (hasCode(error, TROUBLE) || error.path("code").asInt(0) >= 500) {
            kind = Failure.ERROR;
        }
        return HttpFaults.of(response, isQuota(error) ? Failure.REJECTED : kind, " with an error" + code(error));
    }

    private static boolean isQuota(JsonNode error) {
        return hasCode(error, QUOTA);
    }

    static boolean hasCode(JsonNode error, Set<String> codes) {
        return codes.contains(error.path("code").asString(""))
                || codes.contains(error.path("type").asString(""));
    }

    private static String code(JsonNode error) {
        String code = HttpFaults.code(error.path("code"));
        return code.isEmpty() ? HttpFaults.code(error.path("type")) : code;
    }
}
