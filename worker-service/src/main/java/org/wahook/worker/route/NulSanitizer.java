package org.wahook.worker.route;

import org.wahook.platform.json.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** PostgreSQL stores no NUL character, in text or in jsonb: it becomes the Unicode replacement character. */
final class NulSanitizer {

    private static final char NUL = '\0';
    private static final char REPLACEMENT = '\uFFFD';

    private NulSanitizer() {}

    static String text(String text) {
        return text.indexOf(NUL) < 0 ? text : text.replace(NUL, REPLACEMENT);
    }

    static String json(JsonNode node) {
        String json = Json.text(node);
        return json.contains("\\u0000") ? Json.text(cleaned(node)) : json;
    }

    private static JsonNode cleaned(JsonNode node) {
        if (node.isString()) {
            return Json.array().add(text(node.asString())).path(0);
        }
        if (node.isArray()) {
            ArrayNode array = Json.array();
            node.forEach(item -> array.add(cleaned(item)));
            return array;
        }
        if (node.isObject()) {
            ObjectNode object = Json.object();
            node.properties().forEach(entry -> object.set(text(entry.getKey()), cleaned(entry.getValue())));
            return object;
        }
        return node;
    }
}
