package org.wahook.admin;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.wahook.platform.json.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Compares answers with their schemas in the OpenAPI document. A field that the document does not name is a problem too. */
final class AnswerSchemas {

    private static final SchemaRegistry REGISTRY =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

    private static final Map<String, Schema> SCHEMAS = new ConcurrentHashMap<>();

    private AnswerSchemas() {}

    /** @param schema in the document; none where there must be no body */
    static List<String> problems(JsonNode document, Optional<JsonNode> schema, String body) {
        if (schema.isEmpty()) {
            return body.isEmpty() ? List.of() : List.of("there must be no body");
        }
        return SCHEMAS
                .computeIfAbsent(Json.text(schema.get()), text -> compile(document, schema.get()))
                .validate(body, InputFormat.JSON)
                .stream()
                .map(Error::toString)
                .toList();
    }

    private static Schema compile(JsonNode document, JsonNode schema) {
        ObjectNode whole = (ObjectNode) schema.deepCopy();
        whole.set("components", document.path("components").deepCopy());
        close(whole);
        return REGISTRY.getSchema(Json.text(whole), InputFormat.JSON);
    }

    /** Clients must take fields that they do not know; the document must know all of them. */
    private static void close(JsonNode schema) {
        if (schema instanceof ObjectNode object) {
            object.propertyNames().stream().toList().forEach(name -> close(object.path(name)));
            if (object.path("properties").isObject() && !object.has("additionalProperties")) {
                object.put("additionalProperties", false);
            }
        } else if (schema instanceof ArrayNode list) {
            list.forEach(AnswerSchemas::close);
        }
    }
}
