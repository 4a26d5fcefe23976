package org.wahook.admin.rest;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.wahook.platform.json.Json;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A part of a list.
 *
 * @param nextCursor where the next page begins; empty at the end of the list
 */
public record Page<T>(List<T> items, Optional<String> nextCursor) {

    public static final int DEFAULT_LIMIT = 50;
    public static final int MOST = 200;

    public Page {
        items = List.copyOf(items);
    }

    /**
     * @param found one more than {@code limit} where there is another page
     * @param mark of an item: the next page begins behind it
     */
    public static <T> Page<T> of(List<T> found, int limit, Function<T, String> mark) {
        return found.size() <= limit
                ? new Page<>(found, Optional.empty())
                : new Page<>(found.subList(0, limit), Optional.of(PageCursor.of(mark.apply(found.get(limit - 1)))));
    }

    public <R> Page<R> map(Function<T, R> each) {
        return new Page<>(items.stream().map(each).toList(), nextCursor);
    }

    public RestAnswer.Content toAnswer(Function<T, ObjectNode> toJson) {
        ObjectNode json = Json.object();
        ArrayNode list = json.putArray("items");
        items.forEach(item -> list.add(toJson.apply(item)));
        json.put("nextCursor", nextCursor.orElse(null));
        return RestAnswer.ok(json);
    }
}
