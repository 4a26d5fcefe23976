package org.wahook.admin.rest;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.wahook.platform.json.Json;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a caller asks.
 *
 * @param path the names in the path, decoded
 * @param query one text for each parameter; an array where it was given more than once
 * @param body empty for operations without one
 */
public record Request(
        Map<String, String> path, ObjectNode query, ObjectNode body, IfMatch ifMatch, Optional<String> idempotencyKey) {

    public Request {
        path = Map.copyOf(path);
    }

    /** Query parameters in the form of an object, so that {@link Form} can read them. */
    public static ObjectNode queryOf(Map<String, List<String>> parameters) {
        ObjectNode query = Json.object();
        parameters.forEach((name, values) -> {
            if (values.size() == 1) {
                query.put(name, values.getFirst());
            } else {
                ArrayNode all = query.putArray(name);
                values.forEach(all::add);
            }
        });
        return query;
    }

    public String path(String name) {
        String value = path.get(name);
        if (value == null) {
            throw new IllegalArgumentException("the path of this endpoint has no " + name);
        }
        return value;
    }

    /** An id in the path; empty where it is none, and so nothing can have it. */
    public Optional<UUID> uuid(String name) {
        return uuidOf(path(name));
    }

    public static Optional<UUID> uuidOf(String text) {
        try {
            return Optional.of(UUID.fromString(text)).filter(id -> id.toString().equalsIgnoreCase(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** An id of a table that counts; empty where it is none. */
    public static Optional<Long> numberOf(String text) {
        return Optional.of(text).filter(it -> it.matches("\\d{1,18}")).map(Long::parseLong);
    }
}
