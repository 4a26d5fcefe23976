package org.wahook.shared.meta;

import java.util.List;
import java.util.Optional;
import org.wahook.platform.json.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What Meta says in a status about the price of a message. Each of its fields may be missing, and new words may come.
 *
 * @param json what is kept of it: {@code type}, {@code category}, {@code subtype}, {@code pricing_model},
 *     {@code billable}, and {@code origin} of the conversation
 */
public record Pricing(ObjectNode json) {

    private static final List<String> FIELDS = List.of("type", "category", "subtype", "pricing_model", "billable");

    /** Statuses of groups sometimes have it inside {@code conversation}. */
    static Optional<Pricing> of(JsonNode status) {
        JsonNode conversation = status.path("conversation");
        JsonNode pricing = status.path("pricing").isObject() ? status.path("pricing") : conversation.path("pricing");
        ObjectNode kept = Json.object();
        for (String field : FIELDS) {
            JsonNode value = pricing.path(field);
            if (value.isString() || value.isBoolean()) {
                kept.set(field, value);
            }
        }
        JsonNode origin = conversation.path("origin").path("type");
        if (origin.isString()) {
            kept.set("origin", origin);
        }
        return kept.isEmpty() ? Optional.empty() : Optional.of(new Pricing(kept));
    }

    /** Whether Meta charges for it. {@code type} decides: {@code billable} will be withdrawn. */
    public boolean isBillable() {
        String type = json.path("type").asString("");
        return type.isEmpty() ? json.path("billable").asBoolean(false) : type.equals("regular");
    }

    /** Whether it uses up a part of the number's free allowance. Free entry points and exempt businesses do not. */
    public boolean usesAllowance() {
        String type = json.path("type").asString("");
        return type.equals("free_customer_service") || type.equals("free_group_customer_service");
    }
}
