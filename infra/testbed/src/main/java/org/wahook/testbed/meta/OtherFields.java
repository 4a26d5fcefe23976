package org.wahook.testbed.meta;

import java.time.Instant;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Webhooks of other fields than {@code messages}, none of which may ever be answered. */
public final class OtherFields {
    private static final JsonMapper JSON = new JsonMapper();

    private OtherFields() {}

    /** A restriction of the business account. */
    public static byte[] accountUpdate(String wabaId) {
        ObjectNode value = JSON.createObjectNode().put("event", "ACCOUNT_RESTRICTION");
        value.putArray("restriction_info").addObject().put("restriction_type", "RESTRICTED_BIZ_INITIATED_MESSAGING");
        return WebhookBodies.field(wabaId, "account_update", value);
    }

    /** Old messages of a number that was in the Business app; they sit in {@code value.messages} as new ones do. */
    public static byte[] history(WebhookNumber to, Customer from, String wamid, Instant at, String text) {
        ObjectNode value = messages(to, from, wamid, at, text);
        value.putArray("history")
                .addObject()
                .putObject("metadata")
                .put("phase", 0)
                .put("progress", 55);
        return WebhookBodies.field(to.wabaId(), "history", value);
    }

    /** A message of a conversation that another app holds: one level deeper. */
    public static byte[] standby(WebhookNumber to, Customer from, String wamid, Instant at, String text) {
        ObjectNode value = messages(to, from, wamid, at, text);
        JsonNode messages = value.remove("messages");
        value.putObject("standby").set("messages", messages);
        return WebhookBodies.field(to.wabaId(), "standby", value);
    }

    /** What the business itself wrote in its app. */
    public static byte[] messageEcho(WebhookNumber from, Customer to, String wamid, Instant at, String text) {
        ObjectNode echo = MessageBodies.text(to, wamid, at, text);
        echo.remove("from_user_id");
        echo.put("from", from.displayPhoneNumber());
        echo.put("to", to.phone() == null ? to.userId() : to.phone());
        ObjectNode value = WebhookBodies.value(from, List.of(), List.of(), List.of());
        value.putArray("message_echoes").add(echo);
        return WebhookBodies.field(from.wabaId(), "smb_message_echoes", value);
    }

    /** Another app has the thread now, or passes it to us. */
    public static byte[] handover(WebhookNumber number, Customer customer, Instant at, boolean toUs) {
        String type = toUs ? "control_passed" : "control_taken";
        ObjectNode value = JSON.createObjectNode().put("messaging_product", "whatsapp");
        value.putObject("sender").put("phone_number", customer.phone());
        value.putObject("recipient")
                .put("phone_number_id", number.phoneNumberId())
                .put("display_phone_number", number.displayPhoneNumber());
        value.put("type", type).put("timestamp", Long.toString(at.getEpochSecond()));
        value.putObject(type).put("previous_owner_role", "ai_agent").put("new_owner_role", "escalation");
        return WebhookBodies.field(number.wabaId(), "messaging_handovers", value);
    }

    /** Names from the address book of a number that joins. */
    public static byte[] contactNames(WebhookNumber number, Customer... customers) {
        ObjectNode value = WebhookBodies.value(number, List.of(), List.of(), List.of());
        ArrayNode names = value.putArray("state_sync");
        for (Customer customer : customers) {
            names.addObject()
                    .put("type", "contact")
                    .put("action", "add")
                    .putObject("contact")
                    .put("full_name", customer.name())
                    .put("phone_number", customer.phone());
        }
        return WebhookBodies.field(number.wabaId(), "smb_app_state_sync", value);
    }

    /** Errors of a number, which concern no message. */
    public static byte[] errors(WebhookNumber number, int code, String title) {
        ObjectNode value = WebhookBodies.value(number, List.of(), List.of(), List.of());
        value.putArray("errors").add(StatusBodies.error(code, title));
        return WebhookBodies.field(number.wabaId(), "messages", value);
    }

    /** A call of a customer. */
    public static byte[] calls(WebhookNumber to, Customer from, Instant at) {
        ObjectNode value = WebhookBodies.value(to, List.of(from), List.of(), List.of());
        value.putArray("calls")
                .addObject()
                .put("id", "wacid.ABGGFjFVU2AfAgo6V")
                .put("event", "connect")
                .put("direction", "USER_INITIATED")
                .put("timestamp", Long.toString(at.getEpochSecond()));
        return WebhookBodies.field(to.wabaId(), "calls", value);
    }

    /** A field that Meta may invent tomorrow. */
    public static byte[] unknown(WebhookNumber to) {
        ObjectNode value = WebhookBodies.value(to, List.of(), List.of(), List.of());
        value.putObject("tomorrow").put("nobody", "knows");
        return WebhookBodies.field(to.wabaId(), "field_of_tomorrow", value);
    }

    private static ObjectNode messages(WebhookNumber to, Customer from, String wamid, Instant at, String text) {
        return WebhookBodies.value(to, List.of(from), List.of(MessageBodies.text(from, wamid, at, text)), List.of());
    }
}
