package org.wahook.ingest.admin;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.wahook.ingest.admin.rest.Problem;
import org.wahook.shared.json.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A request body: an object of JSON, not too large. */
sealed interface JsonBody {

    int MOST_BYTES = 64 * 1024;

    /** Read and thrown away, so that a sender which is still busy sending gets to read its refusal. */
    int MOST_DISCARDED = 4 * 1024 * 1024;

    Pattern JSON_TYPE = Pattern.compile("application/(json|[a-z0-9.+-]+\\+json)\\s*(;.*)?");

    record Fields(ObjectNode fields) implements JsonBody {}

    record Refused(Problem problem) implements JsonBody {}

    static JsonBody read(HttpServletRequest request) throws IOException {
        byte[] bytes = request.getInputStream().readNBytes(MOST_BYTES + 1);
        if (bytes.length > MOST_BYTES) {
            discard(request);
            return new Refused(Problem.of(413, "A body may have at most " + MOST_BYTES + " bytes."));
        }
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

    static void discard(HttpServletRequest request) throws IOException {
        InputStream in = request.getInputStream();
        byte[] buffer = new byte[16 * 1024];
        int left = MOST_DISCARDED;
        while (left > 0) {
            int count = in.read(buffer);
            if (count < 0) {
                return;
            }
            left -= count;
        }
    }
}
