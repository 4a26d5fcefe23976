package org.wahook.admin.console;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.wahook.admin.chatbot.Chatbot;
import org.wahook.admin.integration.Integration;
import org.wahook.platform.json.Json;
import tools.jackson.databind.node.ObjectNode;

/**
 * The form to change a client, beside the client as it is now. It carries the versions that it was made of and what stood
 * in it, so that only what a person has changed is sent.
 */
record ClientForm(ConsoleRequest request, Integration integration, Chatbot chatbot) {

    /** What can be seen, and so may have been changed by somebody else meanwhile. */
    private static final List<String> SEEN = List.of("chatbotName", "businessAccountId", "webhookUrl");

    private String stored(String name) {
        return switch (name) {
            case "chatbotName" -> integration.chatbotName();
            case "businessAccountId" -> integration.businessAccountId();
            case "webhookUrl" -> integration.webhookUrl();
            default -> throw new IllegalArgumentException(name);
        };
    }

    /** What a person wants changed of the chatbot; empty where nothing. */
    ObjectNode chatbotFields() {
        ObjectNode fields = Json.object();
        if (isTyped("chatbotName")) {
            fields.put("name", request.given("chatbotName").orElse(""));
        }
        request.filled("apiKey").ifPresent(key -> fields.put("apiKey", key));
        return fields;
    }

    /** What a person wants changed of the integration; empty where nothing. */
    ObjectNode integrationFields() {
        ObjectNode fields = Json.object();
        for (String name : List.of("businessAccountId", "webhookUrl")) {
            if (isTyped(name)) {
                fields.put(name, request.given(name).orElse(""));
            }
        }
        request.filled("verifyToken").ifPresent(token -> fields.put("verifyToken", token));
        request.filled("accessToken").ifPresent(token -> fields.put("accessToken", token));
        return fields;
    }

    /** Whether a person has changed what stood in the field, be it to nothing. */
    private boolean isTyped(String name) {
        String was = request.given("was-" + name).orElseGet(() -> stored(name));
        return request.given(name).filter(text -> !text.equals(was)).isPresent();
    }

    /** Whether somebody else has changed what this form would change. */
    boolean isStale() {
        return (!chatbotFields().isEmpty() && isOther("chatbotVersion", chatbot.version()))
                || (!integrationFields().isEmpty() && isOther("version", integration.version()));
    }

    private boolean isOther(String field, String version) {
        return seenVersion(field).filter(seen -> !seen.equals(version)).isPresent();
    }

    /** The version that was on the screen. */
    Optional<String> seenVersion(String field) {
        return request.filled(field);
    }

    /** What a person has typed, and else what is there now. Of secrets the verify token alone is shown again. */
    Map<String, String> values() {
        Map<String, String> values = new HashMap<>();
        for (String name : SEEN) {
            values.put(name, isTyped(name) ? request.given(name).orElse("") : stored(name));
            values.put("was-" + name, stored(name));
        }
        request.filled("verifyToken").ifPresent(token -> values.put("verifyToken", token));
        values.put("version", integration.version());
        values.put("chatbotVersion", chatbot.version());
        return values;
    }

    /** What somebody else has changed since the form was made, field by field. */
    Map<String, String> overtaken() {
        Map<String, String> others = new HashMap<>();
        for (String name : SEEN) {
            request.given("was-" + name)
                    .filter(was -> !was.equals(stored(name)))
                    .ifPresent(was -> others.put(
                            name,
                            isTyped(name)
                                    ? "was changed meanwhile to “%s”".formatted(stored(name))
                                    : "was changed meanwhile, from “%s”".formatted(was)));
        }
        return others;
    }
}
