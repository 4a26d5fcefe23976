package org.wahook.admin.console.view;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/** An object of an answer, read by the names of its fields. */
record Fields(JsonNode json, Instant now) {

    String text(String name) {
        return json.path(name).asString("");
    }

    long number(String name) {
        return json.path(name).asLong(0);
    }

    Optional<Long> optionalNumber(String name) {
        return json.path(name).isNumber() ? Optional.of(json.path(name).asLong()) : Optional.empty();
    }

    boolean truth(String name) {
        return json.path(name).asBoolean(false);
    }

    Optional<RelativeTime> when(String name) {
        return RelativeTime.of(json.path(name), now);
    }

    List<String> texts(String name) {
        return json.path(name).valueStream().map(it -> it.asString("")).toList();
    }

    Fields object(String name) {
        return new Fields(json.path(name), now);
    }

    static <T> List<T> items(JsonNode answer, Instant now, Function<Fields, T> each) {
        return answer.path("items")
                .valueStream()
                .map(item -> each.apply(new Fields(item, now)))
                .toList();
    }
}
