package org.wahook.admin;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.wahook.admin.rest.Problem;
import org.wahook.http.BodyLimits;
import org.wahook.http.RequestBody;
import org.wahook.platform.json.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A request body: an object of JSON, not too large. */
sealed interface JsonBody {

    BodyLimits LIMITS = new BodyLimits(64 * 1024, Duration.ofSeconds(10));

    Pattern JSON_TYPE = Pattern.compile("application/(json|[a-z0-9.+-]+\\+json)\\s*(;.*)?");

    record Fields(ObjectNode fields) implements JsonBody {}

    record Refused(Problem problem) implements JsonBody {}

    static JsonBody read(HttpServletRequest request) {
        return switch (RequestBody.read(request, LIMITS)) {
            case RequestBody.Whole(byte[] bytes, RequestBody.Memory memory) -> {
                try (memory) {
                    yield parse(request, bytes);
                }
            }
            case RequestBody.TooLarge() ->
                new Refused(Problem.of(413, "A body may have at most " + LIMITS.bytes() + " bytes."));
            case RequestBody.Incomplete() ->
                new Refused(Problem.of(408, "The body did not come to its end in time. Send it again."));
            case RequestBody.NoMemory() -> new Refused(Problem.unavailable("Memory for more request bodies"));
        };
    }

    private static JsonBody parse(HttpServletRequest request, byte[] bytes) {
        String type = Optional.ofNullable(request.getContentType()).orElse("").toLowerCase(Locale.ROOT);
        if (!JSON_TYPE.matcher(type.strip()).matches()) {
            return new Refused(Problem.of(415, "Send a JSON object, with the header Content-Type: application/json."));
        }
        JsonNode json = Json.parse(bytes).orElse(null);
        if (json == null) {
            return new Refused(Problem.named(
                    400,
                    "malformed-json",
                    "The body is not JSON",
                    "Send one JSON object in UTF-8, and nothing after it."));
        }
        return json instanceof ObjectNode object
                ? new Fields(object)
                : new Refused(Problem.named(
                        400, "malformed-json", "The body is not a JSON object", "Send an object, in braces."));
    }
}
