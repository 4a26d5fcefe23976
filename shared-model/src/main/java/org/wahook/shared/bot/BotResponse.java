package org.wahook.shared.bot;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.wahook.platform.json.Json;
import tools.jackson.databind.JsonNode;

/**
 * What a bot answered over HTTP.
 *
 * @param contentType empty where the answer has none
 * @param retryAfter of the header {@code Retry-After}
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record BotResponse(int status, String contentType, byte[] body, Optional<Duration> retryAfter) {

    public boolean isSuccess() {
        return status >= 200 && status < 300;
    }

    /** The body as JSON; a missing node where it is none. */
    public JsonNode json() {
        return Json.parse(body).orElseGet(() -> Json.object().path("none"));
    }

    /** The body in UTF-8. */
    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    public boolean isPlainText() {
        return contentType.startsWith("text/plain");
    }
}
