package org.wahook.testbed.meta;

import java.util.Map;
import org.wahook.testbed.http.SimulatedAnswer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** An error answer of the Graph API; the subcode is 0 where there is none. */
record GraphError(int httpStatus, int code, int subcode, String type, String message, String details) {
    private static final JsonMapper JSON = new JsonMapper();

    static GraphError of(int httpStatus, int code, String message) {
        return new GraphError(httpStatus, code, 0, "OAuthException", message, message);
    }

    static GraphError invalidParameter(String details) {
        return new GraphError(400, 100, 0, "OAuthException", "(#100) Invalid parameter", details);
    }

    static GraphError noSuchObject(String id) {
        String message =
                "Unsupported request. Object with ID '%s' does not exist, cannot be loaded due to missing permissions, or does not support this operation"
                        .formatted(id);
        return new GraphError(400, 100, 33, "GraphMethodException", message, message);
    }

    static GraphError badToken() {
        return of(401, 190, "Invalid OAuth access token - Cannot parse access token");
    }

    SimulatedAnswer answer() {
        return answer(Map.of());
    }

    SimulatedAnswer answer(Map<String, String> headers) {
        ObjectNode body = JSON.createObjectNode();
        ObjectNode error = body.putObject("error");
        error.put("message", message).put("type", type).put("code", code);
        if (subcode != 0) {
            error.put("error_subcode", subcode);
        }
        error.putObject("error_data").put("messaging_product", "whatsapp").put("details", details);
        error.put("fbtrace_id", "A" + Integer.toHexString(body.hashCode()));
        return new SimulatedAnswer.Full(
                httpStatus, "application/json; charset=UTF-8", JSON.writeValueAsString(body), headers);
    }
}
