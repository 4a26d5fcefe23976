package org.wahook.testbed.meta;

import java.time.Instant;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Whole webhooks, as the bytes that Meta would post.
 *
 * <p>The first methods make the usual ones; {@link #webhook}, {@link #entry} and {@link #change} put together any other:
 * several entries, several changes in one, several messages in a value, statuses beside them.
 */
public final class WebhookBodies {
    private static final JsonMapper JSON = new JsonMapper();

    private WebhookBodies() {}

    /** One text message. */
    public static byte[] text(WebhookNumber to, Customer from, String wamid, Instant at, String text) {
        return messages(to, from, MessageBodies.text(from, wamid, at, text));
    }

    /** Messages of one customer in one change. */
    public static byte[] messages(WebhookNumber to, Customer from, ObjectNode... messages) {
        return field(to.wabaId(), "messages", value(to, List.of(from), List.of(messages), List.of()));
    }

    /** Statuses in one change. */
    public static byte[] status(WebhookNumber from, ObjectNode... statuses) {
        return field(from.wabaId(), "messages", value(from, List.of(), List.of(), List.of(statuses)));
    }

    /** One change of any field, known or not. */
    public static byte[] field(String wabaId, String field, ObjectNode value) {
        return MetaJson.bytes(webhook(entry(wabaId, change(field, value))));
    }

    /** The outermost object. */
    public static ObjectNode webhook(ObjectNode... entries) {
        ObjectNode webhook = JSON.createObjectNode().put("object", "whatsapp_business_account");
        webhook.putArray("entry").addAll(List.of(entries));
        return webhook;
    }

    /** What one business account has to tell. */
    public static ObjectNode entry(String wabaId, ObjectNode... changes) {
        ObjectNode entry = JSON.createObjectNode().put("id", wabaId);
        entry.putArray("changes").addAll(List.of(changes));
        return entry;
    }

    public static ObjectNode change(String field, ObjectNode value) {
        ObjectNode change = JSON.createObjectNode();
        change.set("value", value);
        return change.put("field", field);
    }

    /** The value of a change of the field {@code messages}; empty lists are left out. */
    public static ObjectNode value(
            WebhookNumber number, List<Customer> customers, List<ObjectNode> messages, List<ObjectNode> statuses) {
        ObjectNode value = JSON.createObjectNode().put("messaging_product", "whatsapp");
        value.putObject("metadata")
                .put("display_phone_number", number.displayPhoneNumber())
                .put("phone_number_id", number.phoneNumberId());
        if (!customers.isEmpty()) {
            ArrayNode contacts = value.putArray("contacts");
            customers.forEach(customer -> contacts.add(contact(customer)));
        }
        if (!messages.isEmpty()) {
            value.putArray("messages").addAll(messages);
        }
        if (!statuses.isEmpty()) {
            value.putArray("statuses").addAll(statuses);
        }
        return value;
    }

    private static ObjectNode contact(Customer customer) {
        ObjectNode contact = JSON.createObjectNode();
        ObjectNode profile = contact.putObject("profile").put("name", customer.name());
        if (customer.phone() == null) {
            profile.put("username", "@" + customer.name().replaceAll("[^A-Za-z0-9]", ""));
        } else {
            contact.put("wa_id", customer.phone());
        }
        return contact.put("user_id", customer.userId());
    }
}
