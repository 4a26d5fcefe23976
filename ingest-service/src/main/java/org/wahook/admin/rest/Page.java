package org.wahook.admin.rest;

import java.util.List;
import java.util.function.Function;
import org.wahook.platform.json.Json;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A part of a list, as an answer. */
public final class Page {

    public static final int DEFAULT_LIMIT = 50;
    public static final int MOST = 200;

    private Page() {}

    /**
     * @param found one more than {@code limit} where there is another page
     * @param mark of an item: the next page begins behind it
     */
    public static <T> Answer.Content of(
            List<T> found, int limit, Function<T, ObjectNode> toJson, Function<T, String> mark) {
        List<T> page = found.subList(0, Math.min(limit, found.size()));
        ObjectNode json = Json.object();
        ArrayNode items = json.putArray("items");
        page.forEach(item -> items.add(toJson.apply(item)));
        boolean more = found.size() > page.size();
        json.put("nextCursor", more ? PageCursor.of(mark.apply(page.getLast())) : null);
        return Answer.ok(json);
    }
}
