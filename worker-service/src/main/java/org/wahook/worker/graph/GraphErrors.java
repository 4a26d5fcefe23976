package org.wahook.worker.graph;

import java.time.Duration;
import java.util.Optional;
import org.wahook.platform.telemetry.Redaction;
import org.wahook.shared.graph.GraphErrorKind;
import org.wahook.worker.graph.SendResult.Limit;
import tools.jackson.databind.JsonNode;

/** What Meta's errors mean for a message; {@link GraphErrorKind} has the table. */
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
        boolean isTransient = error.path("is_transient").asBoolean(false);
        return switch (GraphErrorKind.of(httpStatus, code, isTransient)) {
            case RATE_LIMIT -> new SendResult.NotNow(Limit.RATE, text, retryAfter);
            case PAIR_LIMIT -> new SendResult.NotNow(Limit.PAIR, text, retryAfter);
            case MAINTENANCE -> new SendResult.NotNow(Limit.UNAVAILABLE, text, retryAfter);
            case UNKNOWN_OUTCOME -> new SendResult.Unknown(text);
            case ACCOUNT_BLOCKED -> new SendResult.AccountBlocked(text);
            case ACCOUNT_LIMITED -> new SendResult.AccountLimited(text);
            case THREAD_OWNED -> new SendResult.NotOurs(text);
            case REFUSED -> new SendResult.Refused(text);
        };
    }

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
