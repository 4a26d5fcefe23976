package org.wahook.testbed.meta;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What Meta checks of a message before it accepts it. */
final class SendRules {
    private static final int LONGEST_TEXT = 4096;
    private static final int LONGEST_CALLBACK_DATA = 512;

    private SendRules() {}

    static Optional<GraphError> violation(SendRequest request) {
        return Optional.ofNullable(complaint(request)).map(GraphError::invalidParameter);
    }

    private static @Nullable String complaint(SendRequest request) {
        if (!request.body().path("messaging_product").asString("").equals("whatsapp")) {
            return "messaging_product must be whatsapp";
        }
        if (request.contactId().isEmpty()) {
            return "The parameter to is required";
        }
        if (request.bizOpaqueCallbackData().length() > LONGEST_CALLBACK_DATA) {
            return "Param biz_opaque_callback_data must be at most 512 characters long";
        }
        String type = request.body().path("type").asString("text");
        if (!type.equals("text")) {
            return ContentRules.complaint(type, request.body());
        }
        if (request.text().isBlank()) {
            return "The parameter text['body'] is required";
        }
        // Meta does not say what it counts: bytes are the most of all.
        if (request.text().getBytes(StandardCharsets.UTF_8).length > LONGEST_TEXT) {
            return "Param text['body'] must be at most 4096 characters long";
        }
        return null;
    }
}
