package org.wahook.admin.verification;

import java.util.Locale;
import java.util.Optional;
import org.wahook.admin.graph.GraphAnswer;
import org.wahook.platform.json.Json;
import tools.jackson.databind.node.ObjectNode;

/**
 * One check or change at Meta.
 *
 * @param code Meta's; empty where it gave none
 */
public record VerificationStep(Name name, Result result, Optional<Integer> code, String detail) {

    public enum Name {
        /** Meta takes the token, and it may use the number. */
        NUMBER,
        /** The number is one of the WhatsApp business account. */
        OWNERSHIP,
        /** The app gets the webhooks of the WhatsApp business account. */
        SUBSCRIPTION,
        /** They go to the webhookUrl, which Meta has verified with the verifyToken. */
        CALLBACK
    }

    public enum Result {
        OK,
        FAILED,
        /** Meta gave no clear answer. */
        UNKNOWN,
        /** Something before it failed. */
        SKIPPED
    }

    static VerificationStep ok(Name name, String detail) {
        return new VerificationStep(name, Result.OK, Optional.empty(), detail);
    }

    static VerificationStep failed(Name name, String detail) {
        return new VerificationStep(name, Result.FAILED, Optional.empty(), detail);
    }

    static VerificationStep unknown(Name name, String detail) {
        return new VerificationStep(name, Result.UNKNOWN, Optional.empty(), detail);
    }

    static VerificationStep skipped(Name name, String detail) {
        return new VerificationStep(name, Result.SKIPPED, Optional.empty(), detail);
    }

    /** @param detail where Meta reports success */
    static VerificationStep of(Name name, GraphAnswer answer, String detail) {
        return switch (answer) {
            case GraphAnswer.Fine fine -> ok(name, detail);
            case GraphAnswer.Refused(int code, String line) ->
                new VerificationStep(name, Result.FAILED, code < 0 ? Optional.empty() : Optional.of(code), line);
            case GraphAnswer.Unclear(String line) -> new VerificationStep(name, Result.UNKNOWN, Optional.empty(), line);
        };
    }

    boolean isOk() {
        return result == Result.OK;
    }

    ObjectNode toJson() {
        return Json.object()
                .put("step", name.name().toLowerCase(Locale.ROOT))
                .put("result", result.name().toLowerCase(Locale.ROOT))
                .put("code", code.orElse(null))
                .put("detail", detail);
    }
}
