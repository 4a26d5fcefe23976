package org.wahook.testbed.meta;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A POST to {@code /{version}/{phone_number_id}/messages}, before it is accepted or refused. */
public record SendRequest(String version, String phoneNumberId, String token, JsonNode body) {

    /** The phone number as the caller wrote it. */
    public @Nullable String to() {
        return textOrNull("to");
    }

    /** The business-scoped user id. */
    public @Nullable String recipient() {
        return textOrNull("recipient");
    }

    /** The phone number's digits, or else the business-scoped user id. */
    public String contactId() {
        String to = to();
        String recipient = recipient();
        return to != null ? digits(to) : recipient == null ? "" : recipient;
    }

    /** The body of a text message, else empty. */
    public String text() {
        return body.path("text").path("body").asString("");
    }

    public String bizOpaqueCallbackData() {
        return body.path("biz_opaque_callback_data").asString("");
    }

    static String digits(String phone) {
        return phone.replaceAll("[^0-9]", "");
    }

    private @Nullable String textOrNull(String field) {
        String value = body.path(field).asString("");
        return value.isEmpty() ? null : value;
    }
}
