package org.wahook.worker.graph;

import java.time.Duration;
import java.util.Optional;
import org.wahook.platform.telemetry.Redaction;
import org.wahook.worker.graph.SendResult.Limit;
import tools.jackson.databind.JsonNode;

/** What Meta's errors mean, in one table. Meta says: build on the code, not on the HTTP status. */
final class GraphErrors {

    private static final int LONGEST_MESSAGE = 300;

    private GraphErrors() {}

    /**
     * @param error the {@code error} object of the answer
     * @param httpStatus decides only where the code is not known
     */
    static SendResult classify(int httpStatus, JsonNode error, Optional<Duration> retryAfter) {
        int code = error.path("code").asInt(-1);
        String text = describe(httpStatus, code, error);
        return switch (code) {
            // Limits: not sent, and safe to send again.
            case 4, 80007, 80008, 130429 -> new SendResult.NotNow(Limit.RATE, text, retryAfter);
            case 131056 -> new SendResult.NotNow(Limit.PAIR, text, retryAfter);
            case 131057 -> new SendResult.NotNow(Limit.UNAVAILABLE, text, retryAfter);

            // Meta itself is in trouble: it may have gone out.
            case 1, 2, 131000, 131016, 133004 -> new SendResult.Unknown(text);

            // Token, permission, policy, payment, registration: nothing goes out until somebody mends it.
            case 0, 190, 3, 10, 33, 368, 131005, 131031, 131037, 131042, 131045, 131048, 133010 ->
                new SendResult.AccountStopped(text);

            // Another responder owns the thread.
            case 131070 -> new SendResult.ThreadNotOurs(text);

            default -> otherwise(httpStatus, code, error, text, retryAfter);
        };
    }

    private static SendResult otherwise(
            int httpStatus, int code, JsonNode error, String text, Optional<Duration> retryAfter) {
        if (code >= 200 && code <= 299) {
            return new SendResult.AccountStopped(text);
        }
        if (httpStatus == 429) {
            return new SendResult.NotNow(Limit.RATE, text, retryAfter);
        }
        boolean transientError = error.path("is_transient").asBoolean(false);
        boolean known = KNOWN_PERMANENT.contains(code);
        return !known && (httpStatus >= 500 || transientError)
                ? new SendResult.Unknown(text)
                : new SendResult.Refused(text);
    }

    /** Codes that stay permanent whatever the HTTP status says (META.md's table, class "permanent"). */
    private static final java.util.Set<Integer> KNOWN_PERMANENT = java.util.Set.of(
            100, 130403, 130472, 130497, 131008, 131009, 131021, 131026, 131030, 131047, 131049, 131050, 131051, 131052,
            131053, 131062, 131063, 131064, 132000, 132001, 132005, 132007, 132012, 132015, 132016, 132068, 132069,
            133016, 135000, 137000);

    /** Meta's own words without what they may quote: tokens, phone numbers, and anything at length. */
    private static String describe(int httpStatus, int code, JsonNode error) {
        String message = error.path("message").asString("");
        String details = error.path("error_data").path("details").asString("");
        String text = "HTTP %d, code %d: %s%s"
                .formatted(
                        httpStatus,
                        code,
                        Redaction.quoted(message),
                        details.isEmpty() ? "" : " (" + Redaction.quoted(details) + ")");
        String line = text.replaceAll("\\s+", " ");
        return line.length() <= LONGEST_MESSAGE ? line : line.substring(0, LONGEST_MESSAGE) + "…";
    }
}
